import { expect, test } from 'vitest';
import { nodePlatform } from '../node/index.ts';
import type { Platform, Runtime } from '../platform/index.ts';
import { Pipelines } from './pipelines.ts';

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
      'blazepose-full',
      'nanodet',
      'movenet-multipose',
      'movenet-thunder',
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
