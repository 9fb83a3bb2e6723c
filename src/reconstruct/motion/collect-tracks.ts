/** @file Who is who over the frames of a video: everybody's frames, by person. */

import { MOVENET_KEYPOINTS } from '../../network/index.ts';
import { IdentityTracker, type SightedBox } from '../../video/index.ts';
import type { ObservationLog } from './motion-options.ts';
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

/** What is held of a person while pictures are looked at. */
interface HeldTrack {
  readonly id: number;
  /** Frames they were seen in, and their place among the people of each. */
  readonly frames: number[];
  readonly places: number[];
  /** Empty where everything can be read again. */
  readonly sightings: TrackSighting[];
}

/** Somebody seen for less time is a mistake, unless the shot itself is as short, s. */
const LEAST_S = 0.25;

/** People are read again and laid together while they have no more sightings than this, which is some 30 MB. */
const MOST_SIGHTINGS = 20_000;

/** A shot: its first frame, and how many there are. */
interface Shot {
  readonly first: number;
  frames: number;
}

/**
 * Sorts frames as they come. Where all of them can be read again, two numbers a person and frame are held until they are
 * laid; else the whole record.
 */
export class TrackCollector {
  readonly #log: Pick<ObservationLog, 'all'> | undefined;
  readonly #identities = new IdentityTracker();
  readonly #tracks = new Map<number, HeldTrack>();
  readonly #shots: Shot[] = [];

  /** @param log where frames that are added are written down as well. */
  constructor(log?: Pick<ObservationLog, 'all'>) {
    this.#log = log;
  }

  /** @returns the number of each person of the frame. */
  add({ index, seconds, isCut, people }: SeenFrame): number[] {
    if (isCut) this.#identities.forget();
    if (isCut || this.#shots.length === 0) this.#shots.push({ first: index, frames: 0 });
    this.#shots[this.#shots.length - 1].frames++;
    const ids = this.#identities.next(people.map(sightedOf), seconds);
    for (const [p, id] of ids.entries()) {
      let track = this.#tracks.get(id);
      if (track === undefined) {
        track = { id, frames: [], places: [], sightings: [] };
        this.#tracks.set(id, track);
      }
      track.frames.push(index);
      track.places.push(p);
      if (this.#log?.all === undefined) {
        track.sightings.push({ index, seconds, record: people[p].record });
      }
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

  /** How many people there are, but for who was hardly there. */
  count(fps: number): number {
    return this.#lasting(fps).length;
  }

  /** Those people in the order of their numbers, a few at a time. @throws what reading again throws. */
  async *tracks(fps: number): AsyncGenerator<CollectedTrack, void, undefined> {
    const all = this.#log?.all?.bind(this.#log);
    const tracks = this.#lasting(fps);
    if (all === undefined) {
      yield* tracks;
      return;
    }
    for (let from = 0; from < tracks.length;) {
      let [to, sightings] = [from + 1, tracks[from].frames.length];
      while (to < tracks.length && sightings + tracks[to].frames.length <= MOST_SIGHTINGS) {
        sightings += tracks[to++].frames.length;
      }
      yield* await readAgain(all(), tracks.slice(from, to));
      from = to;
    }
  }

  #lasting(fps: number): HeldTrack[] {
    return [...this.#tracks.values()].filter(({ frames }) => {
      const shot = this.#shotOf(frames[0]);
      return frames.length >= Math.min(LEAST_S * fps, shot.frames);
    });
  }

  #shotOf(index: number): Shot {
    return this.#shots.findLast(({ first }) => first <= index) ?? this.#shots[0];
  }
}

/** What was written down of some people. */
async function readAgain(
  frames: AsyncIterable<SeenFrame> | Iterable<SeenFrame>,
  tracks: readonly HeldTrack[],
): Promise<CollectedTrack[]> {
  const read = tracks.map(({ id }) => ({ id, sightings: [] as TrackSighting[] }));
  for await (const { index, seconds, people } of frames) {
    for (const [i, { sightings }] of read.entries()) {
      const at = sightings.length;
      if (tracks[i].frames[at] !== index) continue;
      sightings.push({ index, seconds, record: people[tracks[i].places[at]].record });
    }
  }
  return read;
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
