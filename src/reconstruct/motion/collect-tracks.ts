/** @file Who is who over the frames of a video: everybody's frames, by person. */

import { MOVENET_KEYPOINTS } from '../../network/index.ts';
import { IdentityTracker, type SightedBox } from '../../video/index.ts';
import {
  keypointsOf,
  partOf,
  type SightRecord,
  type SeenFrame,
  type PersonInFrame,
} from './observation.ts';

/** One person in one frame. */
export interface TrackSighting {
  readonly index: number;
  readonly seconds: number;
  readonly record: SightRecord;
}

/** One person over time. */
export interface CollectedTrack {
  readonly id: number;
  readonly sightings: readonly TrackSighting[];
}

/** Somebody seen for less time is a mistake, unless the shot itself is as short, s. */
const LEAST_S = 0.25;

/** A shot: its first frame, and how many there are. */
interface Shot {
  readonly first: number;
  frames: number;
}

/** Sorts frames as they come. */
export class TrackCollector {
  readonly #identities = new IdentityTracker();
  readonly #tracks = new Map<number, TrackSighting[]>();
  readonly #shots: Shot[] = [];

  /** @returns the number of each person of the frame. */
  add({ index, seconds, isCut, people }: SeenFrame): number[] {
    if (isCut) this.#identities.forget();
    if (isCut || this.#shots.length === 0) this.#shots.push({ first: index, frames: 0 });
    this.#shots[this.#shots.length - 1].frames++;
    const ids = this.#identities.next(people.map(sightedOf), seconds);
    for (const [p, id] of ids.entries()) {
      const sighting = { index, seconds, record: people[p].record };
      const known = this.#tracks.get(id);
      if (known === undefined) this.#tracks.set(id, [sighting]);
      else known.push(sighting);
    }
    return ids;
  }

  /** Frames that begin another shot. */
  get cuts(): number[] {
    return this.#shots.slice(1).map(({ first }) => first);
  }

  /** Frames so far. */
  get frames(): number {
    return this.#shots.reduce((sum, { frames }) => sum + frames, 0);
  }

  /** Everybody, in the order of their numbers, but for who was hardly there. */
  tracks(fps: number): CollectedTrack[] {
    return [...this.#tracks]
      .filter(([, sightings]) => {
        const { frames } = this.#shotOf(sightings[0].index);
        return sightings.length >= Math.min(LEAST_S * fps, frames);
      })
      .map(([id, sightings]) => ({ id, sightings }));
  }

  #shotOf(index: number): Shot {
    return this.#shots.findLast(({ first }) => first <= index) ?? this.#shots[0];
  }
}

/** A person of a frame as the tracker of identities takes them. */
export function sightedOf({ record, clothes }: PersonInFrame): SightedBox {
  const [x0, y0, x1, y1] = partOf(record, 'box');
  const keypoints = keypointsOf(record);
  return {
    box: { x0, y0, x1, y1 },
    score: partOf(record, 'score')[0],
    keypoints:
      keypoints &&
      MOVENET_KEYPOINTS.map((_, k) => [
        keypoints.points[2 * k],
        keypoints.points[2 * k + 1],
        keypoints.scores[k],
      ]),
    appearance: clothes && Array.from(clothes, (share) => share / 1000),
  };
}
