/**
 * @file Models are compiled for a fixed batch. Rows are dealt to the sizes there are, largest first;
 * sessions are made when first needed and kept.
 */

import { MultiRoiError } from '../base/index.ts';
import type { Runtime, Session, SessionOptions } from './platform.ts';

/** People that one run takes: `size` of them, from `start` on. */
export interface Batch {
  readonly start: number;
  readonly size: number;
}

/**
 * Deals `count` rows to batches of the given sizes, largest first.
 * @param sizes must contain 1, so that every count can be dealt.
 */
export function batchesOf(count: number, sizes: readonly number[]): Batch[] {
  const batches: Batch[] = [];
  let start = 0;
  for (const size of sizes.toSorted((a, b) => b - a)) {
    for (; count - start >= size; start += size) batches.push({ start, size });
  }
  if (start !== count) {
    throw new MultiRoiError(
      'E_INTERNAL',
      `internal: batchesOf: expected sizes with 1, got ${sizes.join(', ')}`,
    );
  }
  return batches;
}

/** Sessions of one model by batch size. */
export class SessionPool {
  readonly #runtime: Runtime;
  readonly #options: SessionOptions;
  readonly #model: (batch: number) => Promise<Uint8Array> | Uint8Array;
  readonly #sessions = new Map<number, Promise<Session>>();

  /** @param model the ONNX bytes for a batch size; asked at most once a size. */
  constructor(
    runtime: Runtime,
    options: SessionOptions,
    model: (batch: number) => Promise<Uint8Array> | Uint8Array,
  ) {
    this.#runtime = runtime;
    this.#options = options;
    this.#model = model;
  }

  /** The session for a batch size, the same one for callers that ask at the same time. */
  get(batch: number): Promise<Session> {
    const known = this.#sessions.get(batch);
    if (known !== undefined) return known;
    const made = this.#create(batch);
    this.#sessions.set(batch, made);
    // a failure is not kept: what was missing may be there next time
    made.catch(() => this.#sessions.delete(batch));
    return made;
  }

  async #create(batch: number): Promise<Session> {
    return await this.#runtime.createSession(await this.#model(batch), this.#options);
  }

  async dispose(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of await Promise.allSettled(sessions)) {
      if (session.status === 'fulfilled') await session.value.dispose();
    }
  }
}
