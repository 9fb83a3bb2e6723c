/**
 * @file Milliseconds of the networks in assets/models: `npx tsx bench/inference.ts [threads …]`.
 *
 * Loading, then one run on noise at several batches and sizes, a crop; decoding apart. Each is the best
 * of several runs, so that a busy machine does not speak for the code.
 */

import { decodeMultipose, decodeNanoDet } from '../src/detect/index.ts';
import { decodeMoveNet } from '../src/inference/index.ts';
import { nodeFiles, nodeRuntime } from '../src/node/index.ts';
import type { HostTensor } from '../src/platform/index.ts';
import { Rng } from '../src/base/index.ts';

const RUNS = 12;

interface Case {
  readonly model: string;
  readonly sizes: readonly (readonly [N: number, H: number, W: number])[];
  readonly decode: (outputs: Readonly<Record<string, HostTensor>>) => unknown;
}
const CASES: readonly Case[] = [
  {
    model: 'movenet-thunder.onnx',
    sizes: [
      [1, 256, 256],
      [5, 256, 256],
    ],
    decode: (outputs) => decodeMoveNet(outputs, 0),
  },
  {
    model: 'nanodet.onnx',
    sizes: [[1, 416, 416]],
    decode: ({ heads }) => decodeNanoDet(heads, [[1, 0, 0, 0, 1, 0]], 0.3),
  },
  {
    model: 'movenet-multipose.onnx',
    sizes: [
      [1, 256, 256],
      [1, 288, 384],
      [1, 512, 512],
    ],
    decode: (outputs) => decodeMultipose(outputs, [[1, 0, 0, 0, 1, 0]]),
  },
];

function noise(shape: readonly number[], rng: Rng): HostTensor {
  const data = new Float32Array(shape.reduce((size, length) => size * length, 1));
  for (let i = 0; i < data.length; i++) data[i] = rng.uniform(0, 1);
  return { type: 'float32', shape, data };
}

async function best<T>(work: () => Promise<T> | T): Promise<{ value: T; ms: number }> {
  let ms = Infinity;
  for (let run = 1; ; run++) {
    const start = performance.now();
    const value = await work();
    ms = Math.min(ms, performance.now() - start);
    if (run === RUNS) return { value, ms };
  }
}

const given = process.argv.slice(2).map(Number);
for (const threads of given.length > 0 ? given : [1, 2]) {
  console.log(`${threads} thread${threads === 1 ? '' : 's'}`);
  for (const { model, sizes, decode } of CASES) {
    const bytes = await nodeFiles.asset(model);
    const start = performance.now();
    const session = await nodeRuntime.createSession(bytes, { threads });
    console.log(`  ${model}: loads in ${(performance.now() - start).toFixed(0)} ms`);
    for (const [N, H, W] of sizes) {
      const images = noise([N, 3, H, W], new Rng(0));
      const { value, ms } = await best(() => session.run({ images }));
      const read = N === 1 ? (await best(() => decode(value))).ms.toFixed(1) : '–';
      console.log(`    ${N} × ${H}×${W}: ${(ms / N).toFixed(1)} ms a crop, decoding ${read} ms`);
    }
    await session.dispose();
  }
}
