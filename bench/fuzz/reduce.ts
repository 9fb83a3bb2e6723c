/** @file The smallest input that still shows a fault: parts are taken out, then bytes made plain. */

import { concatenate } from './seed.ts';
import { faultOf, type Target } from './target.ts';

const MAX_TRIES = 3_000;

/** @param signature of the fault that the smaller input must still show. */
export async function reduce(
  target: Target,
  bytes: Uint8Array,
  signature: string,
): Promise<Uint8Array> {
  let best = bytes;
  let tries = 0;
  const shows = async (candidate: Uint8Array): Promise<boolean> => {
    tries++;
    return (await faultOf(target, candidate))?.signature === signature;
  };
  for (let size = Math.floor(best.length / 2); size >= 1 && tries < MAX_TRIES;) {
    let took = false;
    for (let at = 0; at < best.length && tries < MAX_TRIES;) {
      const candidate = concatenate([best.subarray(0, at), best.subarray(at + size)]);
      if (await shows(candidate)) {
        best = candidate;
        took = true;
      } else at += size;
    }
    if (!took || size > best.length) size = Math.floor(Math.min(size, best.length) / 2);
  }
  for (let at = 0; at < best.length && tries < MAX_TRIES; at++) {
    if (best[at] === 0) continue;
    const candidate = best.slice();
    candidate[at] = 0;
    if (await shows(candidate)) best = candidate;
  }
  return best;
}
