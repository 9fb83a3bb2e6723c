import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { loadBody } from '../body/index.ts';
import { Rng, sizeOf } from '../base/index.ts';
import {
  batchNorm,
  conv2d,
  globalAvgPool,
  Graph,
  ones,
  relu,
  uniform,
  zeros,
  type Init,
  type Tensor,
} from '../graph/index.ts';
import { buildEncoder, inputSize, networkConfig, PRESETS } from '../network/index.ts';
import { nodeRuntime } from '../node/index.ts';
import type { Weights } from '../platform/index.ts';
import {
  buildHeadsStep,
  buildStep,
  decodeCheckpoint,
  encodeCheckpoint,
  EncoderStepper,
  imageLabels,
  ImageStepper,
  MIXED_PRECISIONS,
  personShapes,
  type ImageBatch,
  type MixedPrecision,
  type PersonArrays,
  type Stepped,
  type StepOptions,
  type Stepper,
  type TrainableEncoder,
} from '../training/index.ts';
import { distance } from '../../test/support/distance.ts';
import { encoderStart, GraphEncoder, type EncoderBuild } from '../../test/support/graph-encoder.ts';
import { nativeFacts } from './addon.ts';
import { lower } from './lower.ts';
import { NativeEncoder } from './native-encoder.ts';

const body = loadBody(readFileSync(new URL('../../assets/body/open.safetensors', import.meta.url)));
const ROIS = 2;
const PEOPLE = 2;
const config = networkConfig({
  model: 'resnet50',
  rois: ROIS,
  // what follows the encoder is not what is tested
  fusion: 'none',
  lossWeights: { ...PRESETS.paper.lossWeights, contrastive: 0 },
  regressor: { iterations: 1, widths: [32, 32], activation: 'relu', blocks: 1, dropout: 0.1 },
});
const STRIDE = 50;
const options: StepOptions = {
  config,
  body,
  people: PEOPLE,
  vertexStride: STRIDE,
  maxGradientNorm: 1,
};
const IMAGE = [PEOPLE * ROIS, 3, ...inputSize(config)];
const heads = buildHeadsStep(options, imageLabels);

/** So small that many steps cost little; as wide as the heads want. */
const small: EncoderBuild = (graph, images, mode) => {
  const block = (x: Tensor, name: string, channels: number, kernel: number): Tensor => {
    const weight = graph.parameter(
      `${name}.weight`,
      [channels, x.shape[1], kernel, kernel],
      uniform(0.2),
    );
    const y = conv2d(x, weight, { stride: kernel });
    const vector = (part: string, init: Init): Tensor =>
      graph.parameter(`${name}.${part}`, [channels], init);
    const state = (part: string, init: Init): Tensor =>
      graph.state(`${name}.${part}`, [channels], init);
    const tensors = {
      scale: vector('scale', ones),
      bias: vector('bias', zeros),
      mean: state('mean', zeros),
      variance: state('variance', ones),
    };
    return relu(batchNorm(y, tensors, { mode }));
  };
  return [globalAvgPool(block(block(images, 'a', 8, 8), 'b', 2048, 4))];
};

function person(index: number): PersonArrays {
  const rng = new Rng(`person ${index}`);
  const shapes = personShapes(config, Math.ceil(body.vertexCount / STRIDE));
  const arrays = Object.entries(shapes).map(([name, shape]) => {
    const stream = rng.fork(name);
    const draw = (): number =>
      name === 'focal' ? 800 : name === 'sizes' ? 200 : stream.uniform(-1, 1);
    return [name, Float32Array.from({ length: sizeOf(shape) }, draw)] as const;
  });
  return Object.fromEntries(arrays) as unknown as PersonArrays;
}

/** Two parts. */
const batch: ImageBatch = [0, 1].map((part) => [0, 1].map((i) => person(part * PEOPLE + i)));

const open: { dispose(): Promise<void> }[] = [];
afterAll(async () => {
  for (const each of open) await each.dispose();
});

async function around(encoder: TrainableEncoder): Promise<EncoderStepper> {
  const steps = { config, heads, encoder, maxGradientNorm: options.maxGradientNorm };
  const stepper = await EncoderStepper.create(nodeRuntime, steps, { threads: 1 });
  open.push(stepper);
  return stepper;
}

const ofHeads = heads.initial(new Rng(3));
const begin = (build: EncoderBuild): Weights =>
  new Map([...ofHeads, ...encoderStart(IMAGE, build, 3).variables]);

function native(
  build: EncoderBuild,
  mixedPrecision: MixedPrecision = 'none',
): Promise<EncoderStepper> {
  const graph = new Graph('encoder');
  const images = graph.input('images', IMAGE);
  return around(
    new NativeEncoder(lower(graph, images, build(graph, images, 'frozen')), {
      threads: 2,
      mixedPrecision,
    }),
  );
}

