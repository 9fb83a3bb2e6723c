/**
 * @file How well people keep their number over the frames of a video:
 *
 *   npx tsx bench/tracking.ts [--each n] [--seed text] [--kinds]
 *
 * Made sequences with truth (`tracking/scenes.ts`: 14 kinds, each `n` times, usually 4): stick figures in space whose boxes,
 * key-points and clothes a detector with errors sees; nothing is rendered. IDF1 and MOTA are of all boxes of all sequences together,
 * intervals by the bootstrap over sequences; switches are counted. Who is hidden to more than 70 % need not be found.
 */

import { parseArgs } from 'node:util';
import {
  bootstrapMean,
  meanOf,
  scoreTracking,
  type TrackedFrame,
  type TrackingScores,
} from '../src/evaluation/index.ts';
import {
  BoxTracker,
  IdentityTracker,
  type IdentityOptions,
  type SightedBox,
} from '../src/video/index.ts';
import { printTable, withInterval } from './real/summary.ts';
import { makeScenes } from './tracking/scenes.ts';
import { play, type Scene, type SceneFrame } from './tracking/walkers.ts';

type Numberer = (seen: readonly SightedBox[], timeS: number) => number[];

const identity = (options: Partial<IdentityOptions>) => (): Numberer => {
  const tracker = new IdentityTracker(options);
  return (seen, timeS) => tracker.next(seen, timeS);
};
const TRACKERS: Readonly<Record<string, () => Numberer>> = {
  'overlap, greedily (0.4.0)': () => {
    const tracker = new BoxTracker();
    return (seen, timeS) =>
      tracker.next(
        seen.map(({ box }) => box),
        timeS,
      );
  },
  'motion alone': identity({ keypoints: 0, clothes: 0 }),
  'motion and key-points': identity({ clothes: 0 }),
  'motion and clothes': identity({ keypoints: 0 }),
  'motion, key-points and clothes': identity({}),
  'all, gaps up to 1 s': identity({ longestGapS: 1 }),
};

function score(frames: readonly SceneFrame[], next: Numberer): TrackingScores {
  const tracked = frames.map(({ timeS, truth, seen }): TrackedFrame => {
    const ids = next(seen, timeS);
    return { truth, found: seen.map(({ box }, i) => ({ id: ids[i], box })) };
  });
  return scoreTracking(tracked);
}

function rowOf(name: string, scores: readonly TrackingScores[]): string[] {
  const cell = (of: (s: TrackingScores) => number): string => {
    const values = scores.map(of);
    const names = values.map((_, i) => String(i));
    return withInterval(meanOf(values), bootstrapMean(values, names, { draws: 2000 }), 3);
  };
  const switches = scores.reduce((sum, each) => sum + each.switches, 0);
  return [name, String(scores.length), cell((s) => s.idf1), cell((s) => s.mota), String(switches)];
}

const { values } = parseArgs({
  options: {
    each: { type: 'string', default: '4' },
    seed: { type: 'string', default: 'score' },
    kinds: { type: 'boolean', default: false },
  },
});
const scenes = makeScenes(Number(values.each), values.seed);
const played = scenes.map((scene): [Scene, SceneFrame[]] => [scene, [...play(scene, values.seed)]]);
const frames = played.reduce((sum, [, each]) => sum + each.length, 0);
console.log(`${scenes.length} sequences, ${frames} frames; means over sequences`);
const head = ['', 'sequences', 'IDF1', 'MOTA', 'switches'];
const all = Object.entries(TRACKERS).map(([name, make]): [string, TrackingScores[]] => [
  name,
  played.map(([, each]) => score(each, make())),
]);
printTable(
  head,
  all.map(([name, scores]) => rowOf(name, scores)),
);
if (values.kinds) {
  for (const kind of new Set(scenes.map((scene) => scene.kind))) {
    console.log(`\n${kind}`);
    const own = (scores: readonly TrackingScores[]): TrackingScores[] =>
      scores.filter((_, i) => scenes[i].kind === kind);
    printTable(
      head,
      all.map(([name, scores]) => rowOf(name, own(scores))),
    );
  }
}
