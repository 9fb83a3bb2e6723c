/**
 * @file Renders synthetic people and stores what the frozen encoder says of them, in shards that are skipped when
 * they exist. Run several processes on disjoint ranges to use several cores.
 *
 *   npx tsx tools/light/features.ts --out dir --from 0 --to 20000 [--recipe standard] [--seed train]
 *     [--poses captured.npz --split train|heldout] [--jitter on|off] [--part 0/2]
 *     [--regions paper5|wide5] [--roll upright|none] [--encoder full|heavy]
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PAPER5, WIDE5 } from '../../src/camera/index.ts';
import {
  createSynthesiser,
  findRecipe,
  loadSynthesisAssets,
  parseCapturedPoses,
  type PoseSource,
  type PoseSplit,
} from '../../src/dataset/index.ts';
import { findRolls } from '../../src/detect/index.ts';
import { nodePlatform, writeWhole } from '../../src/node/index.ts';
import { lightEncoder } from '../../src/pipeline/index.ts';
import type { Session } from '../../src/platform.ts';
import { Rng } from '../../src/rng.ts';
import {
  encodeShard,
  Featuriser,
  NO_JITTER,
  shardOf,
  type BoxJitter,
  type PersonRow,
} from '../../src/training/index.ts';

/** What a detector's box, tightened by keypoints, was seen to differ from the box of the true joints. */
const JITTER: BoxJitter = { shiftSd: 0.04, scale: [0.87, 1.2], insideOnly: 0.5 };
const PEOPLE_PER_SHARD = 500;

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    from: { type: 'string', default: '0' },
    to: { type: 'string' },
    recipe: { type: 'string', default: 'standard' },
    seed: { type: 'string', default: 'train' },
    poses: { type: 'string' },
    split: { type: 'string', default: 'train' },
    jitter: { type: 'string', default: 'on' },
    part: { type: 'string', default: '0/1' },
    regions: { type: 'string', default: 'wide5' },
    roll: { type: 'string', default: 'upright' },
    encoder: { type: 'string', default: 'full' },
  },
});
const out = values.out ?? '';
const to = Number(values.to);
const [part, parts] = values.part.split('/').map(Number);
await mkdir(out, { recursive: true });

const assets = await loadSynthesisAssets(nodePlatform);
const captured =
  values.poses === undefined
    ? undefined
    : parseCapturedPoses(await readFile(values.poses), values.split as PoseSplit);
/** Half of the poses are captured ones where there are any, half come from the prior. */
const source: PoseSource | undefined = captured && {
  draw: (rng, pose) =>
    (values.split === 'heldout' || rng.chance(0.5) ? captured : assets.prior).draw(rng, pose),
};
const synthesiser = createSynthesiser(assets, source);
const recipe = findRecipe(values.recipe);
const jitter = values.jitter === 'off' ? NO_JITTER : JITTER;
const open = async (size: string): Promise<Session> =>
  nodePlatform.runtime.createSession(await nodePlatform.files.asset(`blazepose-${size}.onnx`), {
    threads: 1,
  });
const session = await open(values.encoder);
// rolls are found by the encoder that finds people, whichever encodes them
const finder = values.encoder === 'full' ? session : await open('full');
const set = values.regions === 'paper5' ? PAPER5 : WIDE5;
const M = set.scales.length;
const featuriser = new Featuriser(
  lightEncoder(() => Promise.resolve(session), M),
  set,
  values.roll === 'none'
    ? undefined
    : async (image, roi) => (await findRolls(finder, image, [{ roi }]))[0],
);

let turn = 0;
for (let start = Number(values.from); start < to; start += PEOPLE_PER_SHARD) {
  const path = join(out, `${String(start).padStart(7, '0')}.safetensors`);
  if (turn++ % parts !== part || existsSync(path)) continue;
  const began = performance.now();
  const rows: PersonRow[] = [];
  for (let index = start; index < Math.min(start + PEOPLE_PER_SHARD, to); index++) {
    const { image, intrinsics, people } = synthesiser.synthesise(recipe, values.seed, index);
    rows.push(
      await featuriser.row(
        image,
        intrinsics,
        people[0],
        jitter,
        new Rng(`jitter/${values.seed}`).fork(index),
      ),
    );
  }
  const [{ features }] = rows;
  const shard = shardOf(rows, M, features.length / M);
  const made = {
    recipe: recipe.name,
    seed: values.seed,
    from: String(start),
    split: captured ? values.split : 'prior',
    regions: set.id,
    roll: values.roll,
    encoder: values.encoder,
  };
  await writeWhole(path, encodeShard(shard, made));
  const seconds = (performance.now() - began) / 1000;
  console.error(`${path}: ${rows.length} people, ${(rows.length / seconds).toFixed(1)}/s`);
}
await session.dispose();
