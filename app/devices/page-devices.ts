/** @file The browser's own: decoding, cameras, videos, files. */

import { MultiRoiError } from '../../src/base/index.ts';
import type { PageDevices } from '../actions/context.ts';
import { h } from '../shell/dom.ts';
import { openCamera } from './camera.ts';
import { openVideo, smallJpeg } from './video-file.ts';

export const pageDevices: PageDevices = {
  async decode(source) {
    try {
      return await createImageBitmap(source);
    } catch {
      // its only reason: no picture
      return null;
    }
  },
  copy: (bitmap) => createImageBitmap(bitmap),
  smallJpeg,
  openVideo,
  openCamera,
  async fetch(path, signal) {
    const response = await fetch(new URL(path, document.baseURI), { signal });
    // a host of results answers 204 where there is no photograph
    if (response.status === 204 || response.status === 404) return null;
    if (response.ok) return await response.blob();
    throw new MultiRoiError('E_IO', `fetch: expected ${path}, got status ${response.status}`);
  },
  folder: (name) => new URL(name, document.baseURI).href,
  nextFrame: () => new Promise((settle) => requestAnimationFrame(() => settle())),
  confirm: (question) => window.confirm(question),
  save(name, content) {
    const url = URL.createObjectURL(content);
    h('a', { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  },
};