/** Losses over some steps, and what the last one leaves. */
async function train(
  stepper: Stepper<ImageBatch>,
  from: Pick<Stepped, 'variables'>,
  first: number,
  last: number,
): Promise<{ readonly losses: number[]; readonly norms: number[]; readonly left: Stepped }> {
  let left = { ...from, values: {} } as Stepped;
  let now = from;
  const losses: number[] = [];
  const norms: number[] = [];
  for (let i = first; i < last; i++) {
    left = await stepper.step(now, batch, 1e-5, new Rng(7).fork(`masks ${i}`));
    now = left;
    losses.push(left.values['loss']);
    norms.push(left.values['gradientNorm']);
  }
  return { losses, norms, left };
}

const expectSame = (got: readonly number[], wanted: readonly number[], within: number): void => {
  for (const [i, value] of wanted.entries()) {
    expect(Math.abs(got[i] - value) / Math.abs(value), `step ${i}`).toBeLessThan(within);
  }
};

const STEPS = 6;
const facts = nativeFacts();
const here = facts.here ? '' : ` (skipped: ${facts.why})`;

test.skipIf(!facts.here)(
  `losses and gradient norms over some steps are those of an encoder in the graph${here}`,
  async () => {
    const start = { variables: begin(small) };
    const wanted = await train(
      await around(await GraphEncoder.create(IMAGE, small)),
      start,
      0,
      STEPS,
    );
    const got = await train(await native(small), start, 0, STEPS);
    // the same sums in another order
    expectSame(got.losses, wanted.losses, 1e-5);
    expectSame(got.norms, wanted.norms, 1e-4);
    expect([...got.left.variables.keys()].toSorted()).toEqual(
      [...wanted.left.variables.keys()].toSorted(),
    );
  },
);

test.skipIf(!facts.here)(
  `ResNet-50 in two engines is the step that one graph makes${here}`,
  async () => {
    const step = buildStep(options, imageLabels);
    const start = { variables: step.initial(new Rng(3)) };
    const first = batch.slice(0, 1);
    const whole = await ImageStepper.create(nodeRuntime, config, step);
    const wanted = await whole.step(start, first, 1e-5, new Rng(7));
    await whole.dispose();
    const resnet50: EncoderBuild = (graph, images, mode) => [
      buildEncoder(graph, config, images, mode),
    ];
    const got = await (await native(resnet50)).step(start, first, 1e-5, new Rng(7));
    for (const [name, value] of Object.entries(wanted.values)) {
      expect(Math.abs(got.values[name] / value - 1), name).toBeLessThan(1e-3);
    }
    expect([...got.variables.keys()].toSorted()).toEqual([...wanted.variables.keys()].toSorted());
    for (const [name, { data }] of wanted.variables) {
      if (!name.includes('running')) continue;
      const apart = distance(got.variables.get(name)?.data as Float32Array, data as Float32Array);
      expect(apart, name).toBeLessThan(1e-4);
    }
  },
  600_000,
);

for (const mixedPrecision of MIXED_PRECISIONS) {
  const can = facts.here && (mixedPrecision === 'none' || facts.bfloat16);
  const why = can ? '' : ` (skipped: ${facts.here ? facts.instructions : facts.why})`;
  test.skipIf(!can)(
    `a native run that goes on from its checkpoint gives the same bits, mixed precision ${mixedPrecision}${why}`,
    async () => {
      const start = { variables: begin(small) };
      const through = await train(await native(small, mixedPrecision), start, 0, STEPS);
      const begun = await train(await native(small, mixedPrecision), start, 0, 2);
      const { variables } = decodeCheckpoint(
        encodeCheckpoint(
          { step: 2, variables: begun.left.variables },
          { engine: 'native', mixedPrecision },
        ),
      );
      const resumed = await train(await native(small, mixedPrecision), { variables }, 2, STEPS);
      expect(resumed.losses).toEqual(through.losses.slice(2));
      const bits = (weights: Weights): string[] =>
        [...weights]
          .map(([name, { data }]) => `${name} ${createHash('sha256').update(data).digest('hex')}`)
          .toSorted();
      expect(bits(resumed.left.variables)).toEqual(bits(through.left.variables));
    },
  );
}

test.skipIf(!facts.here)(`a loss that is not finite changes nothing${here}`, async () => {
  const stepper = await native(small);
  const { left } = await train(stepper, { variables: begin(small) }, 0, 1);
  const before = new Map(left.variables);
  const bad = batch.map((part) =>
    part.map((each) => ({ ...each, images: each.images.map(() => NaN) })),
  );
  const { values, variables } = await stepper.step(left, bad, 1e-5, new Rng(1));
  expect(values['loss']).toBeNaN();
  for (const name of ['a.mean', 'a.weight', 'adam.m/b.scale', 'adam.step']) {
    expect(variables.get(name), name).toEqual(before.get(name));
  }
  const next = await stepper.step(left, batch, 1e-5, new Rng(1));
  expect(next.values['loss']).toBeGreaterThan(0);
});

test.skipIf(!facts.here)(
  `variables of a step are not to be had after the next${here}`,
  async () => {
    const stepper = await native(small);
    const { left } = await train(stepper, { variables: begin(small) }, 0, 1);
    await stepper.step(left, batch, 1e-5, new Rng(1));
    expect(() => left.variables).toThrow('asked for after the next one');
  },
);
