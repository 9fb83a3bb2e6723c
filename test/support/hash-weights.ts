/**
 * @file Weights made from their names, so that two implementations can be compared without a file of
 * weights. The rules are those of the generator of the golden model files.
 */

import type { HostTensor } from '../../src/platform/index.ts';
import { sizeOf } from '../../src/base/index.ts';
import { hashArray } from './hash.ts';

const FIXED: Readonly<Record<string, readonly number[]>> = {
  init_pose: Array.from({ length: 24 }, () => [1, 0, 0, 1, 0, 0]).flat(),
  init_shape: Array<number>(10).fill(0),
  init_cam: [0.9, 0, 0],
};

/** Scale and offset of what a weight is filled with: variances keep near 1, signals near their size. */
function rule(name: string, shape: readonly number[]): readonly [scale: number, offset: number] {
  if (name.endsWith('running_mean')) return [0.1, 0];
  if (/(running_var|\.std)$/.test(name)) return [0.2, 1];
  if (shape.length === 4) return [Math.sqrt(3) * Math.sqrt(2 / sizeOf(shape.slice(1))), 0];
  if (shape.length === 2) {
    const small = /(^|\.)dec/.test(name) ? 0.1 : 1;
    return [Math.sqrt(3) * Math.sqrt(1 / shape[1]) * small, 0];
  }
  return name.endsWith('.weight') ? [0.1, 0.5] : [0.05, 0];
}

/** Weights of these names and shapes. */
export function hashWeights(
  shapes: Iterable<readonly [string, readonly number[]]>,
): Map<string, HostTensor> {
  const weights = new Map<string, HostTensor>();
  for (const [name, shape] of shapes) {
    const data = Object.hasOwn(FIXED, name)
      ? Float32Array.from(FIXED[name])
      : hashArray(name, sizeOf(shape), ...rule(name, shape));
    weights.set(name, { type: 'float32', shape, data });
  }
  return weights;
}
