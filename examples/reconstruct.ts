/**
 * The people of a photograph, how far away they stand, and how much the regions agree on it.
 *
 *   npx tsx examples/reconstruct.ts photo.jpg
 */
import { readFile } from 'node:fs/promises';
import { MultiRoi } from '../src/node/index.ts';

const [file = 'photo.jpg'] = process.argv.slice(2);
const hmr = await MultiRoi.load();
try {
  const { people } = await hmr.reconstruct(await readFile(file), { file });
  for (const { id, camera, consistency } of people) {
    const [x, y, z] = camera.t.map((metres) => metres.toFixed(2));
    const spread = (100 * consistency.s).toFixed(1);
    console.log(`person ${id} at (${x}, ${y}, ${z}) m, regions agree to ${spread} %`);
  }
} finally {
  await hmr.dispose();
}
