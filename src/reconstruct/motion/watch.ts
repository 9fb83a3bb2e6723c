/**
 * @file Pictures of a video, looked at one after the other. People are looked for everywhere now and then, after a cut and when
 * somebody was lost, and followed in between. What is known of the frames before is what is kept of them and nothing else, so
 * that a run which was stopped goes on, and ends as it would have.
 */

import { throwIfAborted } from '../../base/index.ts';
import type { FoundPerson, VerifiedPerson } from '../../detect/index.ts';
import type { Photo, PixelImage, VideoPicture } from '../../platform/index.ts';
import type { Reconstruction } from '../../result/index.ts';
import { appearanceOf, CutDetector } from '../../video/index.ts';
import type { PersonLook, LookedAtPhoto } from '../looks.ts';
import type { ReconstructOptions } from '../options.ts';
import {
  keypointsOf,
  partOf,
  sightRecordOf,
  type SeenFrame,
  type PersonInFrame,
} from './observation.ts';

/** What looks at single pictures. */
export interface Onlooker {
  find(photo: Photo, signal?: AbortSignal, threshold?: number): Promise<FoundPerson[]>;
  follow(
    photo: Photo,
    people: readonly VerifiedPerson[],
    signal?: AbortSignal,
  ): Promise<FoundPerson[]>;
  reconstructPhoto(photo: Photo, options: ReconstructOptions): Promise<LookedAtPhoto>;
}

/** A picture that was looked at now, rather than by an earlier run. */
export interface WatchedFrame {
  readonly frame: SeenFrame;
  /** People in the order of `frame.people`. */
  readonly result: Reconstruction;
  readonly image: PixelImage;
}

/** What the frames so far tell the next one. */
export interface WatchState {
  /** How many there were. */
  readonly frames: number;
  /** When people were last looked for everywhere, and whether somebody was lost since then. */
  readonly searchedS: number;
  readonly lost: boolean;
  /** Who was there. */
  readonly people: readonly VerifiedPerson[];
}

/** Before the first frame. */
export const NOTHING_SEEN: WatchState = {
  frames: 0,
  searchedS: -Infinity,
  lost: false,
  people: [],
};

/** The state after another frame. */
export function afterFrame(state: WatchState, frame: SeenFrame): WatchState {
  const { isSearched, seconds } = frame;
  const people = frame.people.map(({ record }): VerifiedPerson => {
    const [x0, y0, x1, y1] = partOf(record, 'box');
    const [score] = partOf(record, 'score');
    return { box: { x0, y0, x1, y1 }, score, keypoints: keypointsOf(record) };
  });
  const fewer = people.length < state.people.length;
  return {
    frames: state.frames + 1,
    searchedS: isSearched ? seconds : state.searchedS,
    lost: !isSearched && (state.lost || fewer),
    people,
  };
}

/** How a video is watched. */
export interface WatchOptions {
  /** For every picture, the same. */
  readonly each: ReconstructOptions;
  readonly searchS: number;
  /** After the pictures that an earlier run has seen; those are only decoded. */
  readonly from: WatchState;
  readonly signal?: AbortSignal | undefined;
}

/** Where somebody was lost it is worth to look everywhere sooner: in shares of `searchS`. */
const LOST_WAIT = 0.2;
/** Times of pictures are a little off. */
const ON_TIME = 0.99;

/** Each picture that no earlier run has seen. @throws what the video and the looks throw; E_ABORT. */
export async function* watch(
  eye: Onlooker,
  pictures: AsyncIterable<VideoPicture>,
  { each, searchS, from, signal }: WatchOptions,
): AsyncGenerator<WatchedFrame, void, undefined> {
  const cuts = new CutDetector();
  let state = from;
  let index = 0;
  for await (const { image, seconds } of pictures) {
    throwIfAborted('motion', signal);
    const isCut = cuts.next(image);
    if (index++ < from.frames) continue;
    const photo: Photo = { ...image, exifFocalPx: null };
    const waitS = ON_TIME * searchS * (state.lost ? LOST_WAIT : 1);
    const isSearched = isCut || seconds - state.searchedS >= waitS;
    const found = isSearched
      ? await eye.find(photo, signal, each.threshold)
      : await eye.follow(photo, state.people, signal);
    const { result, looks } = await eye.reconstructPhoto(photo, { ...each, found, signal });
    const people = result.people.map((person, p) => seenPerson(image, person, looks[p]));
    const frame = { index: state.frames, seconds, isCut, isSearched, people };
    state = afterFrame(state, frame);
    yield { frame, result, image };
  }
}

function seenPerson(
  image: PixelImage,
  person: Reconstruction['people'][number],
  look: PersonLook,
): PersonInFrame {
  const record = sightRecordOf(person, look);
  const keypoints = keypointsOf(record);
  if (keypoints === null) return { record, clothes: null };
  const { points, scores } = keypoints;
  const rows = Array.from(scores, (score, k): [number, number, number] => [
    points[2 * k],
    points[2 * k + 1],
    score,
  ]);
  const clothes = Uint16Array.from(appearanceOf(image, rows), (share) => Math.round(1000 * share));
  return { record, clothes: clothes.some((share) => share > 0) ? clothes : null };
}
