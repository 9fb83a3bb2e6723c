/**
 * @file How near and how smooth motions of videos are, against the 3D truth of clips, frame by frame, with the one-euro filter of live use, and laid
 * on all frames at once:
 *
 *   npx tsx bench/motion.ts <clips> [--cache folder] [--seconds s] [--smooth 0.5]
 *
 * `<clips>` holds videos and `clips.json`: { joints, clips: [{ file, fps, K, joints3d [T][12][3], camera axes, m }] }. What was seen is kept in
 * `--cache`, so that a second call only fits. PA-MPJPE and MPJPE (root: middle of the hips) are means over frames; acceleration
 * error is of joints about the root, jitter the mean third difference; sliding is how far an ankle moves between frames in
 * which the truth's stands (below 0.15 m/s). Intervals by the bootstrap over clips.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createPoser, jointSet, POSE_SIZE, type BodyModel } from '../src/body/index.ts';
import { bootstrapMean, meanOf, procrustesDistances } from '../src/evaluation/index.ts';
import { MultiRoi } from '../src/node/index.ts';
import type { Motion, MotionTrack, Reconstruction } from '../src/result/index.ts';
import { frameResults } from '../src/animation/index.ts';
import { MotionFilter } from '../src/video/index.ts';
import { motionOfClip } from './motion/observe.ts';
import { printTable, withInterval } from './real/summary.ts';

interface Clip {
  readonly file: string;
  readonly fps: number;
  readonly K: readonly (readonly number[])[];
  readonly joints3d: readonly (readonly (readonly number[])[])[];
}

/** Joints [12 · 3] of frames, m, axes of the camera; null where nobody was seen. */
type Skeletons = readonly (Float64Array | null)[];

const STANDS = 0.15;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cache: { type: 'string', default: '.cache/motion' },
    seconds: { type: 'string' },
    smooth: { type: 'string', default: '0.5' },
    static: { type: 'boolean', default: true },
  },
});
const folder = positionals[0] ?? '.';
const { joints, clips } = JSON.parse(readFileSync(join(folder, 'clips.json'), 'utf8')) as {
  joints: string[];
  clips: Clip[];
};
const INDICES = joints.map((name) => jointSet('smpl24').names.indexOf(name));
const ANKLES = ['left_ankle', 'right_ankle'].map((name) => joints.indexOf(name));
const HIPS = ['left_hip', 'right_hip'].map((name) => joints.indexOf(name));

function skeletonsOf(track: MotionTrack, frames: number, body: BodyModel): Skeletons {
  const poser = createPoser(body);
  const own = new Float32Array(POSE_SIZE);
  const out = Array<Float64Array | null>(frames).fill(null);
  for (const { frame, globalOrient, bodyPose, t } of track.frames) {
    poser.poseJoints({ globalOrient, bodyPose: bodyPose.flat(), betas: track.betas }, own);
    out[frame] = Float64Array.from(
      INDICES.flatMap((j) => [0, 1, 2].map((k) => own[3 * j + k] + t[k])),
    );
  }
  return out;
}

const of12 = (points: readonly (readonly number[])[]): Float64Array =>
  Float64Array.from(points.flat());

function rooted(points: Float64Array): Float64Array {
  const root = [0, 1, 2].map((k) => (points[3 * HIPS[0] + k] + points[3 * HIPS[1] + k]) / 2);
  return points.map((x, i) => x - root[i % 3]);
}

const meanDistance = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i += 3)
    sum += Math.hypot(a[i] - b[i], a[i + 1] - b[i + 1], a[i + 2] - b[i + 2]);
  return (3000 * sum) / a.length;
};

interface Scores {
  readonly pa: number;
  readonly mpjpe: number;
  readonly place: number;
  readonly accel: number;
  readonly jitter: number;
  readonly sliding: number;
}

