import { mkdtemp, readFile, rm, writeFile, mkdir, cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testIo } from '../../../test/support/io.ts';
import { sampleResult } from '../../../test/support/result.ts';
import { archiveHead, digestOf, joinArchive, writeResults } from '../../archive/index.ts';
import { resultText } from '../../result/index.ts';
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

const verify = (...args: string[]): ReturnType<typeof verifyPlace> => verifyPlace('archive', ...args); // oxfmt-ignore

async function verifyPlace(...args: string[]) {
  const io = testIo({ cwd });
  const code = await runMain(COMMANDS, '9.9.9', ['verify', ...args, '--json'], io);
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

describe('a folder of predict', () => {
  const done = (i: number): object => ({
    file: `photos/${i}.jpg`,
    people: 0,
    outputs: [`${i}.json`, `${i}.glb`],
    sha256: digestOf(`image ${i}`),
  });
  const record = (images: readonly object[], more: object = {}): string =>
    JSON.stringify({ schemaVersion: 1, startedAt: '', fingerprint: '', images, earlier: [], ...more }); // oxfmt-ignore
  const result = resultText(sampleResult());
  const write = (name: string, text: string): Promise<void> =>
    writeFile(join(cwd, 'out', name), text);

  beforeEach(async () => {
    await mkdir(join(cwd, 'out'));
    for (let i = 0; i < 4; i++) {
      await write(`${i}.json`, result);
      await write(`${i}.glb`, 'glTF');
    }
    await write('run.1-of-2.json', record([done(0), done(1)]));
    await write('run.2-of-2.json', record([done(2), done(3)]));
    await write('report.1-of-2.html', 'x');
  });

  test('that is whole', async () => {
    expect(await verifyPlace('out', 'photos', '--deep')).toMatchObject({ code: 0, whole: 4, findings: [] }); // oxfmt-ignore
  });

  test('each fault has its name', async () => {
    await rm(join(cwd, 'out/0.glb'));
    await write('1.json', '');
    await write('2.json', '{"half"');
    await write('run.2-of-2.json', record([done(2), done(3)], { earlier: ['old.json'], failures: [{ file: 'photos/bad.jpg', code: 'E_FORMAT', message: '' }] })); // oxfmt-ignore
    for (const name of ['old.json', 'notes.txt', 'run.journal.jsonl', 'run.lock']) await write(name, 'x'); // oxfmt-ignore
    const foreign = [
      { kind: 'foreign', what: 'notes.txt' },
      { kind: 'unfinished', what: 'run.journal.jsonl' },
      { kind: 'unfinished', what: 'run.lock' },
    ];
    const expected = [
      { kind: 'damaged', what: '0.glb' },
      { kind: 'damaged', what: '1.json' },
      { kind: 'missing', what: 'photos/bad.jpg' },
      ...foreign,
    ];
    const seen = await verifyPlace('out');
    expect(seen).toMatchObject({ code: 1, whole: 2 });
    expect(seen.findings).toHaveLength(expected.length);
    expect(seen.findings).toEqual(expect.arrayContaining(expected));
    const deep = await verifyPlace('out', 'photos', '--deep');
    expect(deep.whole).toBe(1);
    expect(deep.findings).toContainEqual({
      kind: 'damaged',
      what: expect.stringMatching(/^2\.json \(/) as string,
    });
    expect(deep.findings).toContainEqual({ kind: 'missing', what: 'photos/0.jpg' });
  });

  test('results of photographs that are gone are foreign', async () => {
    await rm(join(cwd, 'photos/3.jpg'));
    expect((await verifyPlace('out', 'photos')).findings).toEqual([
      { kind: 'foreign', what: 'photos/3.jpg' },
    ]);
  });
});

test('a place that is no archive is told so', async () => {
  await cp(join(cwd, 'photos'), join(cwd, 'archive2'), { recursive: true });
  const io = testIo({ cwd });
  expect(await runMain(COMMANDS, '9.9.9', ['verify', 'archive2'], io)).toBe(1);
  expect(io.err()).toContain('expected an archive or a folder of results, got a place without');
});
