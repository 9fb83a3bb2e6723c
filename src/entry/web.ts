/** @file `multiroi/web`: the library in a browser, with its files fetched and its networks in WebAssembly or WebGPU. */

export * from './multiroi.ts';
export * from '../web/index.ts';
// the browser's, which knows its platform
export { MultiRoi } from '../web/index.ts';
