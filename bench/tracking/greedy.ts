/** @file The tracker of 0.4.0, for comparison: boxes that overlap most belong together, the best pair first. */

import type { Box } from '../../src/camera/index.ts';
import { intersectionOverUnion } from '../../src/detect/index.ts';

const LEAST_OVERLAP = 0.15;
const LONGEST_GAP_S = 1;

interface Track {
  readonly id: number;
  readonly box: Box;
  readonly seenS: number;
}

export class GreedyTracker {
  #tracks: readonly Track[] = [];
  #next = 0;

  next(boxes: readonly Box[], timeS: number): number[] {
    const known = this.#tracks.filter(({ seenS }) => timeS - seenS <= LONGEST_GAP_S);
    const pairs = known
      .flatMap((track) =>
        boxes.map((box, i) => ({ track, i, overlap: intersectionOverUnion(track.box, box) })),
      )
      .filter(({ overlap }) => overlap >= LEAST_OVERLAP)
      .toSorted((a, b) => b.overlap - a.overlap);
    const ids = new Map<number, number>();
    const taken = new Set<number>();
    for (const { track, i } of pairs) {
      if (ids.has(i) || taken.has(track.id)) continue;
      ids.set(i, track.id);
      taken.add(track.id);
    }
    const all = boxes.map((_, i) => ids.get(i) ?? this.#next++);
    this.#tracks = [
      ...known.filter(({ id }) => !taken.has(id)),
      ...all.map((id, i) => ({ id, box: boxes[i], seenS: timeS })),
    ];
    return all;
  }
}
