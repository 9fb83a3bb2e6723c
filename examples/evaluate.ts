/**
 * How far the people of one result are from those of another, joint by joint: MPJPE about the pelvis, and PA-MPJPE.
 *
 *   npx tsx evaluate.ts predicted.json true.json
 */
import { readFile } from 'node:fs/promises';
import { loadBody, parseResult, poseResult } from 'multiroi';
import type { PosedPerson } from 'multiroi';
import { nodePlatform } from 'multiroi/node';
import { meanOf, procrustesDistances, rootAlignedDistances } from 'multiroi/train';

const [predicted = 'predicted.json', truth = 'true.json'] = process.argv.slice(2);
const body = loadBody(await nodePlatform.files.asset('body/open.safetensors'));

async function people(file: string): Promise<Map<number, PosedPerson>> {
  const posed = poseResult(parseResult(await readFile(file, 'utf8')), body);
  return new Map(posed.map((each) => [each.person.id, each]));
}

const others = await people(truth);
for (const [id, { joints }] of await people(predicted)) {
  const other = others.get(id)?.joints;
  if (other === undefined) continue;
  const aligned = meanOf(
    rootAlignedDistances(joints, joints.slice(0, 3), other, other.slice(0, 3)),
  );
  const similar = meanOf(procrustesDistances(joints, other));
  const mm = (metres: number): string => (1000 * metres).toFixed(1);
  console.log(`person ${id}: MPJPE ${mm(aligned)} mm, PA-MPJPE ${mm(similar)} mm`);
}
