import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sampleMotion } from '../../../test/support/motion.ts';
import { picturesOf, scriptedEye } from '../../../test/support/scripted-eye.ts';
import { loadBody } from '../../body/index.ts';
import type { VideoPicture } from '../../platform/index.ts';
import { startLive, type LiveFrame, type LiveOptions } from './live.ts';
import type { Onlooker } from './watch.ts';

const body = loadBody(readFileSync('assets/body/open.safetensors'));
const motion = sampleMotion(body);

/** Several turns of everybody who waits for one. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

/**
 * Pictures at their times, on a clock of the test's own; who looks takes `perPersonMs` a person, during which others come.
 */
async function seen(perPersonMs: number, options: LiveOptions = {}): Promise<LiveFrame[]> {
  let now = 0;
  const pictures: VideoPicture[] = [];
  for await (const picture of picturesOf(motion)) pictures.push(picture);
  let next = 0;
  let wake: () => void = () => {};
  const stream = async function* (): AsyncGenerator<VideoPicture, void, undefined> {
    while (next < pictures.length) {
      const picture = pictures[next];
      while (1000 * picture.seconds > now) await new Promise<void>((resolve) => (wake = resolve));
      next++;
      yield picture;
    }
  };
  const pass = async (ms: number): Promise<void> => {
    now += ms;
    wake();
    await settle();
  };
  const scripted = scriptedEye(motion, body);
  const eye: Onlooker = {
    ...scripted,
    async reconstructPhoto(photo, each) {
      const answer = await scripted.reconstructPhoto(photo, each);
      const most = typeof each.persons === 'number' ? each.persons : Infinity;
      const people = answer.result.people.slice(0, most);
      await pass(Math.max(1, people.length) * perPersonMs);
      return {
        ...answer,
        result: { ...answer.result, people },
        looks: answer.looks.slice(0, most),
      };
    },
  };
  const frames: LiveFrame[] = [];
  const run = startLive({ eye, body, nowMs: () => now }, stream(), { searchS: 0, ...options });
  let done = false;
  const all = (async () => {
    for await (const frame of run) frames.push(frame);
    done = true;
  })();
  while (!done) await pass(1);
  await all;
  return frames;
}

describe('a stream of 25 pictures a second', () => {
  test('is looked at whole by who is fast enough', async () => {
    const frames = await seen(5);
    expect(frames.map(({ seconds }) => Math.round(25 * seconds))).toEqual([...Array(40).keys()]);
    expect(frames.at(-1)?.dropped).toBe(0);
    expect(Math.max(...frames.map(({ latencyMs }) => latencyMs))).toBeLessThan(15);
  });

  test('loses pictures, and counts them, when a look takes longer', async () => {
    const frames = await seen(100, { latencyMs: 1000 });
    const { dropped = 0 } = frames.at(-1) ?? {};
    expect(dropped).toBe(40 - frames.length);
    expect(dropped).toBeGreaterThan(20);
    // the newest one each time, not the next one
    const steps = frames.map(({ seconds }) => Math.round(25 * seconds));
    expect(steps.every((step, i) => i === 0 || step > steps[i - 1])).toBe(true);
    expect(Math.max(...frames.map(({ latencyMs }) => latencyMs))).toBeLessThan(300);
    expect(new Set(frames.flatMap(({ result }) => result.people.map(({ id }) => id)))).toEqual(
      new Set([0, 1]),
    );
  });

  test('has fewer people looked at when there is not the time for all', async () => {
    const frames = await seen(60, { latencyMs: 100 });
    expect(frames.slice(1).every(({ mostPeople }) => mostPeople === 1)).toBe(true);
    expect(frames.slice(1).every(({ result }) => result.people.length <= 1)).toBe(true);
  });
});

test('what the stream throws comes through, and what cannot be meant is said', async () => {
  // oxlint-disable-next-line require-yield
  const broken = async function* (): AsyncGenerator<VideoPicture, void, undefined> {
    await Promise.resolve();
    throw new Error('unplugged');
  };
  const parts = { eye: scriptedEye(motion, body), body, nowMs: () => 0 };
  await expect(startLive(parts, broken(), {}).next()).rejects.toThrow('unplugged');
  expect(() => startLive(parts, broken(), { latencyMs: 0 })).toThrow(
    expect.objectContaining({ code: 'E_RANGE' }),
  );
});
