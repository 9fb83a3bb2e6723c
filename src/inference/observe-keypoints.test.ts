import { describe, expect, test } from 'vitest';
import type { HostTensor, Session } from '../platform/index.ts';
import { MOVENET_CELLS } from '../network/index.ts';
import { observeKeypoints } from './observe-keypoints.ts';

const CELL = { nose: [30, 20], leftWrist: [40, 10] } as const;
const LEFT_WRIST = 9;
const RIGHT_WRIST = 10;

/** A network that sees the nose and the left wrist in the same cells of every crop, and nothing else. */
function fixedSession(seen: Float32Array[]): Session {
  const area = MOVENET_CELLS ** 2;
  const planes = (N: number, C: number, fill: number): HostTensor => ({
    type: 'float32',
    shape: [N, C, MOVENET_CELLS, MOVENET_CELLS],
    data: new Float32Array(N * C * area).fill(fill),
  });
  return {
    inputNames: ['images'],
    outputNames: [],
    inputShapes: {},
    provider: 'cpu',
    run: ({ images }) => {
      const [N] = images.shape;
      if (images.data instanceof Float32Array) seen.push(images.data);
      const heatmaps = planes(N, 17, -9);
      for (let n = 0; n < N; n++) {
        const put = (k: number, [x, y]: readonly [number, number]): void => {
          heatmaps.data[(n * 17 + k) * area + y * MOVENET_CELLS + x] = 3;
        };
        put(0, CELL.nose);
        put(LEFT_WRIST, CELL.leftWrist);
      }
      return Promise.resolve({
        heatmaps,
        centre: planes(N, 1, 0),
        regression: planes(N, 34, 0),
        offsets: planes(N, 34, 0.5),
      });
    },
    dispose: () => Promise.resolve(),
  };
}

const image = { width: 64, height: 48, data: new Uint8Array(3 * 64 * 48) };
image.data.fill(255, 0, 3 * 64);
/** Two image pixels to a crop's cell: 128 across 64 cells. */
const roi = { center: [70, 60], size: 128, width: 128 } as const;
/** Centre of a cell in crop pixels, and from the crop's middle in image pixels. */
const inImage = (cell: number, centre: number): number =>
  centre + (4 * (cell + 0.5) - 0.5 - 128) / 2;

describe('observed key-points', () => {
  test('are in pixels of the image, also of a rolled view', async () => {
    const [plain, turned] = await observeKeypoints(fixedSession([]), image, [
      [{ roi }],
      // the view is the image turned a quarter about its origin
      [{ roi, viewFromImage: [0, -1, 0, 1, 0, 0] }],
    ]);
    const nose = [inImage(CELL.nose[0], 70), inImage(CELL.nose[1], 60)];
    expect([...plain.points.subarray(0, 2)]).toEqual(nose.map((x) => expect.closeTo(x, 3)));
    expect([...turned.points.subarray(0, 2)]).toEqual([
      expect.closeTo(nose[1], 3),
      expect.closeTo(-nose[0], 3),
    ]);
    expect(plain.scores[0]).toBeCloseTo(1 / (1 + Math.exp(-3)), 6);
    expect(plain.scores[RIGHT_WRIST]).toBeLessThan(0.01);
  });

  test('of a box alone: what is around it is black', async () => {
    const seen: Float32Array[] = [];
    const white = { width: 200, height: 200, data: new Uint8Array(3 * 200 * 200).fill(255) };
    const only = { x0: 40, y0: 50, x1: 80, y1: 70 };
    await observeKeypoints(fixedSession(seen), white, [[{ roi, only }]]);
    const bright: number[] = [];
    for (let i = 0; i < 256 * 256; i++) if (seen[0][i] > 0.5) bright.push(i);
    // two pixels of a crop to one of the image
    const xs = bright.map((i) => i % 256);
    const ys = bright.map((i) => Math.floor(i / 256));
    expect([Math.min(...xs), Math.max(...xs)]).toEqual([2 * (40 - 70) + 128, 2 * (80 - 70) + 128]);
    expect([Math.min(...ys), Math.max(...ys)]).toEqual([2 * (50 - 60) + 128, 2 * (70 - 60) + 128]);
  });

  test('of a mirrored crop change sides', async () => {
    const seen: Float32Array[] = [];
    const [own] = await observeKeypoints(fixedSession(seen), image, [[{ roi, mirrored: true }]]);
    expect(own.scores[RIGHT_WRIST]).toBeGreaterThan(0.9);
    expect(own.scores[LEFT_WRIST]).toBeLessThan(0.01);
    const mirrored = 255 - (4 * (CELL.leftWrist[0] + 0.5) - 0.5);
    expect(own.points[2 * RIGHT_WRIST]).toBeCloseTo(70 + (mirrored - 128) / 2, 3);
    const [plain] = await (async () => {
      await observeKeypoints(fixedSession(seen), image, [[{ roi }]]);
      return seen.slice(1);
    })();
    // the first channel's rows, reversed
    for (let x = 0; x < 256; x++) expect(seen[0][10 * 256 + x]).toBe(plain[10 * 256 + 255 - x]);
  });

  test('belong to their people, however many crops a run takes', async () => {
    const people = [1, 2, 3, 1].map((count, p) =>
      Array.from({ length: count }, () => ({ roi: { ...roi, center: [100 * p, 60] as const } })),
    );
    const found = await observeKeypoints(fixedSession([]), image, people);
    expect(found.map(({ points }) => points[0])).toEqual(
      [0, 1, 2, 3].map((p) => expect.closeTo(inImage(CELL.nose[0], 100 * p), 3)),
    );
    expect(found.every(({ spreadPx }) => spreadPx.every((px) => px < 1e-3))).toBe(true);
  });
});
