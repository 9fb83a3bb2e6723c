/**
 * Every picture of a folder, with progress; one model serves them all, and reads the next ones while it looks at one.
 *
 *   npx tsx folder.ts photos
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MultiRoi } from 'multiroi/node';

const [folder = 'photos'] = process.argv.slice(2);
const names = (await readdir(folder)).filter((name) => /\.(?:jpe?g|png|webp)$/i.test(name));
const paths = names.map((name) => join(folder, name));
await using hmr = await MultiRoi.load();
const each = (_: string, i: number) => ({
  file: names[i],
  onProgress: (done: number, total: number, what: string) =>
    console.log(`${names[i]}: ${done} of ${total} ${what}`),
});
for await (const { index, result, error } of hmr.reconstructMany(paths, { each })) {
  const name = names[index];
  // a broken picture is no reason to stop
  if (error !== undefined) console.error(`${name}: ${error.code} ${error.message}`);
  else console.log(`${index + 1} of ${names.length}: ${name}, people: ${result.people.length}`);
}
