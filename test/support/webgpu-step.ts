/** @file Prints the losses of the same training steps on the processor and on WebGPU as JSON, or why there is none of the latter. */

import { messageOf, Rng } from '../../src/base/index.ts';
import {
  conv2d,
  fanInUniform,
  globalAvgPool,
  Graph,
  initialise,
  linear,
  maxPool2d,
  mean,
  relu,
  runStep,
  square,
  sub,
  trainingStep,
} from '../../src/graph/index.ts';
import { nodeRuntime } from '../../src/node/index.ts';
import type { HostTensor } from '../../src/platform/index.ts';

const STEPS = 4;

const graph = new Graph('toy');
const images = graph.input('images', [2, 3, 16, 12]);
const target = graph.input('target', [2, 4]);
const convolved = conv2d(images, graph.root.parameter('first', [8, 3, 3, 3], fanInUniform()), {
  pad: 1,
});
const pooled = maxPool2d(relu(convolved), { kernel: 3, stride: 2, pad: 1 });
const weight = graph.root.parameter('weight', [4, 8], fanInUniform());
const loss = mean(square(sub(linear(globalAvgPool(pooled), weight), target)));
const model = trainingStep(graph, { loss, learningRate: 0.02, maxNorm: 1 });
const start = initialise(graph, new Rng(1));

function floats(shape: readonly number[], rng: Rng): HostTensor {
  const length = shape.reduce((a, b) => a * b, 1);
  const data = Float32Array.from({ length }, () => rng.uniform(-1, 1));
  return { type: 'float32', shape, data };
}

const rng = new Rng('data');
const batch = { images: floats(images.shape, rng), target: floats(target.shape, rng) };

async function losses(provider: string): Promise<number[]> {
  const session = await nodeRuntime.createSession(model, { provider });
  const found: number[] = [];
  let state = start;
  for (let step = 0; step < STEPS; step++) {
    const result = await runStep(session, state, batch);
    state = result.state;
    found.push(Number(result.outputs['loss'].data[0]));
  }
  await session.dispose();
  return found;
}

const cpu = await losses('cpu');
const told = await losses('webgpu').then(
  (webgpu) => ({ cpu, webgpu }),
  (error: unknown) => ({ cpu, webgpu: [], why: messageOf(error) }),
);
process.stdout.write(JSON.stringify(told));
