import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sampleMotion } from '../../../test/support/motion.ts';
import { picturesOf, scriptedEye } from '../../../test/support/scripted-eye.ts';
import { loadBody } from '../../body/index.ts';
import type { Motion } from '../../result/index.ts';
import type { SeenFrame } from './observation.ts';
import { afterFrame, NOTHING_SEEN, watch, type WatchState } from './watch.ts';

const body = loadBody(readFileSync('assets/body/open.safetensors'));
const motion = sampleMotion(body);

async function seenOf(
  of: Motion,
  from: WatchState = NOTHING_SEEN,
  searchS = 0.5,
): Promise<{ frames: SeenFrame[]; calls: string[] }> {
  const eye = scriptedEye(of, body);
  const frames: SeenFrame[] = [];
  for await (const { frame } of watch(eye, picturesOf(of), { each: {}, searchS, from })) {
    frames.push(frame);
  }
  return { frames, calls: eye.calls };
}

const searched = (calls: readonly string[]): number[] =>
  calls.filter((call) => call.startsWith('find')).map((call) => Number(call.slice(5)));

test('people are looked for now and then, sooner when somebody was lost, and followed in between', async () => {
  const { frames, calls } = await seenOf(motion);
  // 25 a second: at the first, half a second later, a tenth of a second after frame 12 lost one, …
  const finds = searched(calls);
  expect(finds[0]).toBe(0);
  expect(finds.every((f, i) => i === 0 || f - finds[i - 1] <= 13)).toBe(true);
  expect(frames.map(({ index }) => index)).toEqual(Array.from({ length: 40 }, (_, i) => i));
  expect(frames.filter(({ isSearched }) => isSearched).map(({ index }) => index)).toEqual(finds);
  const lost = frames.findIndex(
    ({ people }, i) => i > 0 && people.length < frames[i - 1].people.length,
  );
  expect(finds.some((f) => f > lost && f <= lost + 4)).toBe(true);
});

test('with 0 they are looked for in every picture', async () => {
  const { calls } = await seenOf(motion, NOTHING_SEEN, 0);
  expect(searched(calls)).toHaveLength(40);
});

test('another shot is searched at once', async () => {
  const { frames, calls } = await seenOf({ ...motion, cuts: [7] });
  expect(frames.filter(({ isCut }) => isCut).map(({ index }) => index)).toEqual([7]);
  expect(searched(calls).slice(0, 2)).toEqual([0, 7]);
});

test('who goes on from any frame sees what the others saw', async () => {
  const { frames } = await seenOf(motion);
  for (const stop of [1, 5, 13, 14, 25, 39]) {
    const state = frames.slice(0, stop).reduce(afterFrame, NOTHING_SEEN);
    const again = await seenOf(motion, state);
    expect(again.frames).toEqual(frames.slice(stop));
  }
});
