/**
 * A result file is enough to have the meshes again: 24 × 3 + 10 numbers and a camera a person.
 *
 *   npx tsx export.ts photo.json out
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportCsv, exportGlb, exportObj, loadBody, parseResult, poseResult } from 'multiroi';
import { nodePlatform } from 'multiroi/node';

const [file = 'photo.json', out = 'out'] = process.argv.slice(2);
const result = parseResult(await readFile(file, 'utf8'));
const body = loadBody(await nodePlatform.files.asset('body/open.safetensors'));
const posed = poseResult(result, body);
await mkdir(out, { recursive: true });
const { bytes } = await exportGlb(result, body, 'skinned', posed);
await writeFile(join(out, 'people.glb'), bytes);
for (const [id, text] of exportObj(result, body, posed)) {
  await writeFile(join(out, `person-${id}.obj`), text);
}
await writeFile(join(out, 'joints.csv'), exportCsv(result, body, 'joints'));
console.log(`people: ${posed.length}, vertices of each: ${body.vertexCount}`);
