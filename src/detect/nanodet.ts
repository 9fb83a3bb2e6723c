/**
 * @file NanoDet (`nanodet.onnx`, made by tools/convert-human-models.ts), 416×416: people at all sizes
 * from one look. A cell tells the distances from its middle to the four sides of its box, each as a
 * distribution over whole strides, of which the mean counts.
 */

import { throwIfAborted, MultiRoiError } from '../base/index.ts';
import type { Affine } from '../camera/index.ts';
import type { HostTensor, Session } from '../platform/index.ts';
import { dims } from '../base/index.ts';
import {
  NANODET_BINS,
  NANODET_CHANNELS,
  NANODET_SIDE,
  NANODET_STRIDES,
} from './nanodet-network.ts';
import { networkInput, type InputFormat } from './network-input.ts';
import { nonMaximumSuppression } from './overlap.ts';
import { mapBox } from './map-box.ts';
import type { Detection, RegionDetector } from './types.ts';

/** Which of NanoDet's detections stay. */
export interface NanodetOptions {
  /** Detections below this score are dropped. */
  readonly threshold?: number;
  /** Of two boxes of one region that overlap by more (IoU), the better stays. */
  readonly maxOverlap?: number;
}

/**
 * CONTRIBUTOR NOTES. 44 labelled photographs, main people found / ghosts: threshold .3 with overlap .5
 * .909/15, .6 .909/22; threshold .35 .879/9, .4 .828/2. Black around the photograph .899/18, in the
 * corner .889/16, stretched .859/27.
 */
export const NANODET_DEFAULTS: Required<NanodetOptions> = { threshold: 0.3, maxOverlap: 0.5 };

const FORMAT: InputFormat = {
  fit: 'letterboxCentre',
  fill: 114,
  channels: 'rgb',
  gain: 1 / 255,
  offset: 0,
};

/**
 * `wholeDetector(nanodetDetector(session))` looks at a photograph once.
 * @param session of `nanodet.onnx`: images [N, 3, 416, 416] → heads [N, 45, 3549].
 */
export function nanodetDetector(session: Session, options: NanodetOptions = {}): RegionDetector {
  const { threshold, maxOverlap } = { ...NANODET_DEFAULTS, ...options };
  return {
    async detectIn(image, regions, signal) {
      const found: Detection[][] = [];
      for (const region of regions) {
        throwIfAborted('nanodetDetector', signal);
        const input = networkInput(image, [region], NANODET_SIDE, NANODET_SIDE, FORMAT);
        const { heads } = await session.run({ images: input.images });
        const [people] = decodeNanoDet(heads, input.imageFromInput, threshold);
        found.push(nonMaximumSuppression(people, maxOverlap));
      }
      return found;
    },
  };
}

/**
 * The people of each region, before non-maximum suppression.
 * @param heads [N, 45, 3549], see `nanodetNetwork`.
 */
export function decodeNanoDet(
  heads: HostTensor,
  imageFromInput: readonly Affine[],
  threshold: number,
): Detection[][] {
  const cells = gridCells();
  const N = imageFromInput.length;
  const P = cells.length;
  dims('decodeNanoDet', heads.shape, '[N, C, P]', { N, C: NANODET_CHANNELS, P });
  if (!(heads.data instanceof Float32Array)) {
    throw new MultiRoiError('E_SHAPE', `decodeNanoDet: expected float32, got ${heads.type}`);
  }
  const values = heads.data;
  // a sigmoid above the threshold is a logit above its inverse
  const least = Math.log(threshold / (1 - threshold));
  return imageFromInput.map((map, n) => {
    const start = n * NANODET_CHANNELS * P;
    const people: Detection[] = [];
    for (const [cell, { x, y, stride }] of cells.entries()) {
      const logit = values[start + cell];
      if (!(logit >= least)) continue;
      const [left, top, right, bottom] = [0, 1, 2, 3].map((side) => {
        const first = start + (1 + side * NANODET_BINS) * P + cell;
        return stride * meanBin(values, first, P);
      });
      const box = mapBox(map, x - left, y - top, x + right, y + bottom);
      people.push({ box, score: 1 / (1 + Math.exp(-logit)) });
    }
    return people;
  });
}

/** Expectation of the bin's number under the softmax of the logits at `first`, `first + step` …. */
function meanBin(values: Float32Array, first: number, step: number): number {
  let most = -Infinity;
  for (let bin = 0; bin < NANODET_BINS; bin++) most = Math.max(most, values[first + bin * step]);
  let mass = 0;
  let moment = 0;
  for (let bin = 0; bin < NANODET_BINS; bin++) {
    const weight = Math.exp(values[first + bin * step] - most);
    mass += weight;
    moment += weight * bin;
  }
  return moment / mass;
}

/** Middle of a cell in input pixels counted from the edge. */
interface Cell {
  readonly x: number;
  readonly y: number;
  readonly stride: number;
}

function gridCells(): Cell[] {
  return NANODET_STRIDES.flatMap((stride) => {
    const side = NANODET_SIDE / stride;
    return Array.from({ length: side * side }, (_, i) => ({
      x: ((i % side) + 0.5) * stride,
      y: (Math.floor(i / side) + 0.5) * stride,
      stride,
    }));
  });
}
