/**
 * @file Milliseconds and GFLOP/s of one ResNet-50 training step: 5 crops of 224², batch statistics,
 * forward, backward and Adam.
 *
 *   npx tsx bench/resnet50-step.ts [steps] [threads]
 *
 * With one thread the processor time tells what the wall clock of a busy machine cannot.
 * FLOP are counted as 6 per multiply-add of the convolutions and the last layer: 2 forward, 2 for each
 * of the two gradients.
 */

import { availableParallelism } from 'node:os';
import {
  batchNorm,
  conv2d,
  Graph,
  globalAvgPool,
  initialise,
  kaimingNormal,
  linear,
  maxPool2d,
  mean,
  ones,
  relu,
  add,
  runStep,
  square,
  sub,
  trainingStep,
  zeros,
  type Tensor,
} from '../src/graph/index.ts';
import { nodeRuntime } from '../src/node/index.ts';
import { Rng } from '../src/base/index.ts';
import { sizeOf } from '../src/base/index.ts';

const CROPS = 5;
const SIZE = 224;
const OUTPUTS = 157;

let multiplyAdds = 0;

/** Convolution without bias, then batch normalisation. */
function convNorm(graph: Graph, x: Tensor, out: number, kernel: number, stride: number): Tensor {
  const weight = graph.parameter('weight', [out, x.shape[1], kernel, kernel], kaimingNormal('out'));
  const y = conv2d(x, weight, { stride, pad: kernel >> 1 });
  multiplyAdds += sizeOf(y.shape) * sizeOf(weight.shape.slice(1));
  const norm = graph.scope('norm');
  return batchNorm(
    y,
    {
      scale: norm.parameter('scale', [out], ones),
      bias: norm.parameter('bias', [out], zeros),
      mean: norm.state('mean', [out], zeros),
      variance: norm.state('variance', [out], ones),
    },
    { mode: 'batch' },
  );
}

function bottleneck(graph: Graph, x: Tensor, width: number, stride: number): Tensor {
  const out = 4 * width;
  const a = relu(convNorm(graph.scope('a'), x, width, 1, 1));
  const b = relu(convNorm(graph.scope('b'), a, width, 3, stride));
  const c = convNorm(graph.scope('c'), b, out, 1, 1);
  const same = x.shape[1] === out && stride === 1;
  return relu(add(c, same ? x : convNorm(graph.scope('shortcut'), x, out, 1, stride)));
}

function resnet50(graph: Graph, images: Tensor): Tensor {
  let x = relu(convNorm(graph.scope('stem'), images, 64, 7, 2));
  x = maxPool2d(x, { kernel: 3, stride: 2, pad: 1 });
  for (const [stage, blocks] of [3, 4, 6, 3].entries()) {
    for (let i = 0; i < blocks; i++) {
      const stride = stage > 0 && i === 0 ? 2 : 1;
      x = bottleneck(graph.scope(`stage${stage}.${i}`), x, 64 << stage, stride);
    }
  }
  return globalAvgPool(x);
}

const steps = Number(process.argv[2] ?? 10);
const threads = Number(process.argv[3] ?? availableParallelism());
const built = performance.now();
const graph = new Graph('resnet50');
const images = graph.input('images', [CROPS, 3, SIZE, SIZE]);
const target = graph.input('target', [CROPS, OUTPUTS]);
const weight = graph.parameter('weight', [OUTPUTS, 2048], kaimingNormal());
const y = linear(resnet50(graph, images), weight, graph.parameter('bias', [OUTPUTS], zeros));
multiplyAdds += CROPS * sizeOf(weight.shape);
const model = trainingStep(graph, { loss: mean(square(sub(y, target))), learningRate: 1e-4 });
const compiled = performance.now();
console.log(
  `build and write ${(compiled - built).toFixed(0)} ms, ${graph.nodes.length} nodes made, model ${(model.length / 1e6).toFixed(1)} MB`,
);
const session = await nodeRuntime.createSession(model, { threads });
console.log(`compile         ${(performance.now() - compiled).toFixed(0)} ms`);

const rng = new Rng('bench');
const random = (shape: readonly number[]): Float32Array =>
  Float32Array.from({ length: sizeOf(shape) }, () => rng.normal());
let state = initialise(graph, rng);
const feeds = {
  images: { type: 'float32', shape: images.shape, data: random(images.shape) },
  target: { type: 'float32', shape: target.shape, data: random(target.shape) },
} as const;
const times: number[] = [];
const processor: number[] = [];
for (let i = 0; i < steps; i++) {
  const used = process.cpuUsage();
  const start = performance.now();
  const result = await runStep(session, state, feeds);
  times.push(performance.now() - start);
  const { user, system } = process.cpuUsage(used);
  processor.push((user + system) / 1e3);
  state = result.state;
  console.log(
    `step ${i}  loss ${Number(result.outputs['loss'].data[0]).toFixed(4)}  ${times[i].toFixed(0)} ms, processor ${processor[i].toFixed(0)} ms`,
  );
}
times.sort((a, b) => a - b);
processor.sort((a, b) => a - b);
const median = times[times.length >> 1];
const gflop = (6 * multiplyAdds) / 1e9;
console.log(
  `median ${median.toFixed(0)} ms (${((gflop / median) * 1e3).toFixed(0)} GFLOP/s), ` +
    `best ${times[0].toFixed(0)} ms (${((gflop / times[0]) * 1e3).toFixed(0)} GFLOP/s) of ${gflop.toFixed(1)} GFLOP; ` +
    `processor best ${processor[0].toFixed(0)} ms on ${threads} threads`,
);
await session.dispose();
