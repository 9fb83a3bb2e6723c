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
import { jointSet, type BodyModel } from '../src/body/index.ts';
import { meanOf } from '../src/evaluation/index.ts';
import { MultiRoi } from '../src/node/index.ts';
import type { Motion, MotionTrack } from '../src/result/index.ts';
import { motionOfClip } from './motion/observe.ts';
import { limbRows, meanDistance, printScores, scoreMotion, type Scores } from './motion/score.ts';
import { filtered, skeletonsOf } from './motion/ways.ts';

interface Clip {
  readonly file: string;
  readonly fps: number;
  readonly K: readonly (readonly number[])[];
  readonly joints3d: readonly (readonly (readonly number[])[])[];
}

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
const LIMBS = limbRows(joints);

const of12 = (points: readonly (readonly number[])[]): Float64Array =>
  Float64Array.from(points.flat());

/** The track that the truth is of. */
function mainTrack(motion: Motion, truth: readonly Float64Array[], body: BodyModel): MotionTrack {
  const error = (track: MotionTrack): number => {
    const all = skeletonsOf(track, truth.length, body, INDICES);
    const shared = all.flatMap((own, i) => (own === null ? [] : [meanDistance(own, truth[i])]));
    return meanOf(shared) / shared.length;
  };
  return motion.tracks.toSorted((a, b) => error(a) - error(b))[0];
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
    const scores = scoreMotion(
      skeletonsOf(track, truth.length, hmr.body, INDICES),
      truth,
      fps,
      LIMBS,
    );
    rows.set(way, [...(rows.get(way) ?? []), scores]);
  }
}
await hmr.dispose();
printScores(rows);
