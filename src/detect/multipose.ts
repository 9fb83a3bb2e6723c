/**
 * @file MoveNet MultiPose (`movenet-multipose.onnx`, made by tools/convert-human-models.ts): up to six
 * people of an image with their boxes and COCO key-points, from one look.
 */

import { sigmoid } from '../math/index.ts';
import { applyAffine, type Affine, type Box } from '../camera/index.ts';
import { MultiRoiError, throwIfAborted } from '../base/index.ts';
import { MOVENET_KEYPOINTS } from '../network/index.ts';
import type { HostTensor, Session } from '../platform/index.ts';
import { dims } from '../base/index.ts';
import { MULTIPOSE_CELL, MULTIPOSE_STEP, type MultiposeOutput } from './multipose-network.ts';
import { networkInput, type InputFormat } from './network-input.ts';
import { byScore } from './overlap.ts';
import { mapBox } from './map-box.ts';
import type { Detection } from './types.ts';

/** A person with the key-points that the detector itself has seen. */
export interface MultiposePerson extends Detection {
  /** [17, 2]: x, y in image pixels, in the order of `MOVENET_KEYPOINTS`. */
  readonly points: Float32Array;
  /** [17]: 0–1. */
  readonly scores: Float32Array;
}

/** How large MoveNet MultiPose sees an image, and whom it keeps. */
export interface MultiposeOptions {
  /** The longer side of the network's input, a multiple of 32; the shorter one follows the region. */
  readonly side?: number;
  /** People below this score are dropped. */
  readonly threshold?: number;
}

/**
 * CONTRIBUTOR NOTES. 44 labelled photographs, main people found / ghosts at threshold .1: side 256
 * .859/2, 320 .838/8, 384 .869/9, 512 .758/18, 640 .687/32. Squares instead of the region's shape give
 * .859/3, .848/9, .848/10, .758/23, .687/30. Grey around the photograph changes nothing.
 */
export const MULTIPOSE_DEFAULTS: Required<MultiposeOptions> = { side: 256, threshold: 0.1 };

const FORMAT: InputFormat = {
  fit: 'letterboxCentre',
  fill: 0,
  channels: 'rgb',
  gain: 1 / 255,
  offset: 0,
};
const K = MOVENET_KEYPOINTS.length;
/** People that decoding looks for: as many as the network was trained for. */
const MOST = 6;
/** Cells from a centre to the edge of the square in which it must be the largest. */
const PEAK_REACH = 2;
/** What counts as equal to the largest. */
const PEAK_TIE = 1e-6;
// .3 and .127 in float16, as the file has them
/** Variance (twice) of how far key-points lie from their regressed places, in shorter sides of the grid. */
const PLACE_VARIANCE = 0.300_048_828_125;
/** Key-points below it do not count for the person's score. */
const LEAST_KEYPOINT = 0.126_953_125;

/** A detector of regions whose people have key-points; `wholeDetector` looks at a photograph once. */
export interface MultiposeDetector {
  detectIn(
    image: Parameters<typeof networkInput>[0],
    regions: readonly Box[],
    signal?: AbortSignal,
  ): Promise<MultiposePerson[][]>;
}

/**
 * @param session of `movenet-multipose.onnx`: images [N, 3, H, W] → the outputs of `multiposeNetwork`.
 * @throws E_RANGE for a side that is no multiple of 32.
 */
export function multiposeDetector(
  session: Session,
  options: MultiposeOptions = {},
): MultiposeDetector {
  const { side, threshold } = { ...MULTIPOSE_DEFAULTS, ...options };
  if (!(side > 0 && side % MULTIPOSE_STEP === 0)) {
    throw new MultiRoiError(
      'E_RANGE',
      `multiposeDetector: expected a side that is a multiple of ${MULTIPOSE_STEP}, got ${side}`,
    );
  }
  return {
    async detectIn(image, regions, signal) {
      const found: MultiposePerson[][] = [];
      for (const region of regions) {
        throwIfAborted('multiposeDetector', signal);
        const [width, height] = inputSize(region, side);
        const input = networkInput(image, [region], width, height, FORMAT);
        const [people] = decodeMultipose(
          await session.run({ images: input.images }),
          input.imageFromInput,
        );
        found.push(byScore(people.filter(({ score }) => score >= threshold)));
      }
      return found;
    },
  };
}

