/** @file What the browser runs in tests of `<multiroi-view>`. */
export { defineView, toObject3D } from '../../../src/viewer/index.ts';
