import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { expectClose } from '../../test/support/close.ts';
import { toyBody } from '../../test/support/toy-body.ts';
import { Rng } from '../base/index.ts';
import type { BodyModel } from './body-model.ts';
import { loadBody } from './load-body.ts';
import { createPosedBody, createPoser } from './poser.ts';
import { fitShape } from './shape-fit.ts';

const open = loadBody(readFileSync('assets/body/open.safetensors'));

/** Directions [N, S] in another order and with other signs: a shape space of the same bodies. */
function mixed(dirs: Float32Array, order: readonly number[]): Float32Array {
  return dirs.map((_, i) => {
    const s = i % order.length;
    return (s % 2 === 0 ? 1 : -1) * dirs[i - s + order[s]];
  });
}

/** The open body with its vertices shuffled and its betas mixed: nothing corresponds by index. */
function disguised(): BodyModel {
  const rng = new Rng('disguise');
  const { vertexCount: V, influenceCount: K, shapeCount: S } = open;
  const at = rng.permutation(V);
  const order = [...rng.permutation(S)];
  const rows = <A extends Float32Array | Uint16Array>(source: A, width: number): A => {
    const out = source.slice() as A;
    for (let v = 0; v < V; v++) out.set(source.subarray(v * width, (v + 1) * width), at[v] * width);
    return out;
  };
  return {
    ...open,
    id: 'disguised',
    template: rows(open.template, 3),
    shapeDirs: mixed(rows(open.shapeDirs, 3 * S), order),
    jointShapeDirs: mixed(open.jointShapeDirs, order),
    skinIndex: rows(open.skinIndex, K),
    skinWeight: rows(open.skinWeight, K),
    faces: open.faces.map((v) => at[v]),
  };
}

/** Stature and joints of a shaped body in zero pose. */
function restOf(body: BodyModel, betas: readonly number[]) {
  const rest = createPosedBody(body);
  createPoser(body).rest(betas, rest);
  const ys = rest.vertices.filter((_, i) => i % 3 === 1);
  const bounds = ys.reduce(
    ([low, high], y) => [Math.min(low, y), Math.max(high, y)],
    [Infinity, -Infinity],
  );
  return { stature: bounds[1] - bounds[0], joints: rest.joints };
}

describe('the same people in another shape space', () => {
  const other = disguised();
  test.each([
    [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    [[2, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    [[-1.5, 1, -1, 0.5, 0, 0, 0, 0, 0, 0]],
  ])('%j have their size, to millimetres', (betas) => {
    const { betas: fitted, sizesMm } = fitShape(open, other, betas);
    expect(sizesMm).toBeLessThan(1);
    const [a, b] = [restOf(open, betas), restOf(other, fitted)];
    expectClose([b.stature], [a.stature], 2e-3);
    expectClose(b.joints, a.joints, 6e-3);
  });
});

test('a body that cannot follow says how far it stays behind', () => {
  const toy = toyBody();
  const { betas, sizesMm } = fitShape(open, toy, new Float32Array(10));
  expect(betas.every(Number.isFinite)).toBe(true);
  // the toy is half as tall
  expect(sizesMm).toBeGreaterThan(20);
  expect(() => fitShape(open, toy, [0])).toThrow(/fitShape betas/);
});
