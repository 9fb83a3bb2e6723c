import { expect, test } from 'vitest';
import { PAPER5, resolveIntrinsics } from '../camera/index.ts';
import type { CropEncoder } from '../inference/index.ts';
import { Rng } from '../base/index.ts';
import { Featuriser, NO_JITTER, type TruePerson } from './featurise.ts';

/** Says the mean brightness of each crop. */
const brightness: CropEncoder = {
  format: { width: 8, height: 8, normalisation: { mean: [0, 0, 0], std: [1, 1, 1] } },
  width: 1,
  peoplePerRun: 1,
  encode: (planes) => {
    const crop = 3 * 64;
    const mean = (m: number): number =>
      planes.subarray(m * crop, (m + 1) * crop).reduce((a, b) => a + b, 0) / crop;
    return Promise.resolve(Float32Array.from(PAPER5.scales, (_, m) => mean(m)));
  },
};

const image = { width: 100, height: 80, data: new Uint8Array(3 * 100 * 80).fill(255) };
const intrinsics = resolveIntrinsics({ width: 100, height: 80 });

/** Joints on a 20×40 box about (50, 40), the last of them wherever it is put. */
function person(lastX: number): TruePerson {
  const joints2d = Float32Array.from({ length: 48 }, (_, i) => (i % 2 === 0 ? 50 : 40));
  joints2d.set([40, 20, 60, 60]);
  joints2d.set([lastX, 40], 46);
  return { pose: new Float32Array(72), betas: new Float32Array(10), t: [0, 0, 4], joints2d };
}

test('regions stand about the joints, padded by 1.2', async () => {
  const row = await new Featuriser(brightness, PAPER5).row(
    image,
    intrinsics,
    person(50),
    NO_JITTER,
    new Rng(1),
  );
  expect(row.sizes[0]).toBeCloseTo(48, 4);
  expect(row.sizes[1]).toBeCloseTo(72, 4);
  expect([...row.centers.subarray(0, 4)].map((x) => Math.round(x * 100) / 100)).toEqual([
    0, 0, 4.8, 0,
  ]);
  expect(row.features).toHaveLength(5);
  expect(row.translation[2]).toBe(4);
});

test('a joint outside the picture widens the box only where it may', async () => {
  const featuriser = new Featuriser(brightness, PAPER5);
  const all = await featuriser.row(image, intrinsics, person(160), NO_JITTER, new Rng(1));
  const inside = { ...NO_JITTER, insideOnly: 1 };
  const seen = await featuriser.row(image, intrinsics, person(160), inside, new Rng(1));
  expect(all.sizes[0]).toBeCloseTo(144, 4);
  expect(seen.sizes[0]).toBeCloseTo(48, 4);
  const behind = await featuriser.row(image, intrinsics, person(NaN), NO_JITTER, new Rng(1));
  expect(behind.sizes[0]).toBeCloseTo(48, 4);
  expect(behind.confidence[23]).toBe(0);
});

test('jitter stays in its range and is the same for the same seed', async () => {
  const featuriser = new Featuriser(brightness, PAPER5);
  const jitter = { shiftSd: 0.05, scale: [0.8, 1.25], insideOnly: 0 } as const;
  const sizes: number[] = [];
  for (let i = 0; i < 40; i++) {
    const row = await featuriser.row(image, intrinsics, person(50), jitter, new Rng(i));
    sizes.push(row.sizes[0] / 48);
  }
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(0.8);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1.25);
  expect(new Set(sizes).size).toBe(40);
  const again = await featuriser.row(image, intrinsics, person(50), jitter, new Rng(7));
  expect(again.sizes[0] / 48).toBe(sizes[7]);
});
