import { expect, test } from 'vitest';
import { bareRecord } from '../../../test/support/records.ts';
import { boxInfos, PAPER5 } from '../../camera/index.ts';
import { networkConfig } from '../../network/index.ts';
import type { PixelImage } from '../../platform/index.ts';
import { Rng } from '../../base/index.ts';
import { AUGMENTATION, drawAugmentation, NO_AUGMENTATION } from './augmentation.ts';
import { applyChannelGains } from './channel-gains.ts';
import { drawOccluders, occluderNoise, OCCLUDERS } from './occluders.ts';
import { drawRoiSet, RANDOM_ROIS } from './random-rois.ts';
import { baseRoiOf, cutSample, sampleOptions } from './sample.ts';

const grey = (width: number, height: number): PixelImage => ({
  width,
  height,
  data: new Uint8Array(3 * width * height).fill(128),
});

test('draws stay in their limits and are as frequent as they say', () => {
  const rng = new Rng('draws');
  const count = 2000;
  const draws = Array.from({ length: count }, () => drawAugmentation(AUGMENTATION, 5, rng));
  const share = (test: (d: (typeof draws)[0]) => boolean): number =>
    draws.filter(test).length / count;
  // five standard deviations of a share of 2000
  expect(Math.abs(share(({ flip }) => flip) - 0.5)).toBeLessThan(0.056);
  expect(Math.abs(share(({ turnDeg }) => turnDeg === 0) - 0.6)).toBeLessThan(0.055);
  // a normal number is beyond two deviations, and so cut to 60°, in 4.6 % of the turned 40 %
  expect(Math.abs(share(({ turnDeg }) => Math.abs(turnDeg) === 60) - 0.018)).toBeLessThan(0.015);
  // and beyond one, for the zoom, in 31.7 %
  expect(Math.abs(share(({ zoom }) => Math.abs(zoom - 1) === 0.25) - 0.317)).toBeLessThan(0.052);
  for (const { zoom, channelGains } of draws) {
    expect(zoom).toBeGreaterThanOrEqual(0.75);
    expect(zoom).toBeLessThanOrEqual(1.25);
    for (const gain of channelGains) {
      expect(gain).toBeGreaterThanOrEqual(0.6);
      expect(gain).toBeLessThan(1.4);
    }
  }
});

test('colours are truncated, not rounded, and cut at 255', () => {
  const crop = { width: 2, height: 1, data: Uint8Array.of(101, 101, 101, 250, 250, 250) };
  applyChannelGains(crop, [1.29, 0.6, 1]);
  expect([...crop.data]).toEqual([130, 60, 101, 255, 150, 250]);
});

test('occluders hide a part of a crop, by their seed', () => {
  const noise = occluderNoise();
  const drawn = (seed: number): Uint8Array => {
    const crop = grey(96, 128);
    drawOccluders(crop, { ...OCCLUDERS, probability: 1 }, new Rng(seed), noise);
    return crop.data;
  };
  const first = drawn(1);
  expect(drawn(1)).toEqual(first);
  expect(drawn(2)).not.toEqual(first);
  const hidden = first.filter((v) => v !== 128).length / first.length;
  expect(hidden).toBeGreaterThan(0.005);
  expect(hidden).toBeLessThan(0.9);
  const spared = grey(96, 128);
  drawOccluders(spared, { ...OCCLUDERS, probability: 0 }, new Rng(1), noise);
  expect(spared.data.every((v) => v === 128)).toBe(true);
});

test('random RoIs start with the box and stay in reach', () => {
  const { offsets, scales } = drawRoiSet(RANDOM_ROIS, 40, new Rng(5));
  expect([offsets[0], scales[0]]).toEqual([[0, 0], 1]);
  expect(offsets).toHaveLength(40);
  expect(offsets.flat().every((v) => Math.abs(v) <= 0.1)).toBe(true);
  expect(scales.every((v) => v >= 0.65 && v <= 1.5)).toBe(true);
  expect(new Set(scales).size).toBe(40);
});

test('the base box follows visible joints; without any it is the file', () => {
  const keypoints24 = new Float32Array(72);
  keypoints24.set([10, 20, 1, 40, 60, 1, 900, 900, 0]);
  const record = { ...bareRecord(), keypoints24 };
  expect(baseRoiOf(record, 'rect')).toEqual({ center: [25, 40], size: 48, width: 36 });
  expect(baseRoiOf(bareRecord(), 'rect')).toEqual({ center: [60, 45], size: 80, width: 60 });
  keypoints24.fill(0, 3);
  expect(baseRoiOf(record, 'square')).toEqual({ center: [60, 45], size: 80, width: 80 });
});

test("OpenPose's confidences are weighted, the others are not", () => {
  const record = {
    ...bareRecord(),
    keypoints24: new Float32Array(72).map((_, i) => (i % 3 === 2 ? 1 : i)),
    openpose25: new Float32Array(75).fill(0.8),
  };
  const confidences = (openposeWeight: number): Float32Array => {
    const options = sampleOptions(networkConfig({ model: 'light', openposeWeight }), PAPER5);
    const { keypoints } = cutSample(record, grey(120, 90), options, new Rng(0));
    return keypoints.filter((_, i) => i % 3 === 2).slice(0, 49);
  };
  const half = confidences(0.5);
  expect(half.slice(0, 25).every((c) => c === Math.fround(0.4))).toBe(true);
  expect(half.slice(25).every((c) => c === 1)).toBe(true);
  expect(
    confidences(0)
      .slice(0, 25)
      .every((c) => c === 0),
  ).toBe(true);
});

test('an annotated focal length reaches every RoI, or the first alone', () => {
  const record = { ...bareRecord(), focalPx: 300 };
  const cut = (preset: 'paper' | 'official') => {
    const options = sampleOptions(networkConfig({ model: 'resnet50', preset }), PAPER5);
    return cutSample(record, grey(120, 90), options, new Rng(0), NO_AUGMENTATION);
  };
  const { rois, boxes, intrinsics } = cut('paper');
  expect(intrinsics).toMatchObject({ fx: 300, cx: 60, cy: 45, focalSource: 'given' });
  expect(boxes).toEqual(boxInfos(rois, intrinsics));
  const official = cut('official');
  const estimate = { ...intrinsics, fx: 150, fy: 150 };
  expect(official.boxes.subarray(0, 3)).toEqual(boxes.subarray(0, 3));
  expect(official.boxes.subarray(3)).toEqual(boxInfos(rois.slice(1), estimate));
});
