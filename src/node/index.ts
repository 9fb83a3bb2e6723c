/** @file The Node platform. */

export { nodeFiles, writeWhole } from './files.ts';
export { nodeImages } from './images.ts';
