/**
 * @file A body to be looked at: of neither sex and dressed, like a shop window's. Only what is drawn changes: joints, weights and
 * shape directions are the body's own, so the numbers of a result are none of its business.
 */

import type { BodyModel } from './body-model.ts';
import { jointSet } from './joint-sets.ts';

/** What a vertex is covered by. */
export const BODY_PARTS = ['skin', 'top', 'trousers', 'shoes'] as const;
/** One of {@link BODY_PARTS}. */
export type BodyPart = (typeof BODY_PARTS)[number];

/** A body's double that is drawn in its place, and what covers each of its vertices. */
export interface Mannequin {
  /** The body with its chest, belly and groin smoothed. */
  readonly body: BodyModel;
  /** Indices into {@link BODY_PARTS} [V]. */
  readonly parts: Uint8Array;
}

const COVERED: Readonly<Record<Exclude<BodyPart, 'skin'>, readonly string[]>> = {
  top: [
    'spine1',
    'spine2',
    'spine3',
    'left_collar',
    'right_collar',
    'left_shoulder',
    'right_shoulder',
  ],
  trousers: ['pelvis', 'left_hip', 'right_hip', 'left_knee', 'right_knee'],
  shoes: ['left_ankle', 'right_ankle', 'left_foot', 'right_foot'],
};
/** Rounds over a patch: enough for two hand's breadths to become as flat as their edge lets them. */
const ROUNDS = 120;
const RELAXATION = 1.8;

/** What covers each vertex [V], as indices into {@link BODY_PARTS}: what its heaviest joints are covered by. */
export function bodyParts(body: BodyModel): Uint8Array {
  const partOfJoint = jointSet('smpl24').names.map((name) => {
    const part = Object.entries(COVERED).find(([, joints]) => joints.includes(name))?.[0];
    return BODY_PARTS.findIndex((each) => each === (part ?? 'skin'));
  });
  const { skinIndex, skinWeight, influenceCount: K } = body;
  const parts = new Uint8Array(body.vertexCount);
  const covered = new Float64Array(BODY_PARTS.length);
  for (let v = 0; v < body.vertexCount; v++) {
    covered.fill(0);
    for (let k = v * K; k < (v + 1) * K; k++) covered[partOfJoint[skinIndex[k]]] += skinWeight[k];
    let most = 0;
    for (let part = 1; part < covered.length; part++) {
      if (covered[part] > covered[most]) most = part;
    }
    parts[v] = most;
  }
  return parts;
}

/** The dressed double of a body with SMPL's joints. Takes about as long as drawing somebody: make it once. */
export function mannequinOf(body: BodyModel): Mannequin {
  return { body: { ...body, ...smoothed(body) }, parts: bodyParts(body) };
}

/** 0 below `from`, 1 above `to`, smooth between. */
function ramp(x: number, from: number, to: number): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/**
 * How much each vertex takes part in the smoothing [V]: the front of the chest and of the pelvis, which mark the sexes. All is
 * measured in the trunk's own size, from the hips to the neck.
 */
function smoothedShare({ template, jointTemplate, vertexCount }: BodyModel): Float32Array {
  const { names } = jointSet('smpl24');
  const at = (name: string, axis: 0 | 1 | 2): number =>
    jointTemplate[3 * names.indexOf(name) + axis];
  const hips = (at('left_hip', 1) + at('right_hip', 1)) / 2;
  const trunk = at('neck', 1) - hips;
  const [depth, reach] = [at('spine3', 2), Math.abs(at('left_shoulder', 0))];
  const share = new Float32Array(vertexCount);
  for (let v = 0; v < vertexCount; v++) {
    const [x, y, z] = [template[3 * v], template[3 * v + 1], template[3 * v + 2]];
    const height = (y - hips) / trunk;
    const aside = Math.abs(x) / reach;
    const front = ramp((z - depth) / trunk, 0, 0.1) * (1 - ramp(aside, 0.8, 1.05));
    const chest = ramp(height, 0.34, 0.5) * (1 - ramp(height, 0.84, 0.98));
    const groin =
      ramp(height, -0.2, -0.1) * (1 - ramp(height, 0.08, 0.24)) * (1 - ramp(aside, 0.15, 0.4));
    share[v] = front * Math.max(chest, groin);
  }
  return share;
}

/**
 * The template and the shape directions, which would bring back what was smoothed, with the chosen patches mixed with the
 * membrane that their edges span.
 */
function smoothed(body: BodyModel): Pick<BodyModel, 'template' | 'shapeDirs'> {
  const { template, shapeDirs, shapeCount: S, vertexCount } = body;
  const share = smoothedShare(body);
  const { first, neighbours } = neighboursOf(body.faces, vertexCount);
  const patch = Array.from(share.keys()).filter((v) => share[v] > 0 && first[v] < first[v + 1]);
  const C = 3 * (1 + S);
  // every vertex with its place and its directions in one row, so that one pass serves all
  const rows = new Float64Array(C * vertexCount);
  for (let v = 0; v < vertexCount; v++) {
    for (let k = 0; k < 3; k++) rows[C * v + k] = template[3 * v + k];
    for (let d = 0; d < 3 * S; d++) rows[C * v + 3 + d] = shapeDirs[3 * S * v + d];
  }
  relax(rows, C, patch, first, neighbours);
  const out = { template: template.slice(), shapeDirs: shapeDirs.slice() };
  const mix = (to: Float32Array, at: number, membrane: number, by: number): void => {
    to[at] += by * (membrane - to[at]);
  };
  for (const v of patch) {
    for (let k = 0; k < 3; k++) mix(out.template, 3 * v + k, rows[C * v + k], share[v]);
    for (let d = 0; d < 3 * S; d++) {
      mix(out.shapeDirs, 3 * S * v + d, rows[C * v + 3 + d], share[v]);
    }
  }
  return out;
}

/** Rows of a patch become the means of their neighbours', by successive over-relaxation. */
function relax(
  rows: Float64Array,
  C: number,
  patch: readonly number[],
  first: Uint32Array,
  neighbours: Uint32Array,
): void {
  const sum = new Float64Array(C);
  for (let round = 0; round < ROUNDS; round++) {
    for (const v of patch) {
      const step = RELAXATION / (first[v + 1] - first[v]);
      sum.fill(0);
      for (let n = first[v]; n < first[v + 1]; n++) {
        const from = C * neighbours[n];
        for (let c = 0; c < C; c++) sum[c] += rows[from + c];
      }
      for (let c = 0; c < C; c++) rows[C * v + c] += step * sum[c] - RELAXATION * rows[C * v + c];
    }
  }
}

/** Vertices that share an edge with each, one after the other, and where each one's begin [V + 1]. */
function neighboursOf(
  faces: Uint32Array,
  count: number,
): { first: Uint32Array; neighbours: Uint32Array } {
  const first = new Uint32Array(count + 1);
  for (const v of faces) first[v + 1] += 1;
  for (let v = 0; v < count; v++) first[v + 1] += first[v];
  const free = first.slice(0, count);
  const neighbours = new Uint32Array(faces.length);
  // every edge of a closed surface is walked once in each direction
  for (let f = 0; f < faces.length; f += 3) {
    for (let c = 0; c < 3; c++) neighbours[free[faces[f + c]]++] = faces[f + ((c + 1) % 3)];
  }
  return { first, neighbours };
}
