/** @file Scores boxes of people against those of a labelled photograph. */

import type { Box } from '../../src/camera/index.ts';
import { boxOverlap } from './limbs.ts';

type Corners = readonly [x0: number, y0: number, x1: number, y1: number];

/** One photograph of `boxes.json`. */
export interface LabelledPhoto {
  readonly file: string;
  readonly people: readonly { readonly box: Corners; readonly main: boolean }[];
  /** Where nobody counts: crowds, statues, who is ambiguous. */
  readonly ignore: readonly Corners[];
}

export interface ScoredBox {
  readonly box: Box;
  readonly score: number;
}

export interface PhotoScore {
  /** Of each labelled person, whether a box is theirs. */
  readonly found: readonly boolean[];
  /** Boxes that are nobody's, with less than half of their area where nobody counts. */
  readonly ghosts: readonly ScoredBox[];
}

/** Least overlap of a box with whom it finds. */
const FOUND_IOU = 0.5;

const boxOf = ([x0, y0, x1, y1]: Corners): Box => ({ x0, y0, x1, y1 });

/** The share of a box that lies in any of some others, which may overlap. */
export function shareCovered(box: Box, others: readonly Box[]): number {
  const clip = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
  const cuts = (low: number, high: number, ends: readonly number[]): number[] =>
    [low, high, ...ends.map((x) => clip(x, low, high))].toSorted((a, b) => a - b);
  const xs = cuts(
    box.x0,
    box.x1,
    others.flatMap(({ x0, x1 }) => [x0, x1]),
  );
  const ys = cuts(
    box.y0,
    box.y1,
    others.flatMap(({ y0, y1 }) => [y0, y1]),
  );
  let covered = 0;
  for (let i = 1; i < xs.length; i++) {
    for (let j = 1; j < ys.length; j++) {
      const [x, y] = [(xs[i - 1] + xs[i]) / 2, (ys[j - 1] + ys[j]) / 2];
      const inside = others.some(({ x0, y0, x1, y1 }) => x > x0 && x < x1 && y > y0 && y < y1);
      if (inside) covered += (xs[i] - xs[i - 1]) * (ys[j] - ys[j - 1]);
    }
  }
  return covered / ((box.x1 - box.x0) * (box.y1 - box.y0));
}

/** Boxes choose the free person whom they overlap most, best scores first. */
export function scorePhoto(
  detections: readonly ScoredBox[],
  { people, ignore }: LabelledPhoto,
): PhotoScore {
  const found = people.map(() => false);
  const unmatched: ScoredBox[] = [];
  for (const detection of detections.toSorted((a, b) => b.score - a.score)) {
    const [best] = people
      .map(({ box }, i) => ({ i, iou: found[i] ? 0 : boxOverlap(boxOf(box), detection.box) }))
      .toSorted((a, b) => b.iou - a.iou);
    if (best !== undefined && best.iou >= FOUND_IOU) found[best.i] = true;
    else unmatched.push(detection);
  }
  const ignored = ignore.map(boxOf);
  return { found, ghosts: unmatched.filter(({ box }) => shareCovered(box, ignored) < 0.5) };
}