/** @param fps of the truth. */
function score(found: Skeletons, truth: readonly Float64Array[], fps: number): Scores {
  const [pa, mpjpe, place, accel, jitter, sliding] = [[], [], [], [], [], []] as number[][];
  for (let i = 0; i < found.length; i++) {
    const own = found[i];
    if (own === null) continue;
    pa.push(meanOf([...procrustesDistances(own, truth[i])]) * 1000);
    mpjpe.push(meanDistance(rooted(own), rooted(truth[i])));
    place.push(meanDistance(own, truth[i]));
    const [a, c, d] = [found[i - 1], found[i + 1], found[i + 2]];
    if (a && i > 0) {
      for (const ankle of ANKLES) {
        const moved = (from: Float64Array, to: Float64Array): number =>
          Math.hypot(...[0, 1, 2].map((k) => to[3 * ankle + k] - from[3 * ankle + k]));
        if (moved(truth[i - 1], truth[i]) * fps < STANDS) sliding.push(1000 * moved(a, own) * fps);
      }
    }
    if (!a || !c || i === 0) continue;
    const [ra, rb, rc] = [a, own, c].map(rooted);
    const [ta, tb, tc] = [truth[i - 1], truth[i], truth[i + 1]].map(rooted);
    const second = rb.map((x, k) => ra[k] - 2 * x + rc[k] - (ta[k] - 2 * tb[k] + tc[k]));
    accel.push((meanDistance(second, new Float64Array(second.length)) * fps ** 2) / 1000);
    if (!d) continue;
    const rd = rooted(d);
    const third = rb.map((x, k) => rd[k] - 3 * rc[k] + 3 * x - ra[k]);
    jitter.push((meanDistance(third, new Float64Array(third.length)) * fps ** 3) / 1000);
  }
  const mean = (all: number[]): number => (all.length > 0 ? meanOf(all) : Number.NaN);
  return {
    pa: mean(pa),
    mpjpe: mean(mpjpe),
    place: mean(place),
    accel: mean(accel),
    jitter: mean(jitter),
    sliding: mean(sliding),
  };
}

/** The track that the truth is of. */
function mainTrack(motion: Motion, truth: readonly Float64Array[], body: BodyModel): MotionTrack {
  const error = (track: MotionTrack): number => {
    const all = skeletonsOf(track, truth.length, body);
    const shared = all.flatMap((own, i) => (own === null ? [] : [meanDistance(own, truth[i])]));
    return meanOf(shared) / shared.length;
  };
  return motion.tracks.toSorted((a, b) => error(a) - error(b))[0];
}

/** Frame by frame, then the filter of live use, which knows nothing of what comes. */
function filtered(motion: Motion, body: BodyModel): Motion {
  const resultAt = frameResults(motion, body);
  const filter = new MotionFilter(body);
  const results: Reconstruction[] = Array.from({ length: motion.video.frames }, (_, i) =>
    filter.next({ timeS: i / motion.video.fps, result: resultAt(i) }),
  );
  const tracks = motion.tracks.map((track) => ({
    ...track,
    frames: track.frames.map((frame) => {
      const person = results[frame.frame].people.find(({ id }) => id === track.id);
      if (person === undefined) return frame;
      const { globalOrient, bodyPose } = person.body;
      return { ...frame, globalOrient, bodyPose, t: person.camera.t };
    }),
  }));
  return { ...motion, tracks };
}

const hmr = await MultiRoi.load({ threads: 1 });
const rows = new Map<string, Scores[]>();
for (const { file, fps, K, joints3d } of clips) {
  const intrinsics = { fx: K[0][0], fy: K[1][1], cx: K[0][2], cy: K[1][2] };
  const toS = values.seconds === undefined ? undefined : Number(values.seconds);
  const motionAt = (smooth: number, staticCamera: boolean): Promise<Motion> =>
    motionOfClip(hmr, join(folder, file), values.cache, { intrinsics, toS, smooth, staticCamera });
  const apart = await motionAt(0, false);
  const truth = joints3d.slice(0, apart.video.frames).map(of12);
  const { id } = mainTrack(apart, truth, hmr.body);
  const ways: [string, Motion][] = [
    ['frame by frame', apart],
    ['one-euro', filtered(apart, hmr.body)],
    ['all frames', await motionAt(Number(values.smooth), false)],
  ];
  if (values.static)
    ways.push(['all frames, still camera', await motionAt(Number(values.smooth), true)]);
  for (const [way, motion] of ways) {
    const track = motion.tracks.find((each) => each.id === id);
    if (track === undefined) continue;
    const scores = score(skeletonsOf(track, truth.length, hmr.body), truth, fps);
    rows.set(way, [...(rows.get(way) ?? []), scores]);
  }
}
await hmr.dispose();
const cell = (scores: readonly Scores[], of: keyof Scores, digits: number): string => {
  const all = scores.map((each) => each[of]).filter(Number.isFinite);
  return withInterval(
    meanOf(all),
    bootstrapMean(
      all,
      all.map((_, i) => String(i)),
      { draws: 2000 },
    ),
    digits,
  );
};
const head = [
  '',
  'clips',
  'PA mm',
  'MPJPE mm',
  'place mm',
  'accel m/s²',
  'jitter m/s³',
  'sliding mm/s',
];
printTable(
  head,
  [...rows].map(([way, scores]) => [
    way,
    String(scores.length),
    cell(scores, 'pa', 1),
    cell(scores, 'mpjpe', 1),
    cell(scores, 'place', 0),
    cell(scores, 'accel', 2),
    cell(scores, 'jitter', 0),
    cell(scores, 'sliding', 0),
  ]),
);
