/**
 * @file Who is who from frame to frame: boxes that overlap most belong together. Meant for people who stay in
 * sight; two who cross behind each other may come out with their numbers changed.
 */

import type { Box } from '../camera/index.ts';
import { intersectionOverUnion } from '../detect/index.ts';
import type { Person, Reconstruction } from '../result/index.ts';

/** Boxes that overlap less are of different people (intersection over union). */
const LEAST_OVERLAP = 0.15;
/** Somebody out of sight for longer comes back as somebody new (s). */
const LONGEST_GAP_S = 1;

interface Track {
  readonly id: number;
  readonly box: Box;
  readonly seenS: number;
}

const boxOf = ({ box: [x0, y0, x1, y1] }: Person): Box => ({ x0, y0, x1, y1 });

/** Numbers boxes over frames: those that overlap most belong together, the best pair first. */
export class BoxTracker {
  #tracks: readonly Track[] = [];
  #next = 0;

  /**
   * The number of each box.
   * @param timeS when the frame was seen, seconds.
   */
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

/**
 * Numbers people over the frames of one video; frames come in their order. Boxes that overlap most belong together;
 * whoever is away for more than a second comes back as somebody new.
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { parseResult, Tracker } from 'multiroi';
 *
 * const tracker = new Tracker();
 * for (const [i, file] of ['photo.json', 'photo.json'].entries()) {
 *   const frame = parseResult(await readFile(file, 'utf8'));
 *   const { people } = tracker.next(frame, i / 25);
 *   console.log(people.map(({ id }) => id).join()); // 0
 * }
 * ```
 */
export class Tracker {
  readonly #boxes = new BoxTracker();

  /**
   * The frame with `id` the same for the same person as in the frames before it.
   * @param timeS when the frame was seen, seconds.
   */
  next(result: Reconstruction, timeS: number): Reconstruction {
    const ids = this.#boxes.next(result.people.map(boxOf), timeS);
    return { ...result, people: result.people.map((person, i) => ({ ...person, id: ids[i] })) };
  }
}
