/**
 * A result file is enough to have the mesh again: 24 × 3 + 10 numbers and a camera a person.
 *
 *   npx tsx examples/redraw.ts out/photo.json
 */
import { readFile } from 'node:fs/promises';
import { loadBody } from '../src/body/index.ts';
import { nodePlatform } from '../src/node/index.ts';
import { parseResult, poseResult, projectPerson } from '../src/result/index.ts';

const [file = 'out/photo.json'] = process.argv.slice(2);
const result = parseResult(await readFile(file, 'utf8'));
const body = loadBody(await nodePlatform.files.asset('body/open.safetensors'));
for (const { person, vertices } of poseResult(result, body)) {
  const pixels = projectPerson(person, vertices);
  const rows = pixels.filter((_, i) => i % 2 === 1);
  const top = Math.min(...rows).toFixed(0);
  const bottom = Math.max(...rows).toFixed(0);
  console.log(`person ${person.id}: ${body.vertexCount} vertices, rows ${top} to ${bottom}`);
}
