/** A MoveNet that sees what a test wants. */

import { MOVENET_CELLS, MOVENET_KEYPOINTS, MOVENET_SIDE } from '../../src/network/index.ts';
import type { HostTensor, Session } from '../../src/platform/index.ts';

/** One crop's person: key-points spread over a rectangle of the crop's pixels, all with one score. */
export interface SeenPerson {
  readonly rectangle: readonly [x0: number, y0: number, x1: number, y1: number];
  readonly score: number;
}

const K = MOVENET_KEYPOINTS.length;
const AREA = MOVENET_CELLS * MOVENET_CELLS;
const CELL = MOVENET_SIDE / MOVENET_CELLS;
/** Where in the rectangle each key-point is, in its sides: corners and what lies between. */
const placeIn = (k: number): readonly [number, number] => [(k % 4) / 3, Math.floor(k / 4) / 4];

/** Answers crop after crop, and tells how many it was asked. */
export function moveNetSeeing(answers: readonly SeenPerson[]): Session & { crops: number } {
  const session: Session & { crops: number } = {
    crops: 0,
    inputNames: ['images'],
    outputNames: ['heatmaps', 'centre', 'regression', 'offsets'],
    inputShapes: { images: [null, 3, MOVENET_SIDE, MOVENET_SIDE] },
    provider: 'test',
    run: ({ images }) => {
      const N = images?.shape[0] ?? 0;
      const planes = (channels: number, fill: number): HostTensor & { data: Float32Array } => ({
        type: 'float32',
        shape: [N, channels, MOVENET_CELLS, MOVENET_CELLS],
        data: new Float32Array(N * channels * AREA).fill(fill),
      });
      const heads = {
        heatmaps: planes(K, -20),
        centre: planes(1, -20),
        regression: planes(2 * K, 0),
        offsets: planes(2 * K, 0),
      };
      const middle = (MOVENET_CELLS / 2) * (MOVENET_CELLS + 1);
      for (let n = 0; n < N; n++) {
        const answer = answers[session.crops++];
        heads.centre.data[n * AREA + middle] = 5;
        if (answer === undefined) continue;
        const [x0, y0, x1, y1] = answer.rectangle;
        for (let k = 0; k < K; k++) {
          const [u, v] = placeIn(k);
          const x = (x0 + u * (x1 - x0) + 0.5) / CELL;
          const y = (y0 + v * (y1 - y0) + 0.5) / CELL;
          const cell = Math.floor(y) * MOVENET_CELLS + Math.floor(x);
          const heat = Math.log(answer.score / (1 - answer.score));
          const at = (channel: number, place: number): number =>
            (2 * K * n + channel) * AREA + place;
          heads.heatmaps.data[(K * n + k) * AREA + cell] = heat;
          heads.regression.data[at(2 * k, middle)] = Math.floor(y) - MOVENET_CELLS / 2;
          heads.regression.data[at(2 * k + 1, middle)] = Math.floor(x) - MOVENET_CELLS / 2;
          heads.offsets.data[at(2 * k, cell)] = y - Math.floor(y);
          heads.offsets.data[at(2 * k + 1, cell)] = x - Math.floor(x);
        }
      }
      return Promise.resolve(heads);
    },
    dispose: () => Promise.resolve(),
  };
  return session;
}
