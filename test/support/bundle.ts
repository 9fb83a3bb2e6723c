/** @file A TypeScript module and all it imports as one script, for a page in a test. */
import { resolve } from 'node:path';
import { build } from 'vite';

/** @param name the global that its exports become. */
export async function bundle(entry: string, name: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      minify: false,
      lib: { entry: resolve(entry), name, formats: ['iife'], fileName: name },
    },
  });
  const [{ output }] = Array.isArray(built) ? built : [];
  return output[0].code;
}
