/** @file sharp, loaded with the first image: a native library. */

import { createRequire } from 'node:module';
import type sharp from 'sharp';

let loaded: Promise<typeof sharp> | undefined;

async function load(): Promise<typeof sharp> {
  try {
    return (await import('sharp')).default;
  } catch (error) {
    // Node 20.9 does not know the import attributes in sharp's modules, though sharp says it may
    if (!(error instanceof SyntaxError)) throw error;
    return createRequire(import.meta.url)('sharp') as typeof sharp;
  }
}

/** The library; every use of it goes through here. */
export function loadSharp(): Promise<typeof sharp> {
  loaded ??= load();
  return loaded;
}
