/**
 * Every picture of a folder, with progress; one model serves them all.
 *
 *   npx tsx folder.ts photos
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MultiRoi, MultiRoiError } from 'multiroi/node';

const [folder = 'photos'] = process.argv.slice(2);
const names = (await readdir(folder)).filter((name) => /\.(?:jpe?g|png|webp)$/i.test(name));
const hmr = await MultiRoi.load();
try {
  for (const [i, name] of names.entries()) {
    try {
      const { people } = await hmr.reconstruct(await readFile(join(folder, name)), {
        file: name,
        onProgress: (done, total, what) => console.log(`${name}: ${done} of ${total} ${what}`),
      });
      console.log(`${i + 1} of ${names.length}: ${name}, people: ${people.length}`);
    } catch (error) {
      // a broken picture is no reason to stop
      if (!(error instanceof MultiRoiError)) throw error;
      console.error(`${name}: ${error.code} ${error.message}`);
    }
  }
} finally {
  await hmr.dispose();
}
