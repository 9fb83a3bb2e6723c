/**
 * @file Milliseconds of the body inside a training step: forward and gradient of joints and vertices.
 *
 *   npx tsx bench/body-graph.ts
 */

import { readFileSync } from 'node:fs';
import {
  ROTMATS_SIZE,
  bodyGraph,
  loadBody,
  type BodyGraphInputs,
  type BodyTensors,
} from '../src/body/index.ts';
import { Graph, gradients, mean, square, toOnnx, type Tensor } from '../src/graph/index.ts';
import { rotmatFromAxisAngle } from '../src/math/index.ts';
import { nodeRuntime } from '../src/node/index.ts';
import type { HostTensor } from '../src/platform/index.ts';
import { Rng } from '../src/base/index.ts';

const RUNS = 20;
const THREADS = 2;
const model = loadBody(readFileSync(new URL('../assets/body/open.safetensors', import.meta.url)));

function feeds(batch: number): Record<string, HostTensor> {
  const rng = new Rng('bench');
  const rotmats = new Float32Array(batch * ROTMATS_SIZE);
  for (let i = 0; i < rotmats.length; i += 9) {
    rotmats.set(rotmatFromAxisAngle([rng.normal(), rng.normal(), rng.normal()]), i);
  }
  const betas = Float32Array.from({ length: batch * 10 }, () => rng.normal());
  return {
    rotmats: { type: 'float32', shape: [batch, 24, 3, 3], data: rotmats },
    betas: { type: 'float32', shape: [batch, 10], data: betas },
  };
}

async function measure(
  name: string,
  batch: number,
  vertices: NonNullable<BodyGraphInputs['vertices']>,
  output: (body: BodyTensors) => Tensor,
): Promise<void> {
  const graph = new Graph('bench');
  const rotmats = graph.input('rotmats', [batch, 24, 3, 3]);
  const betas = graph.input('betas', [batch, 10]);
  const loss = mean(square(output(bodyGraph(graph, model, { rotmats, betas, vertices }))));
  const [dRotmats, dBetas] = gradients(loss, [rotmats, betas]);
  const session = await nodeRuntime.createSession(
    toOnnx(graph, { outputs: { loss, dRotmats, dBetas } }),
    { threads: THREADS },
  );
  const given = feeds(batch);
  for (let i = 0; i < 5; i++) await session.run(given);
  const times: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const start = performance.now();
    await session.run(given);
    times.push(performance.now() - start);
  }
  await session.dispose();
  times.sort((a, b) => a - b);
  console.log(
    `${name.padEnd(16)} batch ${batch}: median ${times[RUNS >> 1].toFixed(1)} ms, best ${times[0].toFixed(1)}`,
  );
}

const some = Array.from({ length: 600 }, (_, i) => i * 22);
await measure('24 joints', 64, 'none', (body) => body.joints);
await measure('paper49', 64, 'none', (body) => body.set('paper49'));
await measure('600 vertices', 64, some, (body) => body.vertices ?? body.joints);
await measure('13 380 vertices', 8, 'all', (body) => body.vertices ?? body.joints);
