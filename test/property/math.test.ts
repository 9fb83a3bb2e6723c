import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  alignSimilarity,
  applyRigid,
  axisAngleFromQuatWxyz,
  axisAngleFromRotmat,
  composeRigid,
  determinant3,
  halfwayAxisAngle,
  identity3,
  invertRigid,
  matmul3,
  nearestRotation,
  quatWxyzFromAxisAngle,
  quatWxyzFromRotmat,
  rot6dColMajorFromRotmat,
  rot6dRowMajorFromRotmat,
  rotmatFromAxisAngle,
  rotmatFromQuatWxyz,
  rotmatFromRot6dColMajor,
  rotmatFromRot6dRowMajor,
  similarity,
  transpose3,
  type Rigid,
} from '../../src/math/index.ts';
import { expectClose, TOLERANCE } from '../support/close.ts';

const finite = (limit: number): fc.Arbitrary<number> =>
  fc.double({ min: -limit, max: limit, noNaN: true });
const vector = fc.tuple(finite(1), finite(1), finite(1));
const direction = vector
  .filter((v) => Math.hypot(...v) > 1e-2)
  .map((v) => v.map((x) => x / Math.hypot(...v)));
/** Angles in [0, π], with 0, π and their neighbourhoods drawn often. */
const angle = fc.oneof(
  finite(Math.PI).map(Math.abs),
  fc.constantFrom(0, Math.PI),
  fc.integer({ min: 1, max: 17 }).map((n) => 10 ** -n),
  fc.integer({ min: 1, max: 15 }).map((n) => Math.PI - 10 ** -n),
);
const axisAngle = fc.tuple(direction, angle).map(([d, a]) => d.map((x) => x * a));
const rotation = axisAngle.map((aa) => rotmatFromAxisAngle(aa));
const cloud = fc.array(vector, { minLength: 6, maxLength: 20 }).map((points) => points.flat());
/** Six jittered corners of an octahedron: never near a line, so a similarity is well determined. */
const spread = fc
  .array(vector, { minLength: 6, maxLength: 6 })
  .map((jitter) =>
    jitter.flatMap((v, corner) =>
      v.map((x, axis) => 0.3 * x + (corner >> 1 === axis ? 1 - 2 * (corner & 1) : 0)),
    ),
  );

/** Every representation as a pair of conversions through the matrix. */
const representations = {
  axisAngle: [axisAngleFromRotmat, rotmatFromAxisAngle],
  quatWxyz: [quatWxyzFromRotmat, rotmatFromQuatWxyz],
  rot6dRowMajor: [rot6dRowMajorFromRotmat, rotmatFromRot6dRowMajor],
  rot6dColMajor: [rot6dColMajorFromRotmat, rotmatFromRot6dColMajor],
} as const;
const names = Object.keys(representations) as (keyof typeof representations)[];

