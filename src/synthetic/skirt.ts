/**
 * @file A skirt, dress or coat below the waist: at every height the convex hull of the thighs' and
 * hips' slice of the rest body. Each of its vertices is a fixed mix of two body vertices, so it spans
 * from leg to leg and follows whatever the legs do, without skinning of its own.
 */

import { cos, sin } from '../base/index.ts';

/** Levels from the waist to the ankles, and places around each. */
const LEVELS = 22;
const AROUND = 40;
const TOP_Y = 0.06;
const BOTTOM_Y = -0.78;
/** Half the height of a slice; the legs' vertices are a few centimetres apart. */
const SLICE = 0.028;

/** The cut of a skirt: which vertices it hangs from, and its own surface. N vertices, F faces. */
export interface SkirtPattern {
  /** The two body vertices of each skirt vertex [2 · N] and the weight of the first [N]. */
  readonly anchors: Uint32Array;
  readonly weight: Float32Array;
  /** Rest places of the skirt's vertices [N, 3], for fabric. */
  readonly rest: Float32Array;
  readonly vertexCount: number;
  /** [F, 3], counter-clockwise from outside, from the waist down. */
  readonly faces: Uint32Array;
  /** How many of the faces make a skirt that ends at a height. */
  faceCountTo(endY: number): number;
  /** How far down each vertex hangs, 0 the waist, 1 the ankles [N]. */
  readonly hang: Float32Array;
}

interface HullPoint {
  readonly vertex: number;
  readonly x: number;
  readonly z: number;
}

/** Andrew's monotone chain, counter-clockwise in (x, z). */
function convexHull(points: HullPoint[]): HullPoint[] {
  points.sort((p, q) => p.x - q.x || p.z - q.z || p.vertex - q.vertex);
  const half = (order: readonly HullPoint[]): HullPoint[] => {
    const chain: HullPoint[] = [];
    for (const p of order) {
      while (chain.length > 1) {
        const a = chain[chain.length - 2];
        const b = chain[chain.length - 1];
        if ((b.x - a.x) * (p.z - a.z) - (b.z - a.z) * (p.x - a.x) > 0) break;
        chain.pop();
      }
      chain.push(p);
    }
    chain.pop();
    return chain;
  };
  return [...half(points), ...half(points.toReversed())];
}

/** Where a ray from the middle at `angle` leaves the hull: the edge and how far along. */
function crossing(
  hull: readonly HullPoint[],
  angle: number,
): { a: HullPoint; b: HullPoint; weight: number } {
  const dx = cos(angle);
  const dz = sin(angle);
  for (let i = 0; i < hull.length; i++) {
    const a = hull[i];
    const b = hull[(i + 1) % hull.length];
    const sideA = dx * a.z - dz * a.x;
    const sideB = dx * b.z - dz * b.x;
    if (sideA > 0 || sideB <= 0) continue;
    const weight = sideB / (sideB - sideA);
    if (dx * (weight * a.x + (1 - weight) * b.x) + dz * (weight * a.z + (1 - weight) * b.z) > 0) {
      return { a, b, weight };
    }
  }
  return { a: hull[0], b: hull[0], weight: 1 };
}

/** @param template rest vertices [V, 3] of the mean body. */
export function createSkirtPattern(template: Float32Array): SkirtPattern {
  const anchors: number[] = [];
  const weights: number[] = [];
  const rest: number[] = [];
  for (let level = 0; level < LEVELS; level++) {
    const y = TOP_Y + ((BOTTOM_Y - TOP_Y) * level) / (LEVELS - 1);
    const slice: HullPoint[] = [];
    for (let v = 0; v < template.length / 3; v++) {
      const [x, vy, z] = template.subarray(3 * v, 3 * v + 3);
      if (Math.abs(vy - y) < SLICE && Math.abs(x) < 0.3) slice.push({ vertex: v, x, z });
    }
    const hull = convexHull(slice);
    for (let k = 0; k < AROUND; k++) {
      const { a, b, weight } = crossing(hull, (2 * Math.PI * k) / AROUND);
      anchors.push(a.vertex, b.vertex);
      weights.push(weight);
      rest.push(weight * a.x + (1 - weight) * b.x, y, weight * a.z + (1 - weight) * b.z);
    }
  }
  const faces: number[] = [];
  for (let level = 0; level + 1 < LEVELS; level++) {
    for (let k = 0; k < AROUND; k++) {
      const next = (k + 1) % AROUND;
      const [p, q] = [level * AROUND + k, level * AROUND + next];
      const [r, s] = [p + AROUND, q + AROUND];
      faces.push(p, q, r, q, s, r);
    }
  }
  return {
    anchors: Uint32Array.from(anchors),
    weight: Float32Array.from(weights),
    rest: Float32Array.from(rest),
    vertexCount: weights.length,
    faces: Uint32Array.from(faces),
    hang: Float32Array.from(weights, (_, i) => Math.floor(i / AROUND) / (LEVELS - 1)),
    faceCountTo: (endY) => {
      const levels = Math.ceil(((endY - TOP_Y) / (BOTTOM_Y - TOP_Y)) * (LEVELS - 1));
      return 2 * AROUND * Math.min(LEVELS - 1, Math.max(1, levels));
    },
  };
}
