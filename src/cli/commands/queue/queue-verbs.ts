/** @file `multiroi queue retry|drain|export`: what was set aside, and what nobody has begun. */

import { resolve } from 'node:path';
import { failuresCsv, type ImageFailure } from '../../../queue/index.ts';
import type { Context, ExitCode } from '../../parse/command.ts';
import { count } from '../../shared/common-options.ts';
import { withQueue } from './open-queue.ts';
import type { QueueValues } from './queue-options.ts';

type Run = Context<QueueValues>;

/** Puts what was set aside back into the queue. */
export async function retryFailed(context: Run): Promise<ExitCode> {
  const { values, log, json } = context;
  return withQueue<ExitCode>(context, false, async (queue) => {
    const { code, batch } = values;
    const retried = await queue.retry(
      batch,
      (failure) => code === undefined || failure.code === code,
    );
    log.info(`${count(retried, 'image', 'images')} to be tried again: queue ${values.queue}`);
    json.push({ queue: values.queue, retried });
    return 0;
  });
}

/** Takes out what nobody has begun; with `--all`, strikes the queue. */
export async function drainQueue(context: Run): Promise<ExitCode> {
  const { values, log, json } = context;
  return withQueue<ExitCode>(context, false, async (queue) => {
    const drained = await queue.drain();
    if (values.all === true) await queue.erase();
    const rest = values.all === true ? '; the queue is struck' : '';
    log.info(`${count(drained, 'image', 'images')} taken out${rest}: queue ${values.queue}`);
    json.push({ queue: values.queue, drained, struck: values.all === true });
    return 0;
  });
}

/** Writes what was set aside as CSV, to `--out` or standard output. */
export async function exportFailures(context: Run): Promise<ExitCode> {
  const { values, io, log, json } = context;
  return withQueue<ExitCode>(context, false, async (queue) => {
    const failures: ImageFailure[] = [];
    for await (const failure of queue.ledger.failures()) failures.push(failure);
    for (const each of failures) json.push(each);
    if (values.out !== undefined) {
      await io.write(resolve(io.cwd, values.out), failuresCsv(failures));
      log.info(`${count(failures.length, 'failure', 'failures')}: ${values.out}`);
    } else if (!values.json) io.stdout.write(failuresCsv(failures));
    return 0;
  });
}
