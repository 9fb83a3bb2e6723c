/** @file The end of a server: nobody new, whoever is in hand, and then nobody. */

import type { App } from './app.ts';
import type { Threads } from './threads.ts';

/** For answers to leave before their connections are closed, ms. */
const TELL_MS = 200;

/**
 * Refuses whoever asks from now on with 503, waits for those in hand, then listens no more and ends the threads.
 * @param graceMs after which those in hand are told 503, too.
 */
export async function stopWithin(
  { app, drain, giveUp }: App,
  threads: Threads,
  graceMs: number,
): Promise<void> {
  const late = setTimeout(() => {
    threads.abandon();
    // those who had a thread have their answer now; the rest still sends, or waits for nobody
    setImmediate(giveUp);
    setTimeout(() => app.server.closeAllConnections(), TELL_MS);
  }, graceMs);
  await drain();
  clearTimeout(late);
  // who is left has not said what they want, or listens to the last bytes of an answer
  const rest = setTimeout(() => app.server.closeAllConnections(), TELL_MS);
  await Promise.all([app.close(), threads.close()]);
  clearTimeout(rest);
}
