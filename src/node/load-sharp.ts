/** @file sharp, loaded with the first image: a native library. */

import { createRequire } from 'node:module';
import type sharp from 'sharp';

let loaded: Promise<typeof sharp> | undefined;

/** As CommonJS it is loaded in half the time, and by Node 20.9 too, which does not know the import attributes of its other form. */
async function load(): Promise<typeof sharp> {
  // bundled as CommonJS there is no such place
  if ((import.meta.url as string | undefined) === undefined) return (await import('sharp')).default;
  // webpack follows it in these words alone
  return createRequire(import.meta.url)('sharp') as typeof sharp;
}

/** The library; every use of it goes through here. */
export function loadSharp(): Promise<typeof sharp> {
  loaded ??= load();
  return loaded;
}
