import { expect, test } from 'vitest';
import { nodePlatform } from '../node/index.ts';
import type { Platform, Runtime, Session } from '../platform.ts';
import { Pipelines, sharingRuntime } from './pipelines.ts';

/** A runtime that runs nothing, and what was made and released in it. */
function counting(): { runtime: Runtime; made: number[]; released: number[] } {
  const made: number[] = [];
  const released: number[] = [];
  const createSession = async ([first = 0]: Uint8Array): Promise<Session> => {
    if (first === 0) throw new Error('no model');
    made.push(first);
    return {
      inputNames: [],
      outputNames: [],
      inputShapes: {},
      provider: 'none',
      run: async () => ({}),
      dispose: async () => {
        released.push(first);
      },
    };
  };
  return { runtime: { createSession }, made, released };
}

test('the same model is compiled once, and released by the last who has it', async () => {
  const { runtime, made, released } = counting();
  const sharing = sharingRuntime(runtime);
  const ask = (first: number): Promise<Session> => sharing.createSession(Uint8Array.of(first));
  const [a, b, other] = await Promise.all([ask(1), ask(1), ask(2)]);
  expect(made).toHaveLength(2);
  await a.dispose();
  await a.dispose();
  expect(released).toEqual([]);
  await b.dispose();
  await other.dispose();
  expect(released).toEqual([1, 2]);
  await ask(1);
  expect(made).toHaveLength(3);
});

test('a model that cannot be compiled is tried again by the next who asks', async () => {
  const sharing = sharingRuntime(counting().runtime);
  for (let i = 0; i < 2; i++) {
    await expect(sharing.createSession(Uint8Array.of(0))).rejects.toThrow(/no model/);
  }
});

test('another number of regions brings its heads and nothing else, and goes when it is too many', async () => {
  const names: string[] = [];
  let compiled = 0;
  const runtime: Runtime = {
    createSession: (model, options) => {
      compiled++;
      return nodePlatform.runtime.createSession(model, options);
    },
  };
  const platform: Platform = { ...nodePlatform, runtime };
  const pipelines = await Pipelines.load(platform, {}, ({ name }) => names.push(name), 1);
  expect(new Set(names)).toEqual(
    new Set([
      'ssd-person',
      'blazepose-full',
      'multiroi-light-features-m5-b1',
      'multiroi-light-features-m5-b4',
    ]),
  );
  expect(await pipelines.of(5)).toBe(await pipelines.of());
  const before = compiled;
  const three = await pipelines.of(3);
  expect(await pipelines.of(3)).toBe(three);
  const side = 64;
  const data = new Uint8Array(3 * side * side).fill(128);
  const box = { x0: 8, y0: 8, x1: 40, y1: 56 };
  const photo = { width: side, height: side, data, exifFocalPx: null };
  const result = await three.reconstruct(photo, { boxes: [{ box, score: 1 }] });
  expect(result.model.rois).toBe(3);
  expect(compiled - before).toBe(1);
  const two = await pipelines.of(2);
  await expect(three.reconstruct(photo)).rejects.toThrow(/disposed/);
  // what they shared is still there
  const boxes = [{ box, score: 1 }];
  for (const each of [two, await pipelines.of()]) {
    expect((await each.reconstruct(photo, { boxes })).model).toBe(each.model);
  }
});
