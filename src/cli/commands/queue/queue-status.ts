/** @file `multiroi queue status`: how it stands, once or until everything is done. */

import { setTimeout as pause } from 'node:timers/promises';
import { queueStatus, type QueueStatus } from '../../../queue/index.ts';
import type { Context, ExitCode } from '../../parse/command.ts';
import { formatDuration } from '../../shared/progress.ts';
import { table } from '../../shared/table.ts';
import { withQueue } from './open-queue.ts';
import type { QueueValues } from './queue-options.ts';

const WATCH_MS = 2_000;

const rateText = (perSecond: number): string =>
  perSecond < 1 ? `${(perSecond * 60).toFixed(1)} images/min` : `${perSecond.toFixed(1)} images/s`;

/** The status as lines for people. */
export function statusText(status: QueueStatus): string {
  const { queue, images, people, batches, imagesPerSecond, secondsLeft, failures, workers } =
    status;
  const kinds = Object.entries(failures).map(([code, n]) => `${n} ${code}`);
  const left =
    secondsLeft === null || images.open === 0 ? '' : `, ${formatDuration(secondsLeft * 1000)} left`;
  const lines = [
    `queue ${queue}: ${images.done} of ${images.added} images done, ${images.open} open, ${images.failed} set aside; ${people} people`,
    `batches: ${batches.waiting} wait, ${batches.active} in hand, ${batches.delayed} to be tried again`,
    imagesPerSecond === null ? 'rate: none yet' : `rate: ${rateText(imagesPerSecond)}${left}`,
    ...(kinds.length > 0 ? [`set aside: ${kinds.join(', ')}`] : []),
    workers.length === 0 ? 'nobody works' : '',
  ].filter((line) => line !== '');
  const rows = workers.map((each) => [
    each.id,
    each.version,
    String(each.images),
    String(each.people),
    String(each.failed),
    `${each.rssMb} MB`,
  ]);
  const shown =
    rows.length === 0
      ? ''
      : `${table([['worker', 'version', 'images', 'people', 'failed', 'memory'], ...rows])}\n`;
  return `${lines.join('\n')}\n${shown}`;
}

/** Prints how the queue stands. */
export async function showStatus(context: Context<QueueValues>): Promise<ExitCode> {
  const { values, io, json } = context;
  return withQueue<ExitCode>(context, values.watch === true, async (queue) => {
    for (;;) {
      const status = await queueStatus(queue, Date.now());
      if (values.json) json.push(status);
      else {
        const clear = values.watch === true && io.stdout.isTTY === true ? '\u001b[H\u001b[2J' : '';
        io.stdout.write(clear + statusText(status));
      }
      if (values.watch !== true || status.images.open === 0) return 0;
      await pause(WATCH_MS, undefined, { signal: io.signal }).catch(() => undefined);
      if (io.signal.aborted) return 130;
    }
  });
}
