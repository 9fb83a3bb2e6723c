/**
 * @file How well people keep their identity over the frames of a video: MOTA and switches of identity (CLEAR MOT, Bernardin and
 * Stiefelhagen 2008), IDF1 (Ristani et al. 2016).
 */

import type { Box } from '../camera/index.ts';
import { intersectionOverUnion } from '../detect/index.ts';
import { assignRows } from '../math/index.ts';

/** Boxes that overlap less (intersection over union) are of different people. */
const LEAST_OVERLAP = 0.5;

/** A box with the identity of who is in it. */
export interface IdentifiedBox {
  readonly id: number;
  readonly box: Box;
  /** Of the truth: who is hardly to be seen; neither to be found nor wrong when found. */
  readonly ignored?: boolean;
}

/** One frame: who is there, and who was found. */
export interface TrackedFrame {
  readonly truth: readonly IdentifiedBox[];
  readonly found: readonly IdentifiedBox[];
}

/** How well people kept their identity. */
export interface TrackingScores {
  /** Share of boxes with the right identity, of the best one-to-one naming over the whole video; 0–1. */
  readonly idf1: number;
  /** 1 − (missed + wrong + switched) / boxes of the truth. */
  readonly mota: number;
  /** How often somebody gets another identity. */
  readonly switches: number;
  readonly missed: number;
  readonly wrong: number;
  /** Boxes of the truth. */
  readonly boxes: number;
}

/** Pairs of a frame [truth, found] by their places: those of the frame before stay, the others overlap most. */
function pairsOf(
  { truth, found }: TrackedFrame,
  before: ReadonlyMap<number, number>,
): Map<number, number> {
  const overlaps = truth.map(({ box }) => found.map((f) => intersectionOverUnion(box, f.box)));
  const costs = truth.map(({ id, ignored }, t) =>
    found.map((f, n) => {
      if (overlaps[t][n] < LEAST_OVERLAP) return 1;
      // who was together stays together; who may be found takes nobody from who has to be
      const stays = before.get(id) === f.id ? 10 : 0;
      return -overlaps[t][n] - stays - (ignored === true ? 0 : 20);
    }),
  );
  const pairs = new Map<number, number>();
  assignRows(costs, 0).forEach((n, t) => {
    if (n >= 0) pairs.set(t, n);
  });
  return pairs;
}

/** Most boxes that a one-to-one naming gets right. @param shared boxes by identity of truth and found. */
function namedRight(shared: ReadonlyMap<number, ReadonlyMap<number, number>>): number {
  const names = [...new Set([...shared.values()].flatMap((row) => [...row.keys()]))];
  const costs = [...shared.values()].map((row) => names.map((name) => -(row.get(name) ?? 0)));
  return assignRows(costs, 0).reduce((sum, n, r) => sum + (n < 0 ? 0 : -costs[r][n]), 0);
}

/** Scores of one video; identities of truth and found need not be the same numbers. @param frames in their order. */
export function scoreTracking(frames: readonly TrackedFrame[]): TrackingScores {
  const last = new Map<number, number>();
  const shared = new Map<number, Map<number, number>>();
  let [boxes, foundBoxes, missed, wrong, switches] = [0, 0, 0, 0, 0];
  for (const frame of frames) {
    const { truth, found } = frame;
    const pairs = pairsOf(frame, last);
    const forgiven = [...pairs].filter(([t]) => truth[t].ignored === true).length;
    const due = truth.filter(({ ignored }) => ignored !== true).length;
    boxes += due;
    foundBoxes += found.length - forgiven;
    missed += due - (pairs.size - forgiven);
    wrong += found.length - pairs.size;
    for (const [t, n] of pairs) {
      const [who, as] = [truth[t].id, found[n].id];
      if (truth[t].ignored === true) continue;
      const before = last.get(who);
      if (before !== undefined && before !== as) switches++;
      last.set(who, as);
      const row = shared.get(who) ?? new Map<number, number>();
      shared.set(who, row.set(as, (row.get(as) ?? 0) + 1));
    }
  }
  const right = namedRight(shared);
  return {
    idf1: boxes + foundBoxes > 0 ? (2 * right) / (boxes + foundBoxes) : 1,
    mota: boxes > 0 ? 1 - (missed + wrong + switches) / boxes : 1,
    switches,
    missed,
    wrong,
    boxes,
  };
}
