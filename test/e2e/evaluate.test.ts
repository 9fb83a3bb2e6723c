/** The light model, whole, on a few synthetic people, through the program as it is installed: `npm run build` first. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EvaluationReport } from '../../src/evaluation/index.ts';

const PROGRAM = resolve('dist/cli/main.js');
let cwd = '';
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multiroi-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

/** @param killed asked every 20 ms; the program is killed, without a chance to tidy up, once it says so. */
function multiroi(
  args: readonly string[],
  killed: () => Promise<boolean> = () => Promise.resolve(false),
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  return new Promise((settle, fail) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], { cwd });
    let [out, err] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (out += data.toString()));
    child.stderr.on('data', (data: Buffer) => (err += data.toString()));
    const timer = setInterval(() => {
      void killed().then((now) => now && child.kill('SIGKILL'));
    }, 20);
    child.on('error', fail);
    child.on('close', (code) => {
      clearInterval(timer);
      settle({ code, out, err });
    });
  });
}

const FILES = ['per-sample.csv', 'report.html', 'report.json', 'report.md'];

test('people of synth are scored, and a run that was killed says the same when it goes on', async () => {
  const made = await multiroi(['synth', '--count', '6', '--recipe', 'upright', '--out', 'people']);
  expect(made).toMatchObject({ code: 0 });
  const evaluate = ['evaluate', 'synthetic', '--data', 'people', '--threads', '1', '--worst', '2'];
  const whole = await multiroi([...evaluate, '--out', 'whole', '--json']);
  expect(whole).toMatchObject({ code: 0 });
  const [report] = JSON.parse(whole.out) as EvaluationReport[];
  expect(report).toMatchObject({ samples: 6, model: { name: 'light', body: 'open' }, failed: [] });
  // upright people in plain view; networks with random weights are at 400 mm and more
  expect(report?.mpjpeMm).toBeLessThan(200);
  expect(report?.paMpjpeMm).toBeLessThan(report?.mpjpeMm ?? 0);
  expect(report?.camera?.depthRatio).toBeLessThan(0.5);

  const journal = join(cwd, 'killed/progress.jsonl');
  const began = async (): Promise<boolean> => {
    const text = await readFile(journal, 'utf8').catch(() => '');
    return text.split('\n').length > 3;
  };
  const killed = await multiroi([...evaluate, '--out', 'killed'], began);
  // on a fast machine it may be through before it is noticed
  if (killed.code === null) {
    expect(await readdir(join(cwd, 'killed'))).toEqual(['progress.jsonl']);
    const resumed = await multiroi([...evaluate, '--out', 'killed', '--resume']);
    expect(resumed.code).toBe(0);
    expect(resumed.err).toMatch(/6 people, [1-6] of them done before/);
  }
  for (const name of FILES) {
    const of = (folder: string): Promise<Buffer> => readFile(join(cwd, folder, name));
    expect((await of('killed')).equals(await of('whole')), name).toBe(true);
  }
  expect((await readdir(join(cwd, 'killed'))).toSorted()).toEqual([...FILES, 'worst'].toSorted());

  const compared = await multiroi(['evaluate', '--compare', 'whole', 'killed', '--json']);
  const [{ all }] = JSON.parse(compared.out) as [{ all: { difference: number }[] }];
  for (const { difference } of all) expect(difference).toBe(0);
});
