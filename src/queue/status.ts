/** @file How a queue stands. */

import type { BatchCounts, ImageQueue } from './image-queue.ts';
import type { WorkerState } from './ledger.ts';

/** The rate is that of the last minutes. */
const RATE_MINUTES = 5;

/** How a queue stands, as `--json` prints it. */
export interface QueueStatus {
  readonly queue: string;
  readonly images: {
    readonly added: number;
    readonly done: number;
    readonly failed: number;
    /** Neither. */
    readonly open: number;
  };
  readonly people: number;
  readonly batches: BatchCounts;
  /** Of the last minutes; null before anything was done in them. */
  readonly imagesPerSecond: number | null;
  /** At this rate; null where nobody works. */
  readonly secondsLeft: number | null;
  /** Images that were set aside, by code. */
  readonly failures: Readonly<Record<string, number>>;
  readonly workers: readonly WorkerState[];
  /** Images done by minute since 1970. */
  readonly rates: readonly { readonly minute: number; readonly images: number }[];
}

/** Images a second in the last minutes, of which the present one has only begun. */
function rateOf(rates: QueueStatus['rates'], nowMs: number): number | null {
  const since = Math.floor(nowMs / 60_000) - RATE_MINUTES;
  const lately = rates.filter(({ minute }) => minute > since);
  const [first] = lately;
  if (first === undefined) return null;
  const images = lately.reduce((sum, each) => sum + each.images, 0);
  const seconds = Math.max(nowMs / 1000 - first.minute * 60, 1);
  return images / seconds;
}

function secondsLeft(open: number, rate: number | null, workers: number): number | null {
  if (open === 0) return 0;
  return workers === 0 || rate === null || rate === 0 ? null : Math.round(open / rate);
}

/** Looks at a queue. @throws E_IO. */
export async function queueStatus(queue: ImageQueue, nowMs: number): Promise<QueueStatus> {
  const { ledger } = queue;
  const [totals, batches, workers, rates] = await Promise.all([
    ledger.totals(),
    queue.batches(),
    ledger.workers(),
    ledger.rates(),
  ]);
  const failures: Record<string, number> = {};
  for await (const { code } of ledger.failures()) failures[code] = (failures[code] ?? 0) + 1;
  const { images: added, done, failed, people } = totals;
  const open = Math.max(added - done - failed, 0);
  const rate = rateOf(rates, nowMs);
  return {
    queue: queue.name,
    images: { added, done, failed, open },
    people,
    batches,
    imagesPerSecond: rate,
    secondsLeft: secondsLeft(open, rate, workers.length),
    failures,
    workers,
    rates,
  };
}
