/**
 * @file Tables of many results, and what DuckDB reads in them: rows, a join, and that every number is what was written. DuckDB is
 * no dependency (70 MB): `npm install --no-save @duckdb/node-api`, or DUCKDB=<folder>/node_modules/@duckdb/node-api/lib/index.js.
 *
 *   npx tsx bench/parquet.ts [images]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { digestOf, writeTables, type StoredResult } from '../src/archive/index.ts';
import { Rng } from '../src/base/index.ts';
import { Storages } from '../src/storage/index.ts';
import { samplePerson, sampleResult } from '../test/support/result.ts';

const count = Number(process.argv[2] ?? 20_000);
const MB = 1e6;
const folder = mkdtempSync(join(tmpdir(), 'multiroi-parquet-'));
let people = 0;
let depth = 0;

async function* results(): AsyncIterable<StoredResult> {
  const rng = new Rng('parquet');
  for (let i = 0; i < count; i++) {
    const found = Array.from({ length: Math.floor(4 * rng.uniform()) }, (_, id) => {
      const person = samplePerson({ id, score: rng.uniform() });
      const z = Math.fround(1 + 9 * rng.uniform());
      depth += z;
      return { ...person, camera: { ...person.camera, t: [0, 0.1, z] as const } };
    });
    people += found.length;
    const digest = digestOf(String(i));
    yield { key: `results/${digest.slice(0, 2)}/${digest}.json`, result: sampleResult(found) };
  }
}

interface Reader {
  getRowObjectsJson(): Record<string, unknown>[];
}
interface DuckDb {
  DuckDBInstance: {
    create(path: string): Promise<{
      connect(): Promise<{ runAndReadAll(sql: string): Promise<Reader>; closeSync(): void }>;
    }>;
  };
}

try {
  const out = await new Storages({ cwd: folder, env: {} }).open('tables');
  const began = performance.now();
  const written = await writeTables(results(), out, 10_000);
  const writeSeconds = Math.round(performance.now() - began) / 1000;
  let bytes = 0;
  for await (const object of out.list()) bytes += object.bytes;
  const rss = Math.round(process.memoryUsage.rss() / MB);
  const megabytes = Math.round(bytes / MB);
  console.log(JSON.stringify({ ...written, writeSeconds, megabytes, rssMb: rss }));
  const given = process.env['DUCKDB'];
  const name = given === undefined ? '@duckdb/node-api' : pathToFileURL(given).href;
  const duckdb = (await import(name)) as DuckDb;
  const connection = await (await duckdb.DuckDBInstance.create(':memory:')).connect();
  const at = (table: string): string => `'${folder}/tables/${table}-*.parquet'`;
  const ask = async (sql: string): Promise<Record<string, unknown> | undefined> =>
    (await connection.runAndReadAll(sql)).getRowObjectsJson()[0];
  const expected = { images: count, people, depth };
  const found = {
    images: await ask(`SELECT count(*) AS n, sum(people) AS people FROM ${at('images')}`),
    people: await ask(
      `SELECT count(*) AS n, sum(t_z_m::DOUBLE) AS depth, min(len(body_pose)) AS pose, min(len(betas)) AS betas FROM ${at('people')}`,
    ),
    joined: await ask(
      `SELECT count(*) AS n, count(DISTINCT key) AS images FROM ${at('people')} p JOIN ${at('images')} i USING (key)`,
    ),
  };
  console.log(JSON.stringify({ expected, found }));
  connection.closeSync();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
