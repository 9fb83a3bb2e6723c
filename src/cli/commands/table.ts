/** @file `multiroi table`: results as Parquet, for whoever asks questions of many. */

import { writeTables, type StoredResult } from '../../archive/index.ts';
import { throwIfAborted } from '../../base/index.ts';
import { readText } from '../../format/index.ts';
import { parseResult } from '../../result/index.ts';
import type { Storage } from '../../storage/index.ts';
import { defineCommand, type Command, type Context } from '../parse/command.ts';
import { integer, text, UsageError, type ValuesOf } from '../parse/option.ts';
import { tellFailure } from '../shared/batch.ts';
import { count } from '../shared/common-options.ts';
import { storagesOf } from '../shared/storages.ts';
import { isRecord } from './predict/run-record.ts';

const OPTIONS = {
  out: text('dir|s3://…', 'where the tables are written', { default: 'tables', group: 'Output' }),
  rows: integer('n', 'rows a file', { min: 1, max: 10_000_000, default: 50_000, group: 'Output' }),
};
type Run = Context<ValuesOf<typeof OPTIONS>>;

/** Results that are read at once. */
const AT_ONCE = 16;

/** Below an archive results have a folder of their own; elsewhere a JSON is looked at. */
async function resultKeys(storage: Storage): Promise<string[]> {
  const isArchive = (await storage.stat('archive.json')) !== undefined;
  const keys: string[] = [];
  for await (const { key } of storage.list(isArchive ? 'results/' : '')) {
    if (key.endsWith('.json') && !key.endsWith('.motion.json')) keys.push(key);
  }
  return keys.toSorted();
}

/** Of what is neither a result nor a record the user is told, and the others go on. */
async function* resultsIn(
  storage: Storage,
  { io, log, progress }: Run,
  onFailed: () => void,
): AsyncIterable<StoredResult> {
  const keys = await resultKeys(storage);
  const bar = progress(keys.length, 'results');
  const read = async (key: string): Promise<StoredResult | undefined> => {
    try {
      const content = readText('table', await storage.read(key), key);
      if (isRecord(content)) return undefined;
      return { key, result: parseResult(content) };
    } catch (error) {
      throwIfAborted('table', io.signal);
      tellFailure(log, storage.url + key, error);
      onFailed();
      return undefined;
    }
  };
  for (let start = 0; start < keys.length; start += AT_ONCE) {
    throwIfAborted('table', io.signal);
    bar.update(start, keys[start] ?? '');
    for (const found of await Promise.all(keys.slice(start, start + AT_ONCE).map(read))) {
      if (found !== undefined) yield found;
    }
  }
  bar.end();
}

async function writeAll(context: Run): Promise<0 | 1> {
  const { values, operands, io, log, json } = context;
  const storages = await storagesOf(io);
  const out = await storages.open(values.out);
  let failed = 0;
  const source = await storages.open(operands[0] ?? '');
  const written = await writeTables(
    resultsIn(source, context, () => failed++),
    out,
    values.rows,
  );
  if (written.images + failed === 0) {
    throw new UsageError(`table: expected results, got none ("${operands[0]}")`);
  }
  const lost = failed > 0 ? `, ${failed} could not be read` : '';
  const people = count(written.people, 'person', 'people');
  log.info(`${count(written.images, 'image', 'images')}, ${people}${lost}: ${values.out}`);
  json.push({ out: values.out, ...written, failed });
  return failed > 0 ? 1 : 0;
}

export const tableCommand: Command = defineCommand({
  name: 'table',
  summary: 'Results as Parquet, a row a person, for DuckDB, pandas and Polars',
  description:
    'Reads every result below a folder or a bucket, of predict or of queue work, and writes two tables: images-*.parquet, a row an image, and people-*.parquet, a row a person (box, camera, pose, shape, joints, confidence). The column key joins them. Units are in the names of the columns. The package hyparquet-writer is needed (npm install hyparquet-writer). docs/archive.md shows questions to ask.',
  operands: { usage: '<dir|s3://…>', min: 1, max: 1 },
  options: OPTIONS,
  examples: [
    ['multiroi table out', 'writes tables/images-00000.parquet and tables/people-00000.parquet'],
    ['multiroi table s3://bucket/archive --out tables', 'the same of an archive in a bucket'],
  ],
  run: writeAll,
});