describe('rotations', () => {
  test.each(names.flatMap((a) => names.map((b) => [a, b] as const)))(
    'rotmat → %s → rotmat → %s → rotmat is the identity',
    (a, b) => {
      fc.assert(
        fc.property(rotation, (rotmat) => {
          const [toA, fromA] = representations[a];
          const [toB, fromB] = representations[b];
          expectClose(fromB(toB(fromA(toA(rotmat)))), rotmat, TOLERANCE.f64);
        }),
      );
    },
  );

  test('axis-angle survives the way through matrix or quaternion, at 0 and at π too', () => {
    fc.assert(
      fc.property(axisAngle, (aa) => {
        for (const back of [
          axisAngleFromRotmat(rotmatFromAxisAngle(aa)),
          axisAngleFromQuatWxyz(quatWxyzFromAxisAngle(aa)),
        ]) {
          // at π the opposite vector is the same rotation
          const dot = back[0] * aa[0] + back[1] * aa[1] + back[2] * aa[2];
          const atPi = Math.hypot(...aa) > Math.PI - 1e-12;
          const sign = atPi && dot < 0 ? -1 : 1;
          expectClose(
            back.map((x) => sign * x),
            aa,
            TOLERANCE.f64,
          );
        }
      }),
    );
  });

  test('tiny vectors keep their digits relative to their own size', () => {
    fc.assert(
      fc.property(direction, fc.integer({ min: 3, max: 150 }), (d, n) => {
        const tiny = d.map((x) => x * 10 ** -n);
        const back = axisAngleFromRotmat(rotmatFromAxisAngle(tiny));
        expectClose(
          back.map((x) => x * 10 ** n),
          d,
          TOLERANCE.f64,
        );
      }),
    );
  });

  test('are orthogonal with determinant +1, for any angle', () => {
    fc.assert(
      fc.property(direction, finite(20), (d, a) => {
        const r = rotmatFromAxisAngle(d.map((x) => x * a));
        expectClose(matmul3(transpose3(r), r), identity3(), TOLERANCE.f64);
        expectClose([determinant3(r)], [1], TOLERANCE.f64);
      }),
    );
  });

  test('rotate their own axis into itself and turn by their own angle', () => {
    fc.assert(
      fc.property(axisAngle, (aa) => {
        const r = rotmatFromAxisAngle(aa);
        expectClose(applyRigid({ rotation: r, translation: new Float64Array(3) }, aa), aa, 1e-14);
        const trace = r[0] + r[4] + r[8];
        expectClose([trace], [1 + 2 * Math.cos(Math.hypot(...aa))], TOLERANCE.f64);
      }),
    );
  });

  test('any two independent columns give a rotation; scaling them changes nothing', () => {
    fc.assert(
      fc.property(rotation, finite(3), finite(1), finite(1), (r, k, p, q) => {
        const scaleA = 0.1 + Math.abs(p);
        const scaleB = 0.1 + Math.abs(q);
        const x = rot6dRowMajorFromRotmat(r);
        const skewed = x.map((v, i) => (i % 2 === 0 ? scaleA * v : scaleB * v + k * x[i - 1]));
        expectClose(rotmatFromRot6dRowMajor(skewed), r, TOLERANCE.f64);
      }),
    );
  });

  test('results may be written over inputs', () => {
    fc.assert(
      fc.property(rotation, rotation, (a, b) => {
        const product = matmul3(a, b);
        const inB = b.slice();
        expect([...matmul3(a, inB, inB)]).toEqual([...product]);
        const inA = a.slice();
        expect([...matmul3(inA, b, inA)]).toEqual([...product]);
        const turned = a.slice();
        expect([...transpose3(turned, turned)]).toEqual([...transpose3(a)]);
        for (const to6d of [rot6dRowMajorFromRotmat, rot6dColMajorFromRotmat]) {
          const own = a.slice();
          expect([...to6d(own, own).subarray(0, 6)]).toEqual([...to6d(a)]);
        }
      }),
    );
  });

  test.each([
    [() => rotmatFromQuatWxyz([0, 0, 0, 0])],
    [() => axisAngleFromQuatWxyz([NaN, 0, 0, 0])],
    [() => rotmatFromRot6dRowMajor([0, 1, 0, 1, 0, 1])],
    [() => rotmatFromRot6dColMajor([1, 2, 3, 2, 4, 6])],
    [() => rotmatFromRot6dColMajor([1, 0, 0, NaN, 0, 0])],
  ])('degenerate input %# is E_NUMERIC', (act) => {
    expect(act).toThrow(expect.objectContaining({ code: 'E_NUMERIC' }) as Error);
  });
});

