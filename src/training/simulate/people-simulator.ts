/**
 * @file Simulated people as rows of a shard: unlimited examples to train the light model's lifting on, made while it
 * trains. Person i of a seed is always the same.
 */

import { BETA_COUNT, JOINT_COUNT, POSE_SIZE } from '../../body/index.ts';
import {
  baseRoi,
  boxInfos,
  PADDING,
  resolveIntrinsics,
  roisOf,
  type Roi,
  type RoiSet,
} from '../../camera/index.ts';
import { Rng } from '../../base/index.ts';
import { LIMB_PARTS, MOVENET_PARTS } from '../../network/index.ts';
import type { BoxJitter } from '../../features/index.ts';
import type { PeopleRows } from '../step/feature-batch.ts';
import type { KeypointErrors } from './keypoint-errors.ts';
import { SimulatedBodies, type BodyOptions } from './simulated-bodies.ts';
import { simulateLook } from './simulated-look.ts';

const K = MOVENET_PARTS.scores;

/** Who is simulated, and how they are looked at. */
export interface SimulationOptions extends BodyOptions {
  /** What key-points of simulated people are moved by. */
  readonly errors: KeypointErrors;
  readonly rois: RoiSet;
  readonly jitter: BoxJitter;
}

/**
 * Makes rows of a shard of people who are posed and projected and never rendered: their key-points are true ones with
 * the errors of real ones.
 */
export class PeopleSimulator {
  readonly #options: SimulationOptions;
  readonly #bodies: SimulatedBodies;
  readonly #rng: Rng;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#bodies = new SimulatedBodies(options);
    this.#rng = new Rng(`looks/${options.seed}`);
  }

  /** Rows of the given people, all with the first M regions. The first of them have a body each, later ones share theirs. */
  people(indices: ArrayLike<number>, M: number): PeopleRows {
    const count = indices.length;
    const rows = emptyRows(count, M, this.#options.errors.width);
    for (let n = 0; n < count; n++) this.#put(rows.fields, n, indices[n], M);
    return rows;
  }

  #put(fields: PeopleRows['fields'], n: number, index: number, M: number): void {
    const { rois: set, errors } = this.#options;
    const bodies = this.#bodies;
    const i = index % bodies.count;
    bodies.make(i);
    const rng = this.#rng.fork(index);
    const [width, height, focalPx] = bodies.pictures.subarray(3 * i, 3 * i + 3);
    const rois = roisOf(this.#base(i, width, height, rng), set, M);
    const { cx, cy, ...lens } = resolveIntrinsics({ width, height, focalPx });
    const shown = rois.map(({ center: [x, y], ...size }): Roi => ({
      ...size,
      center: [x + cx, y + cy],
    }));
    fields.boxes.set(boxInfos(shown, { cx, cy, ...lens }), n * M * 3);
    rois.forEach(({ center, size }, m) => {
      fields.centers.set(center, 2 * (n * M + m));
      fields.sizes[n * M + m] = size;
    });
    fields.focal[n] = focalPx;
    fields.pose.set(bodies.pose.subarray(POSE_SIZE * i, POSE_SIZE * (i + 1)), n * POSE_SIZE);
    fields.betas.set(bodies.betas.subarray(BETA_COUNT * i, BETA_COUNT * (i + 1)), n * BETA_COUNT);
    fields.translation.set(bodies.translation.subarray(3 * i, 3 * (i + 1)), n * 3);
    const each = M * errors.width;
    const out = fields.features.subarray(n * each, (n + 1) * each);
    const points = bodies.keypoints.subarray(2 * K * i, 2 * K * (i + 1));
    const [x, y, z] = bodies.facing.subarray(3 * i, 3 * i + 3);
    const limbs = bodies.limbs.subarray(LIMB_PARTS.directions * i, LIMB_PARTS.directions * (i + 1));
    if (out instanceof Float32Array) {
      simulateLook({ points, facing: [x, y, z], limbs, width, height }, rois, errors, rng, out);
    }
  }

  /** RoI 0 as `Featuriser` has it: about the joints, of which those outside the picture may not count. */
  #base(i: number, width: number, height: number, rng: Rng): Roi {
    const { shiftSd, scale, insideOnly } = this.#options.jitter;
    const points = this.#bodies.joints.subarray(2 * JOINT_COUNT * i, 2 * JOINT_COUNT * (i + 1));
    const inside = Array.from({ length: JOINT_COUNT }, (_, j) => {
      const [x, y] = [points[2 * j], points[2 * j + 1]];
      return 2 * Math.abs(x) < width && 2 * Math.abs(y) < height ? 1 : 0;
    });
    const enough = inside.filter((each) => each === 1).length >= 2;
    const onlyInside = rng.chance(insideOnly) && enough;
    const confidence = onlyInside ? inside : inside.map(() => 1);
    const { center, size } = baseRoi(
      { points, confidence },
      { shape: 'square', padding: PADDING.joints },
    );
    const factor = Math.exp(rng.uniform(Math.log(scale[0]), Math.log(scale[1])));
    const [dx, dy] = [rng.normal(0, shiftSd), rng.normal(0, shiftSd)];
    return {
      center: [center[0] + size * dx, center[1] + size * dy],
      size: factor * size,
      width: factor * size,
    };
  }
}

function emptyRows(count: number, M: number, D: number): PeopleRows {
  const fields = {
    features: new Float32Array(count * M * D),
    boxes: new Float32Array(count * M * 3),
    centers: new Float32Array(count * M * 2),
    sizes: new Float32Array(count * M),
    focal: new Float32Array(count),
    pose: new Float32Array(count * POSE_SIZE),
    betas: new Float32Array(count * BETA_COUNT),
    translation: new Float32Array(count * 3),
    confidence: new Float32Array(count * JOINT_COUNT).fill(1),
  };
  return { count, M, D, fields };
}
