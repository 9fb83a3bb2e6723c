import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testIo } from '../../../test/support/io.ts';
import { samplePerson, sampleResult } from '../../../test/support/result.ts';
import { runMain } from '../run.ts';
import { COMMANDS } from '../commands.ts';

const RECORD = {
  schemaVersion: 1,
  startedAt: '2026-01-01T00:00:00.000Z',
  fingerprint: 'f',
  images: [],
  earlier: [],
};
let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multiroi-'));
  const result = JSON.stringify(sampleResult([samplePerson()]));
  for (const name of ['a', 'c']) await writeFile(join(cwd, `${name}.json`), result);
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function exportAll(...names: string[]) {
  const io = testIo({ cwd });
  const code = await runMain(COMMANDS, '0', ['export', ...names, '--to', 'npz', '--json'], io);
  return { code, err: io.err(), out: io.out() };
}
const made = async () => (await readdir(cwd)).filter((name) => name.endsWith('.npz'));

test('records among the results are passed over', async () => {
  await writeFile(join(cwd, 'run.json'), JSON.stringify(RECORD));
  await writeFile(join(cwd, 'run.1-of-2.json'), JSON.stringify(RECORD));
  const { code, err, out } = await exportAll('a.json', 'run.json', 'run.1-of-2.json', 'c.json');
  expect(code).toBe(0);
  expect(err).toContain('run.json: the record of a run, passed over');
  expect(JSON.parse(out)).toHaveLength(2);
  expect(await made()).toEqual(['a.npz', 'c.npz']);
});

test('a bad file fails by itself, with its hint, and the others go on', async () => {
  await writeFile(join(cwd, 'b.json'), '{"people": 3}');
  const { code, err, out } = await exportAll('a.json', 'b.json', 'absent.json', 'c.json');
  expect(code).toBe(1);
  expect(err).toContain('[E_FORMAT] b.json: ');
  expect(err).toContain('check the path');
  expect(JSON.parse(out)).toMatchObject([
    { file: 'a.json', outputs: ['a.npz'] },
    { file: 'b.json', error: { code: 'E_FORMAT' } },
    { file: 'absent.json', error: { code: 'E_IO' } },
    { file: 'c.json' },
  ]);
  expect(await made()).toEqual(['a.npz', 'c.npz']);
});

test('a record that is asked for by itself is no result', async () => {
  await writeFile(join(cwd, 'run.json'), JSON.stringify(RECORD));
  expect(await exportAll('run.json')).toMatchObject({ code: 1 });
});
