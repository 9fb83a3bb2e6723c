/** @file Trying again what may pass: longer and longer pauses, of random length so that many do not come back at once. */

import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { throwIfAborted } from '../base/index.ts';

/** How often, and how long apart. */
export interface RetryPolicy {
  /** Tries in all. */
  readonly tries: number;
  /** The longest first pause, ms; doubled after every try … */
  readonly firstMs: number;
  /** … up to this. */
  readonly longestMs: number;
}

/** What a call that is tried again is told, and how its failures are judged. */
export interface RetryOptions {
  readonly policy: RetryPolicy;
  readonly signal: AbortSignal | undefined;
  /** Whether another try may end better. */
  readonly mayPass: (error: unknown) => boolean;
  /** What whoever refused asked for, ms: at least so long is waited, half a minute at most. */
  readonly askedMs?: (error: unknown) => number | undefined;
}

/** Nobody is waited for longer. */
const LONGEST_ASKED_MS = 30_000;

/**
 * Does `work` until it succeeds, or fails for good.
 * @throws what the last try threw; E_ABORT.
 */
export async function withRetries<T>(
  who: string,
  { policy, signal, mayPass, askedMs = () => undefined }: RetryOptions,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    throwIfAborted(who, signal);
    try {
      return await work();
    } catch (error) {
      throwIfAborted(who, signal);
      if (attempt >= policy.tries || !mayPass(error)) throw error;
      const longest = Math.min(policy.firstMs * 2 ** (attempt - 1), policy.longestMs);
      const least = Math.min(askedMs(error) ?? 0, LONGEST_ASKED_MS);
      // an abort ends the pause, and is thrown above
      await pause(least + randomInt(Math.ceil(longest) + 1), undefined, {
        ...(signal !== undefined && { signal }),
      }).catch(() => undefined);
    }
  }
}