describe('rigid transforms', () => {
  const rigid = fc
    .tuple(rotation, vector)
    .map(([r, t]): Rigid => ({ rotation: r, translation: Float64Array.from(t) }));

  test('compose as they apply, and invert', () => {
    fc.assert(
      fc.property(rigid, rigid, cloud, (a, b, points) => {
        const once = applyRigid(composeRigid(a, b), points);
        expectClose(once, applyRigid(a, applyRigid(b, points)), TOLERANCE.f64);
        expectClose(applyRigid(invertRigid(a), applyRigid(a, points)), points, TOLERANCE.f64);
      }),
    );
  });

  test('frames must meet', () => {
    const still = { rotation: identity3(), translation: new Float64Array(3) };
    const camFromWorld: Rigid<'cam', 'world'> = still;
    const worldFromBody: Rigid<'world', 'body'> = still;
    const camFromBody: Rigid<'cam', 'body'> = composeRigid(camFromWorld, worldFromBody);
    // @ts-expect-error body is not what camFromWorld maps from
    const wrong: Rigid<'world', 'body'> = composeRigid(worldFromBody, camFromWorld);
    expect([...camFromBody.rotation]).toEqual([...wrong.rotation]);
  });

  test('refuse broken triples', () => {
    const still: Rigid = { rotation: identity3(), translation: new Float64Array(3) };
    expect(() => applyRigid(still, [1, 2])).toThrow('expected points and out [N, 3]');
  });
});

describe('similarity alignment', () => {
  const scale = fc.double({ min: 0.1, max: 10, noNaN: true });

  test('undoes any similarity', () => {
    fc.assert(
      fc.property(spread, rotation, scale, vector, (points, r, s, t) => {
        const moved = applyRigid(
          { rotation: r.map((x) => s * x), translation: Float64Array.from(t) },
          points,
        );
        expectClose(alignSimilarity(points, moved), moved, 1e-12);
        expectClose([similarity(points, moved).scale], [s], 0, 1e-12);
      }),
    );
  });

  test('never answers with a reflection', () => {
    fc.assert(
      fc.property(spread, (points) => {
        const mirrored = points.map((x, i) => (i % 3 === 0 ? -x : x));
        expectClose([determinant3(similarity(points, mirrored).rotation)], [1], 1e-10);
      }),
    );
  });

  test('is a least-squares optimum: no small change of it does better', () => {
    const cost = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
      let sum = 0;
      for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
      return sum;
    };
    fc.assert(
      fc.property(spread, spread, axisAngle, (source, target, aa) => {
        const fit = similarity(source, target);
        const best = cost(alignSimilarity(source, target), target);
        const nudge = rotmatFromAxisAngle(aa.map((x) => x * 1e-3));
        const nudged = applyRigid(
          {
            rotation: matmul3(nudge, fit.rotation).map((x) => x * fit.scale * 1.001),
            translation: fit.translation,
          },
          source,
        );
        expect(cost(nudged, target)).toBeGreaterThanOrEqual(best - 1e-9);
      }),
    );
  });

  test.each([
    ['one point repeated', [1, 2, 3, 1, 2, 3, 1, 2, 3]],
    ['points on a line', [0, 0, 0, 1, 1, 1, 2, 2, 2, 5, 5, 5]],
    ['no points', []],
    ['infinity', [Infinity, 0, 0, 0, 1, 0, 0, 0, 1]],
  ])('%s is E_NUMERIC', (_, points) => {
    expect(() => similarity(points, points)).toThrow(
      expect.objectContaining({ code: 'E_NUMERIC' }) as Error,
    );
  });

  test('sets of different length are E_SHAPE', () => {
    expect(() => similarity([0, 0, 0], [0, 0, 0, 1, 1, 1])).toThrow('got 3 and 6 numbers');
  });

  test('the nearest rotation of a rotation is itself, whatever its scale', () => {
    fc.assert(
      fc.property(rotation, scale, (r, s) => {
        expectClose(nearestRotation(r.map((x) => s * x)), r, TOLERANCE.f64);
      }),
    );
  });
});

test('half-way between two rotations is as far from one as from the other', () => {
  // at π apart there are two ways, equally short
  const turn = axisAngle.map((aa) => aa.map((x) => 0.45 * x));
  fc.assert(
    fc.property(turn, turn, (a, b) => {
      const R = rotmatFromAxisAngle(halfwayAxisAngle(a, b));
      const half = (from: readonly number[]): Float64Array =>
        axisAngleFromRotmat(matmul3(transpose3(rotmatFromAxisAngle(from)), R));
      const back = half(b);
      expectClose(
        half(a),
        Array.from(back, (x) => -x),
        TOLERANCE.rotation,
      );
    }),
  );
});
