/** @file Crops and box information of five RoIs through the whole of `cutSample`, against the reference data. */
import { expect, test } from 'vitest';
import { PAPER5 } from '../../src/camera/index.ts';
import { cutSample, NO_AUGMENTATION, sampleOptions } from '../../src/training/index.ts';
import { type PersonRecord } from '../../src/dataset/index.ts';
import { networkConfig } from '../../src/network/index.ts';
import { Rng } from '../../src/base/index.ts';
import { hashedImage } from '../support/hashed-image.ts';
import { bareRecord } from '../support/records.ts';
import camera from './camera.json' with { type: 'json' };
import golden from './crop.json' with { type: 'json' };

const options = sampleOptions(networkConfig({ model: 'resnet50', preset: 'official' }), PAPER5);
const sum = (data: Uint8Array): number => data.reduce((total, v) => total + v, 0);
const noMinusZero = (affine: readonly number[]): number[] => affine.map((v) => v + 0);

function record(center: readonly number[], scale: number): PersonRecord {
  return { ...bareRecord(), center: [center[0], center[1]], scale };
}

test.each([0, 17.5])('official, turned %s°: every byte of every crop', (turnDeg) => {
  const crops = golden.crops.filter(({ rot }) => rot === turnDeg);
  const { center, scale } = crops[0];
  const augmentation = { ...NO_AUGMENTATION, turnDeg };
  const picture = hashedImage(160, 120);
  const sample = cutSample(record(center, scale), picture, options, new Rng(0), augmentation);
  expect(crops).toHaveLength(5);
  crops.forEach((want, m) => {
    const { data } = sample.crops[m];
    expect([sum(data), data.reduce((total, v, i) => total + v * (i % 251), 0)]).toEqual([
      want.sum,
      want.weighted,
    ]);
    expect(noMinusZero(sample.cropFromPicture[m])).toEqual(noMinusZero(want.full_trans.flat()));
    expect(noMinusZero(sample.cropFromTurned[m])).toEqual(noMinusZero(want.crop_trans.flat()));
  });
});

test('box information of five RoIs is exact in float32', () => {
  const { roi } = camera;
  const width = roi.img_w;
  const height = roi.img_h;
  const picture = { width, height, data: new Uint8Array(3 * width * height) };
  const sample = cutSample(record(roi.center[0], roi.scale[0]), picture, options, new Rng(0));
  expect([...sample.boxes]).toEqual(roi.bbox_info.flat());
});
