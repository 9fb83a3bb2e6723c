/** @file Convolution and its three gradients against plain loops, over random geometries. */

import fc from 'fast-check';
import { test } from 'vitest';
import { conv2d, Graph, gradients, mul, sum, toOnnx } from '../../src/graph/index.ts';
import { nodeRuntime } from '../../src/node/index.ts';
import type { HostTensor } from '../../src/platform/index.ts';
import { Rng } from '../../src/base/index.ts';
import { sizeOf } from '../../src/base/index.ts';
import { expectClose } from '../support/close.ts';

const side = fc.integer({ min: 1, max: 3 });
const margin = fc.integer({ min: 0, max: 2 });

const geometry = fc.record({
  batch: side,
  groups: side,
  inputsPerGroup: side,
  outputsPerGroup: side,
  kernel: fc.tuple(side, side),
  stride: fc.tuple(side, side),
  dilation: fc.tuple(side, side),
  pads: fc.tuple(margin, margin, margin, margin),
  /** Pixels beyond the smallest image that holds the dilated kernel. */
  more: fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })),
});

type Geometry = typeof geometry extends fc.Arbitrary<infer T> ? T : never;

function imageSize({ kernel, dilation, more }: Geometry): [number, number] {
  return [0, 1].map((axis) => (kernel[axis] - 1) * dilation[axis] + 1 + more[axis]) as [
    number,
    number,
  ];
}

/** Calls back with every (output, input, weight) triple of flat indices that the sum holds. */
function eachTerm(
  g: Geometry,
  out: readonly number[],
  visit: (y: number, x: number, w: number) => void,
): void {
  const [height, width] = imageSize(g);
  const channels = g.groups * g.inputsPerGroup;
  for (let i = 0; i < sizeOf(out); i++) {
    const column = i % out[3];
    const row = Math.floor(i / out[3]) % out[2];
    const o = Math.floor(i / (out[3] * out[2])) % out[1];
    const n = Math.floor(i / (out[3] * out[2] * out[1]));
    const first = Math.floor(o / g.outputsPerGroup) * g.inputsPerGroup;
    for (let c = 0; c < g.inputsPerGroup; c++) {
      for (let ky = 0; ky < g.kernel[0]; ky++) {
        for (let kx = 0; kx < g.kernel[1]; kx++) {
          const y = row * g.stride[0] + ky * g.dilation[0] - g.pads[0];
          const x = column * g.stride[1] + kx * g.dilation[1] - g.pads[1];
          if (y < 0 || y >= height || x < 0 || x >= width) continue;
          const at = ((n * channels + first + c) * height + y) * width + x;
          visit(i, at, ((o * g.inputsPerGroup + c) * g.kernel[0] + ky) * g.kernel[1] + kx);
        }
      }
    }
  }
}

test('conv2d, its input, weight and bias gradients are the sums that define them', async () => {
  await fc.assert(
    fc.asyncProperty(geometry, fc.integer(), async (g, seed) => {
      const rng = new Rng(seed);
      const graph = new Graph('conv');
      const weightShape = [g.groups * g.outputsPerGroup, g.inputsPerGroup, ...g.kernel];
      const x = graph.input('x', [g.batch, g.groups * g.inputsPerGroup, ...imageSize(g)]);
      const w = graph.input('w', weightShape);
      const b = graph.input('b', [weightShape[0]]);
      const y = conv2d(x, w, { ...g, pad: g.pads, bias: b });
      const upstream = graph.input('upstream', y.shape);
      const [dx, dw, db] = gradients(sum(mul(y, upstream)), [x, w, b]);
      const feeds: Record<string, HostTensor> = {};
      for (const [name, { shape }] of Object.entries({ x, w, b, upstream })) {
        const data = Float32Array.from({ length: sizeOf(shape) }, () => rng.uniform(-1, 1));
        feeds[name] = { type: 'float32', shape, data };
      }
      const session = await nodeRuntime.createSession(
        toOnnx(graph, { outputs: { y, dx, dw, db } }),
        { threads: 1 },
      );
      const got = await session.run(feeds);
      await session.dispose();

      const values = (name: string): number[] => Array.from(feeds[name].data, Number);
      const [xs, ws, bs, us] = [values('x'), values('w'), values('b'), values('upstream')];
      const plane = y.shape[2] * y.shape[3];
      const channel = (i: number): number => Math.floor(i / plane) % y.shape[1];
      const want = {
        y: us.map((_, i) => bs[channel(i)]),
        dx: xs.map(() => 0),
        dw: ws.map(() => 0),
        db: bs.map(() => 0),
      };
      for (const [i, value] of us.entries()) want.db[channel(i)] += value;
      eachTerm(g, y.shape, (i, at, tap) => {
        want.y[i] += xs[at] * ws[tap];
        want.dx[at] += us[i] * ws[tap];
        want.dw[tap] += us[i] * xs[at];
      });
      for (const name of ['y', 'dx', 'dw', 'db'] as const) {
        expectClose(Array.from(got[name].data, Number), want[name], 2e-5, 1e-5);
      }
    }),
    { numRuns: 60 },
  );
});
