import { mkdtemp, readFile, rm, writeFile, mkdir, cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testIo } from '../../../test/support/io.ts';
import { archiveHead, digestOf, joinArchive, writeResults } from '../../archive/index.ts';
import { Storages, type Storage } from '../../storage/index.ts';
import { COMMANDS } from '../commands.ts';
import { runMain } from '../run.ts';

let cwd = '';
let storage: Storage;
const head = archiveHead({ version: '1' });
const stem = (i: number): string => {
  const digest = digestOf(`image ${i}`);
  return `${digest.slice(0, 2)}/${digest}`;
};
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multiroi-verify-'));
  storage = await new Storages({ cwd, env: {} }).open('archive');
  await joinArchive(storage, head);
  await mkdir(join(cwd, 'photos'));
  for (let i = 0; i < 4; i++) {
    await writeFile(join(cwd, `photos/${i}.jpg`), `image ${i}`);
    await make(i);
  }
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function make(i: number, fingerprint = head.fingerprint): Promise<void> {
  const digest = digestOf(`image ${i}`);
  const files = [
    { suffix: '.json', content: `${i}` },
    { suffix: '_0.obj', content: 'v 0 0 0' },
  ];
  await writeResults(storage, { digest, file: `${i}.jpg`, fingerprint }, { files, people: 1 });
}

async function verify(...args: string[]) {
  const io = testIo({ cwd });
  const code = await runMain(COMMANDS, '9.9.9', ['verify', 'archive', ...args, '--json'], io);
  const [report] = JSON.parse(io.out()) as [{ whole: number; findings: object[] }];
  return { code, ...report };
}

test('an archive that is whole', async () => {
  expect(await verify('photos', '--deep')).toMatchObject({ code: 0, whole: 4, findings: [] });
});

test('each fault has its name', async () => {
  await rm(join(cwd, `archive/results/${stem(0)}_0.obj`));
  await writeFile(join(cwd, `archive/receipts/${stem(1)}.json`), '{"half"');
  await make(2, archiveHead({ version: '2' }).fingerprint);
  const killed = `results/aa/${'aa'.repeat(32)}.json`;
  await storage.write(killed, 'x');
  await storage.write('notes.txt', 'x');
  // a receipt that was copied to another name
  const copied = `receipts/bb/${'bb'.repeat(32)}.json`;
  await storage.write(copied, await readFile(join(cwd, `archive/receipts/${stem(3)}.json`)));
  await writeFile(join(cwd, 'photos/new.jpg'), 'another image');
  await rm(join(cwd, 'photos/3.jpg'));
  const { code, whole, findings } = await verify('photos');
  expect({ code, whole }).toEqual({ code: 1, whole: 1 });
  const expected = [
    { kind: 'damaged', what: `receipts/${stem(0)}.json` },
    { kind: 'damaged', what: `receipts/${stem(1)}.json` },
    { kind: 'stale', what: `receipts/${stem(2)}.json` },
    { kind: 'unfinished', what: killed },
    // of the receipt that says nothing
    { kind: 'unfinished', what: `results/${stem(1)}.json` },
    { kind: 'unfinished', what: `results/${stem(1)}_0.obj` },
    { kind: 'foreign', what: 'notes.txt' },
    { kind: 'foreign', what: copied },
    { kind: 'foreign', what: `receipts/${stem(3)}.json` },
    ...['0', '1', '2', 'new'].map((name) => ({ kind: 'missing', what: `photos/${name}.jpg` })),
  ];
  expect(findings).toHaveLength(expected.length);
  expect(findings).toEqual(expect.arrayContaining(expected));
});

test('bytes that changed at the same length are seen by --deep alone', async () => {
  await writeFile(join(cwd, `archive/results/${stem(0)}.json`), '9');
  expect(await verify()).toMatchObject({ code: 0 });
  expect(await verify('--deep')).toMatchObject({
    code: 1,
    findings: [{ kind: 'damaged', what: `receipts/${stem(0)}.json` }],
  });
});

test('a place that is no archive is told so', async () => {
  await cp(join(cwd, 'photos'), join(cwd, 'archive2'), { recursive: true });
  const io = testIo({ cwd });
  expect(await runMain(COMMANDS, '9.9.9', ['verify', 'archive2'], io)).toBe(1);
  expect(io.err()).toContain('expected an archive, got a place without archive.json');
});
