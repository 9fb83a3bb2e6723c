/** @file `multiroi verify`: whether an archive, or a folder of `predict`, holds what it should. */

import { digestOf, verifyArchive, type ExpectedImage, type Finding } from '../../archive/index.ts';
import { MultiRoiError, throwIfAborted } from '../../base/index.ts';
import { defineCommand, type Command, type Context, type ExitCode } from '../parse/command.ts';
import { flag, type ValuesOf } from '../parse/option.ts';
import { count, filesFromOption } from '../shared/common-options.ts';
import { findInputs, readInput } from '../shared/inputs.ts';
import { storagesOf } from '../shared/storages.ts';
import { resultsIn } from './predict/run-record.ts';
import { verifyRuns } from './predict/verify-runs.ts';

const OPTIONS = {
  'files-from': filesFromOption,
  deep: flag(
    'read every file and compare its digest, which of results of predict nobody knows: they are parsed; lengths are compared anyway',
  ),
};
type Run = Context<ValuesOf<typeof OPTIONS>>;

/** Findings that are told one by one. */
const TOLD = 20;

/** The images that should have results; those that cannot be read are missing. */
async function* expectedImages(
  { io, values, progress }: Run,
  operands: readonly string[],
): AsyncIterable<ExpectedImage> {
  const { inputs } = await findInputs({ operands, list: values['files-from'], resultsIn }, io);
  const bar = progress(inputs.length, 'images');
  for (const [index, input] of inputs.entries()) {
    throwIfAborted('verify', io.signal);
    bar.update(index, input.label);
    const bytes = await readInput(input, io).catch(() => undefined);
    yield { digest: bytes === undefined ? '' : digestOf(bytes), file: input.label };
  }
  bar.end();
}

function summary(whole: number, findings: readonly Finding[]): string {
  const kinds = new Map<string, number>();
  for (const { kind } of findings) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const wrong = [...kinds].map(([kind, n]) => `${n} ${kind}`);
  return [`${count(whole, 'image', 'images')} whole`, ...wrong].join(', ');
}

async function verify(context: Run): Promise<ExitCode> {
  const { values, operands, io, log, json } = context;
  const [place = '', ...images] = operands;
  const storage = await (await storagesOf(io)).open(place);
  const isCompared = images.length > 0 || values['files-from'] !== undefined;
  const check = {
    deep: values.deep,
    images: isCompared ? expectedImages(context, images) : undefined,
  };
  const report = (await verifyArchive(storage, check)) ?? (await verifyRuns(storage, check));
  if (report === undefined) {
    throw new MultiRoiError(
      'E_FORMAT',
      `verify: expected an archive or a folder of results, got a place without archive.json and run.json (${storage.url})`,
    );
  }
  const { whole, findings } = report;
  for (const { kind, what } of findings.slice(0, TOLD)) log.warn(`${kind}: ${what}`);
  if (findings.length > TOLD) log.warn(`… ${findings.length - TOLD} more; --json tells all`);
  log.info(`${summary(whole, findings)}: ${place}`);
  json.push({ archive: storage.url, whole, findings });
  return findings.length > 0 ? 1 : 0;
}

export const verifyCommand: Command = defineCommand({
  name: 'verify',
  summary: 'Whether an archive, or a folder of predict, holds what it should',
  description:
    'Looks through an archive: results that are damaged (not as their receipt says), stale (made by another version, model or options), unfinished (of a worker that was killed) or foreign. With images it also tells which of them are missing, and which results are of none of them. What is missing or damaged is made again by queue add and queue work, and nothing else is. Of a folder of predict the records of its runs are believed: images whose files are gone or empty are damaged, journals and locks unfinished, files that no run has written foreign; what earlier runs left is let be. predict --resume makes again what is not there.',
  operands: { usage: '<dir|s3://…> [image|folder|glob|s3://…]…', min: 1, max: Infinity },
  options: OPTIONS,
  examples: [
    ['multiroi verify archive', 'compares the archive with its own receipts'],
    [
      'multiroi verify archive photos --deep',
      'and with the photographs, every byte of results read',
    ],
    ['multiroi verify out photos', 'compares a folder of predict with its records and photographs'],
  ],
  run: verify,
});
