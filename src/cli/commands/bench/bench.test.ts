import { expect, test } from 'vitest';
import { testIo } from '../../../../test/support/io.ts';
import { lightPlatform } from '../../../../test/support/light.ts';
import { BENCH_STAGES, median, type BenchRow } from './measure.ts';
import { runMain } from '../../run.ts';
import { COMMANDS } from '../../commands.ts';

test('the median is a value that was measured', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2);
});

async function run(...args: string[]) {
  const platform = lightPlatform();
  const io = testIo({ platform: () => Promise.resolve(platform) });
  const code = await runMain(COMMANDS, '0', ['bench', '--repeat', '2', ...args], io);
  return { code, out: io.out(), platform };
}

test('every stage is measured, cold and warm, for one region and for five', async () => {
  const { code, out, platform } = await run('--box', '50,50,300,400', '--json');
  expect(code).toBe(0);
  const [{ rows }] = JSON.parse(out) as [{ rows: BenchRow[] }];
  expect(rows.map(({ rois, people }) => [rois, people])).toEqual([
    [1, 1],
    [5, 1],
  ]);
  for (const { cold, warm, peakMb, peoplePerSecond } of rows) {
    expect(Object.keys(cold).toSorted()).toEqual(BENCH_STAGES.toSorted());
    expect(Object.keys(warm)).not.toContain('load');
    expect(peakMb).toBeGreaterThan(10);
    expect(peoplePerSecond).toBeGreaterThan(0);
  }
  // one cold run and two warm ones of each, and in each BlazePose's two looks at the person
  const looks = [1, 5].flatMap((rois) => [rois, 1, 1, rois, 1, 1, rois, 1, 1]);
  expect(platform.runs).toEqual(looks);
  expect(platform.alive()).toBe(0);
});

test('the table has a line a stage', async () => {
  const { out } = await run('--box', '50,50,300,400');
  const lines = out.split('\n');
  expect(lines[0]).toMatch(/^ms +M=1 cold +M=1 warm +M=5 cold +M=5 warm$/);
  expect(lines.slice(1, 1 + BENCH_STAGES.length).map((line) => line.split(' ')[0])).toEqual([
    ...BENCH_STAGES,
  ]);
});