/** The smallest input with the longer side `side` that holds a region's shape. */
function inputSize({ x0, y0, x1, y1 }: Box, side: number): readonly [number, number] {
  const longer = Math.max(x1 - x0, y1 - y0);
  const fitted = (length: number): number =>
    Math.ceil(Math.max((side * length) / longer, 1) / MULTIPOSE_STEP - 1e-6) * MULTIPOSE_STEP;
  return [fitted(x1 - x0), fitted(y1 - y0)];
}

/** A centre of the grid and the box around it, in cells; rows and columns counted from the edge. */
interface Centre {
  readonly score: number;
  readonly y0: number;
  readonly x0: number;
  readonly y1: number;
  readonly x1: number;
  /** [17, 2]: y, x of the regressed places. */
  readonly places: Float32Array;
}

/**
 * Up to six people of each region, best centre first; a score of 0 means a centre without key-points.
 * A person's score is its centre's, times the mean of its key-points' that count.
 */
export function decodeMultipose(
  outputs: Readonly<Record<string, HostTensor>>,
  imageFromInput: readonly Affine[],
): MultiposePerson[][] {
  const N = imageFromInput.length;
  const { h, w } = gridOf(outputs, N);
  return imageFromInput.map((map, n) => {
    const plane = (name: MultiposeOutput, channels: number): Float32Array =>
      planesOf(outputs[name], [N, channels, h, w], n);
    const regression = plane('regression', 2 * K);
    const size = plane('boxSize', 2);
    const offset = plane('boxOffset', 2);
    const centres = peaksOf(sigmoidOf(plane('centre', 1)), h, w).map(({ cell, score }): Centre => {
      const row = Math.floor(cell / w);
      const column = cell % w;
      const y = row + offset[cell];
      const x = column + offset[h * w + cell];
      const halfHeight = Math.max(0, size[cell]) / 2;
      const halfWidth = Math.max(0, size[h * w + cell]) / 2;
      const within = (value: number, most: number): number => Math.max(0, Math.min(value, most));
      return {
        score,
        y0: within(y - halfHeight, h),
        x0: within(x - halfWidth, w),
        y1: within(y + halfHeight, h),
        x1: within(x + halfWidth, w),
        places: Float32Array.from(
          { length: 2 * K },
          (_, i) => (i % 2 === 0 ? row : column) + regression[i * h * w + cell],
        ),
      };
    });
    const people = readPeople(
      centres,
      sigmoidOf(plane('heatmaps', K)),
      plane('offsets', 2 * K),
      h,
      w,
    );
    return people.map(({ centre, points, scores }) => {
      const counted = scores.filter((score) => score > LEAST_KEYPOINT);
      const mean = counted.reduce((sum, score) => sum + score, 0) / Math.max(1, counted.length);
      const imagePoints = new Float32Array(2 * K);
      for (let k = 0; k < K; k++) {
        const [y, x] = points.subarray(2 * k, 2 * k + 2);
        imagePoints.set(applyAffine(map, MULTIPOSE_CELL * x, MULTIPOSE_CELL * y), 2 * k);
      }
      const [x0, y0, x1, y1] = [centre.x0, centre.y0, centre.x1, centre.y1];
      return {
        box: mapBox(
          map,
          MULTIPOSE_CELL * x0,
          MULTIPOSE_CELL * y0,
          MULTIPOSE_CELL * x1,
          MULTIPOSE_CELL * y1,
        ),
        score: centre.score * mean,
        points: imagePoints,
        scores,
      };
    });
  });
}

