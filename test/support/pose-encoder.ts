/** A pose encoder that says what a test wants. */

import type { HostTensor, Session } from '../../src/platform/index.ts';

/** A pose encoder's answer for one crop: 33 landmarks spread over a rectangle of the crop's pixels. */
export interface Answer {
  readonly rectangle: readonly [x0: number, y0: number, x1: number, y1: number];
  readonly presence: number;
  /** Landmarks from this one on are reported to be outside the crop. */
  readonly seen?: number;
}

/** Answers crop after crop. */
export function answering(answers: readonly Answer[]): Session {
  let next = 0;
  return {
    inputNames: ['images'],
    outputNames: ['landmarks', 'presence'],
    inputShapes: { images: [null, 3, 256, 256] },
    provider: 'test',
    async run({ images }): Promise<Record<string, HostTensor>> {
      const N = images.shape[0];
      const batch = answers.slice(next, (next += N));
      const landmarks = batch.flatMap(({ rectangle: [x0, y0, x1, y1], seen = 33 }) =>
        Array.from({ length: 39 }, (_, k) => [
          x0 + ((x1 - x0) * (k % 6)) / 5,
          y0 + ((y1 - y0) * Math.floor(k / 6)) / 5,
          0,
          9,
          k < seen ? 9 : -9,
        ]).flat(),
      );
      return {
        landmarks: { type: 'float32', shape: [N, 39, 5], data: Float32Array.from(landmarks) },
        presence: {
          type: 'float32',
          shape: [N, 1],
          data: Float32Array.from(batch, ({ presence }) => presence),
        },
      };
    },
    async dispose() {},
  };
}
