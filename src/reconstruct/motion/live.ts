/**
 * @file People as a camera shows them: the newest picture is looked at, those that came meanwhile are dropped and counted, and no more
 * people are looked at than the time allows.
 */

import type { BodyModel } from '../../body/index.ts';
import { throwIssues } from '../../base/index.ts';
import type { PixelImage, VideoPicture } from '../../platform/index.ts';
import type { Reconstruction } from '../../result/index.ts';
import {
  IdentityTracker,
  MotionFilter,
  SMOOTHING_DEFAULTS,
  type SmoothingOptions,
} from '../../video/index.ts';
import type { ReconstructOptions } from '../options.ts';
import type { VideoReconstructOptions } from './motion-options.ts';
import { sightedOf } from './collect-tracks.ts';
import { NOTHING_SEEN, watch, type Onlooker } from './watch.ts';

/** What concerns a stream of pictures. */
export interface LiveOptions extends VideoReconstructOptions {
  /** From a picture's coming to its answer, ms, as far as leaving people out helps: the largest are looked at. Default 200. */
  readonly latencyMs?: number | undefined;
  /** How often people are looked for everywhere, s; default 1. */
  readonly searchS?: number | undefined;
  /** Null: nobody is smoothed; default `SMOOTHING_DEFAULTS`. */
  readonly smoothing?: SmoothingOptions | null | undefined;
}

/** A picture that was looked at. */
export interface LiveFrame {
  /** Of the picture. */
  readonly seconds: number;
  readonly image: PixelImage;
  /** Smoothed; `id` is the person's number in the whole stream. */
  readonly result: Reconstruction;
  /** From the picture's coming to this. */
  readonly latencyMs: number;
  /** Pictures that were dropped so far. */
  readonly dropped: number;
  /** How many people at most were looked at, for the time; Infinity before it is known how long one takes. */
  readonly mostPeople: number;
}

const DEFAULTS = { latencyMs: 200, searchS: 1 } as const;
/** How fast the time of one person is learned. */
const GAIN = 0.3;

/** What looks, and the body that it speaks of. */
export interface LiveParts {
  readonly eye: Onlooker;
  readonly body: BodyModel;
  /** ms, never going back. */
  readonly nowMs: () => number;
}

/** The newest picture of a stream, and how many were never asked for. */
class Inbox {
  readonly #stream: AsyncIterator<VideoPicture>;
  readonly #nowMs: () => number;
  #newest: { readonly picture: VideoPicture; readonly cameMs: number } | undefined;
  #end: { readonly error?: unknown } | undefined;
  #wake: () => void = () => {};
  dropped = 0;
  /** When the picture in hand came. */
  cameMs = 0;

  constructor(stream: AsyncIterable<VideoPicture>, nowMs: () => number) {
    this.#stream = stream[Symbol.asyncIterator]();
    this.#nowMs = nowMs;
  }

  async *pictures(): AsyncGenerator<VideoPicture, void, undefined> {
    void this.#pump();
    try {
      for (;;) {
        const newest = this.#newest;
        if (newest !== undefined) {
          this.#newest = undefined;
          this.cameMs = newest.cameMs;
          yield newest.picture;
        } else if (this.#end === undefined) {
          await new Promise<void>((resolve) => (this.#wake = resolve));
        } else {
          if ('error' in this.#end) throw this.#end.error;
          return;
        }
      }
    } finally {
      this.#end ??= {};
      await this.#stream.return?.();
    }
  }

  async #pump(): Promise<void> {
    try {
      while (this.#end === undefined) {
        const { value, done } = await this.#stream.next();
        if (done === true) break;
        if (this.#newest !== undefined) this.dropped++;
        this.#newest = { picture: value, cameMs: this.#nowMs() };
        this.#wake();
      }
      this.#end ??= {};
    } catch (error) {
      this.#end ??= { error };
    }
    this.#wake();
  }
}

/** @throws E_RANGE for options that cannot be meant. */
export function startLive(
  parts: LiveParts,
  stream: AsyncIterable<VideoPicture>,
  options: LiveOptions,
): AsyncGenerator<LiveFrame, void, undefined> {
  const { latencyMs = DEFAULTS.latencyMs, searchS = DEFAULTS.searchS } = options;
  throwIssues('E_RANGE', 'live', [
    ...(latencyMs > 0
      ? []
      : [{ path: 'latencyMs', message: `expected above 0, got ${latencyMs}` }]),
    ...(searchS >= 0 ? [] : [{ path: 'searchS', message: `expected 0 s or more, got ${searchS}` }]),
  ]);
  return live(parts, stream, { ...options, latencyMs, searchS });
}

async function* live(
  { eye, body, nowMs }: LiveParts,
  stream: AsyncIterable<VideoPicture>,
  options: LiveOptions & { readonly latencyMs: number; readonly searchS: number },
): AsyncGenerator<LiveFrame, void, undefined> {
  const { latencyMs, searchS, smoothing = SMOOTHING_DEFAULTS, signal, ...each } = options;
  const inbox = new Inbox(stream, nowMs);
  const identities = new IdentityTracker();
  const filter = smoothing === null ? null : new MotionFilter(body, smoothing);
  let perPersonMs = 0;
  const mostPeople = (): number =>
    perPersonMs > 0 ? Math.max(1, Math.floor(latencyMs / perPersonMs)) : Infinity;
  const look: ReconstructOptions = {
    ...each,
    // asked for every picture anew
    get persons() {
      const most = mostPeople();
      const { persons = 'all' } = each;
      if (persons === 'largest' || most === Infinity) return persons;
      return persons === 'all' ? most : Math.min(persons, most);
    },
  };
  const how = { each: look, searchS, from: NOTHING_SEEN, signal };
  for await (const { frame, result, image } of watch(eye, inbox.pictures(), how)) {
    const most = mostPeople();
    if (frame.isCut) identities.forget();
    const ids = identities.next(frame.people.map(sightedOf), frame.seconds);
    const people = result.people.map((person, p) => ({ ...person, id: ids[p] }));
    const numbered = { ...result, people };
    const smooth = filter?.next({ timeS: frame.seconds, result: numbered }) ?? numbered;
    const tookMs = nowMs() - inbox.cameMs;
    if (people.length > 0) {
      const own = tookMs / people.length;
      perPersonMs = perPersonMs === 0 ? own : perPersonMs + GAIN * (own - perPersonMs);
    }
    const told = { latencyMs: tookMs, dropped: inbox.dropped, mostPeople: most };
    yield { seconds: frame.seconds, image, result: smooth, ...told };
  }
}
