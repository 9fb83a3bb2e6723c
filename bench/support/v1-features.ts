/** @file Features of every person of `synthetic-v1`, made once for each way of looking and kept on the disk. */

import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPoser, loadBody, type BodyModel } from '../../src/body/index.ts';
import { project, resolveIntrinsics, type RoiSet } from '../../src/camera/index.ts';
import { parseSpinNpz, type PersonRecord } from '../../src/dataset/index.ts';
import { SYNTHETIC_V1 } from '../../src/synthetic/index.ts';
import { findRolls } from '../../src/detect/index.ts';
import { poseEncoderAsset, type NetworkConfig } from '../../src/network/index.ts';
import { nodeImages, nodePlatform, writeWhole } from '../../src/node/index.ts';
import { lightEncoder, moveNetEncoder } from '../../src/inference/index.ts';
import type { Session } from '../../src/platform/index.ts';
import { Rng } from '../../src/base/index.ts';
import {
  decodeShard,
  encodeShard,
  Featuriser,
  joinShards,
  shardOf,
  type BoxJitter,
  type PersonRow,
  type RollFinder,
  type Shard,
  type TruePerson,
} from '../../src/features/index.ts';

/**
 * How a detector's box, tightened by keypoints, was seen to differ from the box of the true joints. Part of the
 * benchmark: with the same boxes for everybody, no result depends on a detector.
 */
const BOX_JITTER: BoxJitter = { shiftSd: 0.04, scale: [0.87, 1.2], insideOnly: 0.5 };

/** How people are looked at: what the weights' configuration says of it. */
export interface Look extends Pick<NetworkConfig, 'poseEncoder' | 'limbs' | 'roll'> {
  readonly regions: RoiSet;
  /** Features and box information of the mirrored look. */
  readonly mirrored?: boolean;
}

export interface BenchmarkFeatures {
  /** One person of `shard` a name, in order. */
  readonly strata: readonly string[];
  readonly shard: Shard;
}

function truthOf(record: PersonRecord, width: number, height: number, body: BodyModel): TruePerson {
  const { pose, betas, translation: t, focalPx } = record;
  if (pose === null || betas === null || t === null || focalPx === null) {
    throw new Error(`synthetic-v1: expected a whole truth (${record.image})`);
  }
  const joints = new Float32Array(3 * body.jointCount);
  const [globalOrient, bodyPose] = [pose.subarray(0, 3), pose.subarray(3)];
  createPoser(body).poseJoints({ globalOrient, bodyPose, betas }, joints);
  const intrinsics = resolveIntrinsics({ width, height, focalPx });
  return { pose, betas, t, joints2d: Float32Array.from(project(joints, intrinsics, t)) };
}

/** Makes the rows of one stratum with an open encoder. */
async function rowsOf(
  records: readonly PersonRecord[],
  data: string,
  featuriser: Featuriser,
  body: BodyModel,
): Promise<PersonRow[]> {
  const rows: PersonRow[] = [];
  for (const record of records) {
    const image = await nodeImages.decode(await readFile(join(data, record.image)), record.image);
    const { width, height } = image;
    const intrinsics = resolveIntrinsics({ width, height, focalPx: record.focalPx ?? NaN });
    const rng = new Rng('synthetic-v1/boxes').fork(record.image);
    const truth = truthOf(record, width, height, body);
    rows.push(await featuriser.row(image, intrinsics, truth, BOX_JITTER, rng));
  }
  return rows;
}

/**
 * The features for a look, from the cache or made now.
 * @param data folder of `multiroi synth --benchmark synthetic-v1`.
 * @param cache folder for shards.
 */
export async function featuresOf(
  { poseEncoder, limbs: looksAtLimbs, roll, regions, mirrored = false }: Look,
  data: string,
  cache: string,
): Promise<BenchmarkFeatures> {
  const M = regions.scales.length;
  const folder = join(
    cache,
    `${poseEncoder}-${regions.id}-${M}-${roll}${mirrored ? '-mirrored' : ''}${looksAtLimbs ? '-limbs' : ''}`,
  );
  await mkdir(folder, { recursive: true });
  const people = parseSpinNpz(await readFile(join(data, 'people.npz')));
  const body = loadBody(await nodePlatform.files.asset('body/open.safetensors'));
  const sessions: Session[] = [];
  const open = async (name: NetworkConfig['poseEncoder']): Promise<Session> => {
    const model = await nodePlatform.files.asset(poseEncoderAsset(name));
    const session = await nodePlatform.runtime.createSession(model, { threads: 1 });
    sessions.push(session);
    return session;
  };
  let featuriser: Featuriser | undefined;
  const prepare = async (): Promise<Featuriser> => {
    const session = await open(poseEncoder);
    const pretrained = poseEncoder === 'movenet' ? moveNetEncoder : lightEncoder;
    const encoder = pretrained(() => Promise.resolve(session), M);
    const limbs = looksAtLimbs ? await open('full') : undefined;
    if (roll === 'none') return new Featuriser(encoder, regions, { mirrored, limbs });
    // rolls are found by the encoder that finds people, whichever encodes them
    const finder = poseEncoder === 'full' ? session : await open('full');
    const findRoll: RollFinder = async (image, roi) =>
      (await findRolls(finder, image, [{ roi }]))[0];
    return new Featuriser(encoder, regions, { findRoll, mirrored, limbs });
  };
  const shards: Shard[] = [];
  const strata: string[] = [];
  for (const { name } of SYNTHETIC_V1.strata) {
    const records = people.filter(({ stratum }) => stratum === name);
    const path = join(folder, `${name}.safetensors`);
    if (!existsSync(path)) {
      const began = performance.now();
      featuriser ??= await prepare();
      const rows = await rowsOf(records, data, featuriser, body);
      const shard = shardOf(rows, M, rows[0].features.length / M);
      await writeWhole(path, encodeShard(shard, { benchmark: 'synthetic-v1', stratum: name }));
      const seconds = (performance.now() - began) / 1000;
      console.error(`${path}: ${rows.length} people, ${(rows.length / seconds).toFixed(1)}/s`);
    }
    const shard = decodeShard(await readFile(path));
    shards.push(shard);
    for (let i = 0; i < shard.count; i++) strata.push(name);
  }
  for (const session of sessions) await session.dispose();
  return { strata, shard: joinShards(shards) };
}
