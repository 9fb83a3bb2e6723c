/**
 * @file Bodies from several calibrated cameras against bodies from one:
 *
 *   npx tsx bench/multiview.ts [folder] [--real | --made | --clips] [--people n] [--moments n]
 *
 * Real: the moments of a folder of frames (../shared/realdev) that four cameras saw (pose2sim real, blendmimic3d rendered), true boxes; extrinsics are
 * those between the true joints of the views. Clips: moments of its clips with the cameras of their calibration. Made: simulated people between 2 or 4 cameras on a ring, key-points moved by
 * Gaussians as large as their scores say, single views' poses wrong as the network is. PA-MPJPE / MPJPE (from the middle of the
 * hips) in mm over 12 limb joints; means over moments with 95 % bootstrap intervals.
 */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadBody } from '../src/body/index.ts';
import { MultiRoi, nodePlatform } from '../src/entry/node.ts';
import type { Reconstruction } from '../src/entry/multiroi.ts';
import {
  bootstrapMean,
  meanOf,
  procrustesDistances,
  rootAlignedDistances,
} from '../src/evaluation/index.ts';
import { rotate3, similarity, vec3At, type Vec3 } from '../src/math/index.ts';
import { reconstructViews, type RigCamera } from '../src/reconstruct/index.ts';
import { readFrames, type Frame } from './real/frames3d.ts';
import { hipsOf, limbsOf, squareBox } from './real/limbs.ts';
import { clipMoments } from './real/clip-moments.ts';
import { groupedBy, printTable } from './real/summary.ts';
import { madeMoments, type Moment } from './support/made-rigs.ts';

interface Score {
  readonly set: string;
  readonly views: number;
  readonly pa: number;
  readonly mpjpe: number;
}

function scoreOf(
  set: string,
  views: number,
  limbs: readonly number[],
  truth: readonly number[],
): Score {
  const roots = [hipsOf(limbs, 3), hipsOf(truth, 3)] as const;
  return {
    set,
    views,
    pa: 1000 * meanOf(procrustesDistances(limbs, truth)),
    mpjpe: 1000 * meanOf(rootAlignedDistances(limbs, roots[0], truth, roots[1])),
  };
}

/** X_camera = R X_first + t between the true joints of two views. */
function cameraOf(frame: Frame, first: Frame, { image }: Reconstruction): RigCamera {
  const { fx, fy, cx, cy } = frame.intrinsics;
  const { rotation } = similarity(first.joints, frame.joints);
  const mean = (points: readonly number[]): Vec3 => {
    const sum = [0, 0, 0];
    points.forEach((x, i) => (sum[i % 3] += (3 * x) / points.length));
    return vec3At(sum, 0);
  };
  const there = mean(frame.joints);
  const [x, y, z] = rotate3(rotation, mean(first.joints));
  const row = (r: number): Vec3 => vec3At(rotation, 3 * r);
  return {
    name: frame.image,
    width: image.width,
    height: image.height,
    K: [
      [fx, 0, cx],
      [0, fy, cy],
      [0, 0, 1],
    ],
    distortion: [],
    R: [row(0), row(1), row(2)],
    t: [there[0] - x, there[1] - y, there[2] - z],
  };
}

async function realMoments(folder: string): Promise<Moment[]> {
  const frames = (await readFrames(folder)).filter(({ source }) => source !== 'parkour');
  const groups = [...groupedBy(frames, ({ group }) => group).values()].filter(
    ({ length }) => length >= 2,
  );
  const hmr = await MultiRoi.load({ threads: 2 });
  const moments: Moment[] = [];
  for (const group of groups) {
    const results: Reconstruction[] = [];
    for (const { image, intrinsics, pixels } of group) {
      const photo = await nodePlatform.images.decode(await readFile(join(folder, image)), image);
      const boxes = [{ box: squareBox(pixels), score: 1 }];
      results.push(await hmr.reconstruct(photo, { file: image, intrinsics, boxes }));
    }
    const cameras = group.map((frame, v) => cameraOf(frame, group[0], results[v]));
    moments.push({
      set: group[0].source,
      results,
      cameras,
      truths: group.map(({ joints }) => joints),
    });
  }
  await hmr.dispose();
  return moments;
}

function measure(moments: readonly Moment[], counts: readonly number[]): Score[] {
  const body = loadBody(bodyBytes);
  return moments.flatMap(({ set, results, cameras, truths }) =>
    counts.flatMap((count): Score[] => {
      if (count > cameras.length) return [];
      const order = [...cameras.keys()].slice(0, count);
      if (count === 1) {
        const own = results.flatMap(({ people }, v) =>
          people.length === 0
            ? []
            : [scoreOf(set, 1, limbsOf(people[0].joints3d.smpl24), truths[v])],
        );
        return own.length === 0
          ? []
          : [
              {
                set,
                views: 1,
                pa: meanOf(own.map(({ pa }) => pa)),
                mpjpe: meanOf(own.map(({ mpjpe }) => mpjpe)),
              },
            ];
      }
      const { people } = reconstructViews(
        order.map((v) => results[v]),
        order.map((v) => cameras[v]),
        body,
      );
      const [person] = people;
      return [scoreOf(set, count, limbsOf(person.joints3d.smpl24), truths[0])];
    }),
  );
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    real: { type: 'boolean' },
    made: { type: 'boolean' },
    clips: { type: 'boolean' },
    moments: { type: 'string', default: '8' },
    people: { type: 'string', default: '100' },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const bodyBytes = await readFile(join(root, 'assets/body/open.safetensors'));
const folder = positionals[0] ?? join(root, '../shared/realdev');
const scores: Score[] = [];
const only = (['real', 'made', 'clips'] as const).find((each) => values[each] === true);
if (only === undefined || only === 'real') {
  if (existsSync(folder)) scores.push(...measure(await realMoments(folder), [1, 2, 4]));
  else console.log(`multiview: skipped, ${folder} is absent`);
}
if (only === 'clips') {
  const hmr = await MultiRoi.load({ threads: 1 });
  const moments = await clipMoments(join(folder, 'clips'), Number(values.moments), hmr);
  await hmr.dispose();
  scores.push(...measure(moments, [1, 2, 4]));
}
if (only === undefined || only === 'made') {
  const people = Number(values.people);
  scores.push(...measure(madeMoments(loadBody(bodyBytes), people), [1, 2, 4]));
}
const rows = [...groupedBy(scores, ({ set, views }) => `${set}, ${views}`)].map(([name, own]) => {
  const told = (key: 'pa' | 'mpjpe'): string => {
    const each = own.map((score) => score[key]);
    const interval = bootstrapMean(
      each,
      each.map((_, i) => String(i)),
    );
    const range = interval === null ? '' : ` [${interval.map((x) => x.toFixed(1)).join(', ')}]`;
    return `${meanOf(each).toFixed(1)}${range}`;
  };
  return [name, String(own.length), told('pa'), told('mpjpe')];
});
printTable(['set, views', 'moments', 'PA-MPJPE mm', 'MPJPE mm'], rows);