/** A Gaussian around a place over the cells from `low` to below `high`, 0 elsewhere. */
function gaussian(
  length: number,
  low: number,
  high: number,
  place: number,
  variance: number,
): Float32Array {
  const out = new Float32Array(length);
  for (let i = Math.max(0, Math.ceil(low)); i < Math.min(high, length); i++) {
    const distance = i - place;
    out[i] = Math.exp((-distance * distance) / variance);
  }
  return out;
}

/** The key-points of each centre: y, x in cells, and scores. */
function readPeople(
  centres: readonly Centre[],
  heat: Float32Array,
  offsets: Float32Array,
  h: number,
  w: number,
): { centre: Centre; points: Float32Array; scores: Float32Array }[] {
  const variance = PLACE_VARIANCE * Math.min(h, w);
  const people = centres.map((centre) => ({
    centre,
    points: new Float32Array(2 * K),
    scores: new Float32Array(K),
  }));
  for (let k = 0; k < K; k++) {
    // the Gaussian around a place is a product of a row's and a column's
    const weights = centres.map((centre) => {
      const { x0, y0, x1, y1, places } = centre;
      return {
        rows: gaussian(h, y0, y1, places[2 * k], variance),
        columns: gaussian(w, x0, x1, places[2 * k + 1], variance),
      };
    });
    for (const [p, { points, scores }] of people.entries()) {
      const { rows, columns } = weights[p];
      let best = 0;
      let most = 0;
      for (let y = 0, cell = k * h * w; y < h; y++) {
        // far from the place there is nothing to be found
        if (rows[y] === 0) {
          cell += w;
          continue;
        }
        for (let x = 0; x < w; x++, cell++) {
          const value = heat[cell] * rows[y] * columns[x];
          if (value > most) {
            most = value;
            best = cell - k * h * w;
          }
        }
      }
      const y = Math.floor(best / w);
      const x = best % w;
      points[2 * k] = y + offsets[2 * k * h * w + best];
      points[2 * k + 1] = x + offsets[(2 * k + 1) * h * w + best];
      // as at the source: whoever of the people fits this cell best
      const share = Math.max(...weights.map((weight) => weight.rows[y] * weight.columns[x]));
      scores[k] = heat[k * h * w + best] * share;
    }
  }
  return people;
}

/** Up to six cells that are the largest of the 5×5 around them, largest first. */
function peaksOf(values: Float32Array, h: number, w: number): { cell: number; score: number }[] {
  const peaks: { cell: number; score: number }[] = [];
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const cell = y * w + x;
      let largest = true;
      for (
        let v = Math.max(0, y - PEAK_REACH);
        largest && v <= Math.min(h - 1, y + PEAK_REACH);
        v++
      ) {
        for (let u = Math.max(0, x - PEAK_REACH); u <= Math.min(w - 1, x + PEAK_REACH); u++) {
          if (values[v * w + u] - values[cell] >= PEAK_TIE) largest = false;
        }
      }
      if (largest) peaks.push({ cell, score: values[cell] });
    }
  }
  return peaks.toSorted((a, b) => b.score - a.score).slice(0, MOST);
}

function gridOf(
  outputs: Readonly<Record<string, HostTensor>>,
  N: number,
): { h: number; w: number } {
  const { H, W } = dims('decodeMultipose', outputs['centre']?.shape ?? [], '[N, 1, H, W]', { N });
  return { h: H, w: W };
}

function planesOf(
  value: HostTensor | undefined,
  [N, C, H, W]: readonly [number, number, number, number],
  n: number,
): Float32Array {
  dims('decodeMultipose', value?.shape ?? [], '[N, C, H, W]', { N, C, H, W });
  if (!(value?.data instanceof Float32Array)) {
    throw new MultiRoiError('E_SHAPE', `decodeMultipose: expected float32, got ${value?.type}`);
  }
  return value.data.subarray(n * C * H * W, (n + 1) * C * H * W);
}

function sigmoidOf(logits: Float32Array): Float32Array {
  const out = new Float32Array(logits.length);
  for (let i = 0; i < out.length; i++) out[i] = sigmoid(logits[i]);
  return out;
}
