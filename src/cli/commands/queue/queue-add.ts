/** @file `multiroi queue add`: images by digest and address. */

import { pathToFileURL } from 'node:url';
import { MultiRoiError, throwIfAborted } from '../../../base/index.ts';
import { digestOf } from '../../../archive/index.ts';
import type { ImageQueue, QueuedImage } from '../../../queue/index.ts';
import type { Context, ExitCode } from '../../parse/command.ts';
import { count } from '../../shared/common-options.ts';
import { tellFailure } from '../../shared/batch.ts';
import {
  findInputs,
  readInput,
  skippedText,
  tellSkipped,
  type Input,
} from '../../shared/inputs.ts';
import type { ErrorReport } from '../../report.ts';
import { resultsIn } from '../predict/run-record.ts';
import { withQueue } from './open-queue.ts';
import type { QueueValues } from './queue-options.ts';

type Run = Context<QueueValues>;

/** Images that are read and digested at once. */
const AT_ONCE = 8;
/** Batches that are entered at once. */
const BATCHES = 32;

/** The address by which every worker finds an image. @throws E_CONFIG for what has none. */
function addressOf({ source, label }: Input): string {
  if (source.kind === 'file') return pathToFileURL(source.path).href;
  if (source.kind === 'bucket') return source.address;
  throw new MultiRoiError(
    'E_CONFIG',
    `queue add: expected a file or an object of a bucket, which workers can read, got "${label}"`,
    { hint: 'save it where all workers see it, and add that' },
  );
}

interface Added {
  added: number;
  known: number;
  failed: (ErrorReport & { readonly file: string })[];
}

async function digested({ io, log }: Run, input: Input, sum: Added): Promise<QueuedImage[]> {
  try {
    const url = addressOf(input);
    return [{ digest: digestOf(await readInput(input, io)), url, file: input.label }];
  } catch (error) {
    throwIfAborted('queue add', io.signal);
    sum.failed.push({ file: input.label, ...tellFailure(log, input.label, error) });
    return [];
  }
}

/** Enters what has been digested; only whole batches unless it is the last time. */
async function enter(
  queue: ImageQueue,
  waiting: QueuedImage[],
  batch: number,
  isLast: boolean,
  sum: Added,
): Promise<void> {
  const size = isLast ? waiting.length : Math.floor(waiting.length / batch) * batch;
  const taken = waiting.splice(0, size);
  const added = await queue.add(taken, batch);
  sum.added += added;
  sum.known += taken.length - added;
}

async function addAll(context: Run, queue: ImageQueue, inputs: readonly Input[]): Promise<Added> {
  const { values, io, progress } = context;
  const sum: Added = { added: 0, known: 0, failed: [] };
  const bar = progress(inputs.length, 'images');
  const waiting: QueuedImage[] = [];
  for (let start = 0; start < inputs.length; start += AT_ONCE) {
    throwIfAborted('queue add', io.signal);
    bar.update(start, inputs[start]?.label ?? '');
    const some = inputs.slice(start, start + AT_ONCE);
    const images = (await Promise.all(some.map((input) => digested(context, input, sum)))).flat();
    const known = await queue.ledger.areKnown(images.map(({ digest }) => digest));
    // those that are known do not thin out the batches
    const fresh = images.filter((_, i) => known[i] !== true);
    sum.known += images.length - fresh.length;
    waiting.push(...fresh);
    if (waiting.length >= values.batch * BATCHES) {
      await enter(queue, waiting, values.batch, false, sum);
    }
  }
  await enter(queue, waiting, values.batch, true, sum);
  bar.end();
  return sum;
}

/** Enters the images that operands name. */
export async function addImages(context: Run, operands: readonly string[]): Promise<ExitCode> {
  const { values, io, log, json } = context;
  return withQueue<ExitCode>(context, false, async (queue) => {
    const list = values['files-from'];
    const { inputs, skipped } = await findInputs({ operands, list, resultsIn }, io);
    tellSkipped(skipped, log);
    const { added, known, failed } = await addAll(context, queue, inputs);
    const parts = [
      `${count(added, 'image', 'images')} added`,
      ...(known > 0 ? [`${known} known already`] : []),
      ...(failed.length > 0 ? [`${failed.length} could not be read`] : []),
      ...(skipped.length > 0 ? [`${skipped.length} passed over (${skippedText(skipped)})`] : []),
    ];
    log.info(`${parts.join(', ')}: queue ${values.queue}`);
    json.push({ queue: values.queue, added, known, failed, skipped: skipped.length });
    return failed.length > 0 ? 1 : 0;
  });
}
