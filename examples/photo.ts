/**
 * The people of a photograph, how far away they stand, and how much the regions agree on it.
 *
 *   npx tsx photo.ts photo.jpg photo.json
 */
import { readFile, writeFile } from 'node:fs/promises';
import { MultiRoi } from 'multiroi/node';

const [file = 'photo.jpg', out = 'photo.json'] = process.argv.slice(2);
const hmr = await MultiRoi.load();
try {
  const result = await hmr.reconstruct(await readFile(file), { file });
  for (const { id, camera, consistency } of result.people) {
    const [x, y, z] = camera.t.map((metres) => metres.toFixed(2));
    const spread = (100 * consistency.s).toFixed(1);
    console.log(`person ${id} at (${x}, ${y}, ${z}) m, regions agree to ${spread} %`);
  }
  await writeFile(out, JSON.stringify(result));
} finally {
  await hmr.dispose();
}
