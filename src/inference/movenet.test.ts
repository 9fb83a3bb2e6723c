import { expect, test } from 'vitest';
import { expectClose, TOLERANCE } from '../../test/support/close.ts';
import type { HostTensor } from '../platform/index.ts';
import { MOVENET_CELLS, MOVENET_KEYPOINTS } from '../network/index.ts';
import { decodeMoveNet } from './movenet.ts';

const K = MOVENET_KEYPOINTS.length;
const AREA = MOVENET_CELLS * MOVENET_CELLS;
const planes = (channels: number, fill: number): HostTensor & { data: Float32Array } => ({
  type: 'float32',
  shape: [1, channels, MOVENET_CELLS, MOVENET_CELLS],
  data: new Float32Array(channels * AREA).fill(fill),
});
const cellOf = (y: number, x: number): number => y * MOVENET_CELLS + x;

/** Heads that say nothing. */
const silent = () => ({
  heatmaps: planes(K, -20),
  centre: planes(1, -20),
  regression: planes(2 * K, 0),
  offsets: planes(2 * K, 0),
});

test('a cell and its offset are pixels: the middle of the crop is 127.5', () => {
  const heads = silent();
  heads.centre.data[cellOf(32, 32)] = 5;
  heads.heatmaps.data[cellOf(32, 32)] = 0;
  const nose = decodeMoveNet(heads, 0);
  expect([...nose.points.subarray(0, 2)]).toEqual([127.5, 127.5]);
  expectClose([nose.scores[0]], [0.5], TOLERANCE.f32);

  // y before x at the source, x before y here
  heads.offsets.data[cellOf(32, 32)] = 0.25;
  heads.offsets.data[AREA + cellOf(32, 32)] = -0.5;
  expect([...decodeMoveNet(heads, 0).points.subarray(0, 2)]).toEqual([125.5, 128.5]);
});

test('of two equal peaks the one nearer to where the centre puts it is taken', () => {
  const heads = silent();
  const wrist = MOVENET_KEYPOINTS.indexOf('leftWrist');
  const centre = cellOf(30, 35);
  heads.centre.data[centre] = 5;
  heads.heatmaps.data[wrist * AREA + cellOf(10, 40)] = 3;
  heads.heatmaps.data[wrist * AREA + cellOf(50, 20)] = 3;
  const place = (dy: number, dx: number): number[] => {
    heads.regression.data[2 * wrist * AREA + centre] = dy;
    heads.regression.data[(2 * wrist + 1) * AREA + centre] = dx;
    return [...decodeMoveNet(heads, 0).points.subarray(2 * wrist, 2 * wrist + 2)];
  };
  expect(place(-18, 4)).toEqual([159.5, 39.5]);
  expect(place(18, -13)).toEqual([79.5, 199.5]);
});

test('of two equal centres the one nearer to the middle of the crop counts', () => {
  const heads = silent();
  heads.centre.data[cellOf(33, 30)] = 4;
  heads.centre.data[cellOf(5, 60)] = 4;
  heads.regression.data[cellOf(33, 30)] = -3;
  heads.regression.data[cellOf(5, 60)] = 40;
  heads.heatmaps.data[cellOf(30, 30)] = 2;
  heads.heatmaps.data[cellOf(45, 60)] = 2;
  expect([...decodeMoveNet(heads, 0).points.subarray(0, 2)]).toEqual([119.5, 119.5]);
});

test('a smeared heat-map has a larger spread than a peak', () => {
  const heads = silent();
  heads.centre.data[cellOf(32, 32)] = 5;
  heads.regression.data[cellOf(32, 32)] = -12;
  heads.regression.data[AREA + cellOf(32, 32)] = -12;
  heads.heatmaps.data[cellOf(20, 20)] = 8;
  expect(decodeMoveNet(heads, 0).spreads[0]).toBeLessThan(0.1);
  for (let x = 17; x <= 23; x++) heads.heatmaps.data[cellOf(20, x)] = 8;
  // −3 … 3 cells with equal weights: variance 4, 4 pixels a cell
  expectClose([decodeMoveNet(heads, 0).spreads[0]], [8], 1e-3);
});
