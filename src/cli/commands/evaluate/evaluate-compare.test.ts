import { expect, test } from 'vitest';
import {
  run,
  synthetic,
  text,
  reportOf,
  useOwnFolder,
} from '../../../../test/support/evaluate-command.ts';

useOwnFolder();

test('two evaluations beside each other, and refusals of what cannot be compared', async () => {
  await synthetic();
  const args = ['synthetic', '--data', 'synth', '--worst', '0', '--out'];
  await run([...args, 'a']);
  await run([...args, 'b', '--rois', '2']);
  await run([...args, 'few', '--limit', '3']);
  const { code, out } = await run(['--compare', 'a', 'b', '--out', 'ab', '--json']);
  expect(code).toBe(0);
  const [{ all, strata }] = JSON.parse(out) as [
    {
      all: { metric: string; difference: number; interval: [number, number]; a: number }[];
      strata: unknown[];
    },
  ];
  expect(all.map(({ metric }) => metric)).toEqual([
    'mpjpeMm',
    'paMpjpeMm',
    'pveMm',
    'rootMm',
    'depthRatio',
  ]);
  expect(strata).toHaveLength(2);
  const [{ a, difference, interval }] = all as [(typeof all)[number]];
  expect(a).toBeCloseTo((await reportOf('a')).mpjpeMm, 9);
  expect(a + difference).toBeCloseTo((await reportOf('b')).mpjpeMm, 9);
  expect(interval[0]).toBeLessThanOrEqual(difference);
  expect(interval[1]).toBeGreaterThanOrEqual(difference);
  expect(await text('ab/comparison.md')).toContain('| B − A | 95 % interval |');
  expect(await text('ab/comparison.html')).toContain('Stratum seated');
  const same = JSON.parse((await run(['synthetic', '--compare', 'a', 'a', '--json'])).out) as [
    { all: { difference: number; interval: number[] }[] },
  ];
  for (const each of same[0].all) expect([each.difference, ...each.interval]).toEqual([0, 0, 0]);

  const differing = await run(['--compare', 'a', 'few']);
  expect(differing).toMatchObject({ code: 1 });
  expect(differing.err).toMatch(/B: expected the people of the other, got none for /);
  expect((await run(['3dpw', '--compare', 'a', 'b'])).err).toContain(
    'expected two evaluations of 3dpw, got synthetic and synthetic',
  );
  expect((await run(['--compare', 'a', 'nowhere'])).err).toContain('got none ("');
});
