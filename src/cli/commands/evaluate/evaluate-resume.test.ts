import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lightPlatform } from '../../../../test/support/light.ts';
import type { Platform } from '../../../platform/index.ts';
import {
  cwd,
  run,
  put,
  picture,
  synthetic,
  text,
  reportOf,
  useOwnFolder,
} from '../../../../test/support/evaluate-command.ts';

useOwnFolder();

test('a run that is stopped goes on where it was, and says the same to the byte', async () => {
  await synthetic();
  const args = ['synthetic', '--data', 'synth', '--worst', '0'];
  await run([...args, '--out', 'whole']);
  const stop = new AbortController();
  const platform = lightPlatform();
  const stopping: Platform = {
    ...platform,
    images: {
      ...platform.images,
      decode: (...given) => {
        if (given[1] === 'd.png') stop.abort(new Error('interrupted'));
        return platform.images.decode(...given);
      },
    },
  };
  const first = await run([...args, '--out', 'o'], {
    signal: stop.signal,
    platform: () => Promise.resolve(stopping),
  });
  expect(first.code).toBe(130);
  const journal = await text('o/progress.jsonl');
  // as a kill in the middle of a line leaves it
  await put('o/progress.jsonl', `${journal}[{"person":{"id":"c.png#0","im`);
  expect(await run([...args, '--out', 'o'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('got an unfinished one ("o")') as string,
  });
  const other = await run([...args, '--limit', '3', '--out', 'o', '--resume']);
  expect(other.err).toContain('expected the evaluation that began in');
  const { code, err } = await run([...args, '--out', 'o', '--resume']);
  expect(code).toBe(0);
  expect(err).toMatch(/5 people, [1-4] of them done before/);
  for (const name of ['report.json', 'per-sample.csv', 'report.md', 'report.html']) {
    expect(await text(`o/${name}`)).toBe(await text(`whole/${name}`));
  }
});

test('people that failed are tried again, with those of their picture; the others are kept', async () => {
  await synthetic();
  const args = ['synthetic', '--data', 'synth', '--worst', '0'];
  await run([...args, '--out', 'whole']);
  const good = await readFile(join(cwd, 'synth/b.png'));
  await put('synth/b.png', 'no picture');
  const first = await run([...args, '--out', 'o']);
  expect(first.code).toBe(1);
  expect(first.err).toContain('2 people failed; the report names them, --resume tries them again');
  expect((await reportOf('o')).samples).toBe(3);
  // still broken: told again, and kept for another time
  expect(await run([...args, '--out', 'o', '--resume'])).toMatchObject({ code: 1 });
  await put('synth/b.png', good);
  // who was scored is not looked at again
  await rm(join(cwd, 'synth/a.png'));
  await picture('synth/a.png', 'of another content');
  const { code, err } = await run([...args, '--out', 'o', '--resume']);
  expect(code).toBe(0);
  expect(err).toContain('5 people, 3 of them done before');
  for (const name of ['report.json', 'per-sample.csv']) {
    expect(await text(`o/${name}`)).toBe(await text(`whole/${name}`));
  }
  await expect(text('o/progress.jsonl')).rejects.toThrow();
});
