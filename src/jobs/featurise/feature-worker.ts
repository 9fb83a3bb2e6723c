/** @file The thread that makes features for `feature-cache.ts`. An entry: it exports nothing. */

import { parentPort, workerData } from 'node:worker_threads';
import {
  createSynthesiser,
  findRecipe,
  loadSynthesisAssets,
  parseCapturedPoses,
  type PoseSource,
} from '../../synthetic/index.ts';
import { findRolls } from '../../detect/index.ts';
import { MultiRoiError } from '../../base/index.ts';
import { poseEncoderAsset, type PoseEncoder } from '../../network/index.ts';
import { lightEncoder, moveNetEncoder } from '../../inference/index.ts';
import type { Session } from '../../platform/index.ts';
import { Rng } from '../../base/index.ts';
import { Featuriser, type PersonRow, type RollFinder } from '../../features/index.ts';
import { failedReply, type FailedReply } from '../../node/index.ts';
import type { FeatureReply, FeatureRequest, FeatureTask } from './feature-cache.ts';
import { nodeFiles } from '../../node/index.ts';
import { nodeImages } from '../../node/index.ts';
import { nodeRuntime } from '../../node/index.ts';

const { sets, options, poses, prior } = workerData as FeatureTask;

function post(reply: FeatureReply | FailedReply): void {
  parentPort?.postMessage(reply);
}

async function prepare(): Promise<(request: FeatureRequest) => Promise<PersonRow>> {
  const assets = await loadSynthesisAssets({ files: nodeFiles, images: nodeImages }, prior);
  const synthesiser = createSynthesiser(assets, await poseSource(assets.prior));
  const { poseEncoder, limbs, roll, rois, jitter } = options;
  const session = await openEncoder(poseEncoder);
  const encoder = poseEncoder === 'movenet' ? moveNetEncoder : lightEncoder;
  const featuriser = new Featuriser(
    encoder(() => Promise.resolve(session), rois.scales.length),
    rois,
    {
      findRoll: roll === 'none' ? undefined : await rollFinder(session, poseEncoder),
      limbs: limbs ? await openEncoder('full') : undefined,
    },
  );
  return ({ set, person }) => {
    const chosen = sets[set];
    if (chosen === undefined) throw new MultiRoiError('E_INTERNAL', 'internal: features: no set');
    const { recipe, seed } = chosen;
    const sample = synthesiser.synthesise(findRecipe(recipe), seed, person);
    const [subject] = sample.people;
    if (subject === undefined) {
      throw new MultiRoiError('E_INTERNAL', 'internal: features: nobody in the picture');
    }
    const rng = new Rng(`jitter/${seed}`).fork(person);
    return featuriser.row(sample.image, sample.intrinsics, subject, jitter, rng);
  };
}

async function openEncoder(name: PoseEncoder): Promise<Session> {
  const model = await nodeFiles.asset(poseEncoderAsset(name));
  return nodeRuntime.createSession(model, { threads: 1 });
}

/** Rolls are found by the encoder that finds people, whichever encodes them. */
async function rollFinder(session: Session, name: PoseEncoder): Promise<RollFinder> {
  const finder = name === 'full' ? session : await openEncoder('full');
  return async (image, roi) => (await findRolls(finder, image, [{ roi }]))[0] ?? 0;
}

/** To train on, half of the poses are captured ones, so that those of the prior are not forgotten. */
async function poseSource(prior: PoseSource): Promise<PoseSource> {
  if (poses === null) return prior;
  const captured = parseCapturedPoses(await nodeFiles.read(poses.file), poses.split);
  if (poses.split !== 'train') return captured;
  return { draw: (rng, pose) => (rng.chance(0.5) ? captured : prior).draw(rng, pose) };
}

/** Arrays may be windows on larger ones, all of which would be sent. */
function ownArrays(row: PersonRow): PersonRow {
  const own = Object.entries(row).map(([name, data]) => [name, data.slice()]);
  return Object.fromEntries(own) as PersonRow;
}

const ready = prepare();
// synthesiser and featuriser have one buffer each: a person after the other
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: FeatureRequest) => {
  last = last
    .then(async () => {
      const make = await ready;
      post({ index: request.index, row: ownArrays(await make(request)) });
    })
    .catch((error: unknown) => {
      post(failedReply(request.index, error));
    });
});
