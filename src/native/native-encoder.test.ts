import { expect, test } from 'vitest';
import {
  add,
  addAll,
  batchNorm,
  clip,
  concat,
  conv2d,
  globalAvgPool,
  Graph,
  maxPool2d,
  mul,
  ones,
  relu,
  relu6,
  resizeBilinear,
  resizeNearest,
  sub,
  uniform,
  zeros,
  type ConvolutionOptions,
  type Tensor,
} from '../graph/index.ts';
import type { Weights } from '../platform/index.ts';
import { Rng } from '../base/index.ts';
import { distance } from '../../test/support/distance.ts';
import { encoderStart, GraphEncoder, type EncoderBuild } from '../../test/support/graph-encoder.ts';
import { lower } from './lower.ts';
import { NativeEncoder } from './native-encoder.ts';
import { nativeFacts } from './addon.ts';

/** Layers by name, as the networks make them. */
interface Layers {
  readonly images: Tensor;
  readonly conv: Convolve;
  /** With a bias. */
  readonly biased: Convolve;
  readonly norm: (x: Tensor, name: string) => Tensor;
}

type Convolve = (
  x: Tensor,
  name: string,
  channels: number,
  kernel: number,
  options?: ConvolutionOptions,
) => Tensor;

const network =
  (make: (layers: Layers) => readonly Tensor[]): EncoderBuild =>
  (graph, images, mode) => {
    const weight = (
      x: Tensor,
      name: string,
      channels: number,
      kernel: number,
      groups = 1,
    ): Tensor =>
      graph.parameter(
        `${name}.weight`,
        [channels, x.shape[1] / groups, kernel, kernel],
        uniform(0.5),
      );
    return make({
      images,
      conv: (x, name, channels, kernel, options = {}) =>
        conv2d(x, weight(x, name, channels, kernel, options.groups), options),
      biased: (x, name, channels, kernel, options = {}) =>
        conv2d(x, weight(x, name, channels, kernel, options.groups), {
          ...options,
          bias: graph.parameter(`${name}.bias`, [channels], uniform(0.5)),
        }),
      norm: (x, name) =>
        batchNorm(
          x,
          {
            scale: graph.parameter(`${name}.weight`, [x.shape[1]], ones),
            bias: graph.parameter(`${name}.bias`, [x.shape[1]], uniform(0.5)),
            mean: graph.state(`${name}.running_mean`, [x.shape[1]], zeros),
            variance: graph.state(`${name}.running_var`, [x.shape[1]], ones),
          },
          { mode },
        ),
    });
  };

interface Case {
  readonly name: string;
  readonly image: readonly number[];
  readonly build: EncoderBuild;
}

const stem = ({ images, conv, norm }: Layers, channels = 16): Tensor =>
  relu(norm(conv(images, 'stem', channels, 3, { pad: 1 }), 'stem.norm'));

const CASES: readonly Case[] = [
  {
    name: 'a convolution',
    image: [2, 3, 9, 7],
    build: network(({ images, conv }) => [conv(images, 'a', 8, 3, { pad: 1 })]),
  },
  {
    name: 'strides, dilations and lopsided pads',
    image: [2, 3, 13, 11],
    build: network(({ images, conv }) => {
      const x = conv(images, 'a', 16, 3, { stride: [2, 1], pad: [0, 1, 1, 2] });
      return [conv(x, 'b', 24, 3, { dilation: 2, pad: 2 })];
    }),
  },
  {
    name: 'a bias and relu6, and bounds of other heights',
    image: [1, 3, 8, 8],
    build: network(({ images, biased }) => [
      clip(biased(relu6(biased(images, 'a', 8, 3)), 'b', 8, 1), -0.7, 0.9),
    ]),
  },
  {
    name: 'depthwise',
    image: [2, 3, 8, 10],
    build: network((layers) => {
      const x = stem(layers, 24);
      return [layers.biased(x, 'a', 24, 3, { groups: 24, pad: 1, stride: 2 })];
    }),
  },
  {
    name: 'groups',
    image: [2, 3, 6, 6],
    build: network((layers) => [layers.conv(stem(layers), 'a', 32, 3, { groups: 4, pad: 1 })]),
  },
  {
    name: 'channels that fill no block',
    image: [3, 5, 7, 5],
    build: network(({ images, conv, norm }) => {
      const x = relu(norm(conv(images, 'a', 7, 3, { pad: 1 }), 'a.norm'));
      const y = norm(conv(x, 'b', 13, 1), 'b.norm');
      return [concat([relu(y), conv(x, 'c', 3, 1), x], 1)];
    }),
  },
  {
    name: 'normalisation without activation, of something that others read too',
    image: [2, 3, 6, 5],
    build: network((layers) => {
      const x = stem(layers);
      const y = layers.conv(x, 'a', 16, 3, { pad: 1 });
      return [add(layers.norm(y, 'a.norm'), y)];
    }),
  },
  {
    name: 'normalisation of the image',
    image: [2, 3, 6, 5],
    build: network(({ images, conv, norm }) => [conv(norm(images, 'a'), 'b', 8, 3)]),
  },
  {
    name: 'a residual block whose shortcut is normalised',
    image: [2, 3, 8, 6],
    build: network((layers) => {
      const { conv, norm } = layers;
      const x = stem(layers);
      const y = norm(
        conv(relu(norm(conv(x, 'a', 8, 1), 'a.norm')), 'b', 32, 3, { pad: 1 }),
        'b.norm',
      );
      return [relu(add(y, norm(conv(x, 'c', 32, 1), 'c.norm')))];
    }),
  },
  {
    name: 'a residual block over its input, twice',
    image: [2, 3, 8, 6],
    build: network((layers) => {
      const { conv, norm } = layers;
      const block = (x: Tensor, name: string): Tensor =>
        relu(add(norm(conv(x, name, 16, 3, { pad: 1 }), `${name}.norm`), x));
      return [globalAvgPool(block(block(stem(layers), 'a'), 'b'))];
    }),
  },
  {
    name: 'the same term twice',
    image: [2, 3, 4, 4],
    build: network((layers) => {
      const x = stem(layers);
      return [addAll([x, x, layers.conv(x, 'a', 16, 1)])];
    }),
  },
  {
    name: 'max-pooling',
    image: [2, 3, 9, 12],
    build: network((layers) => [
      maxPool2d(layers.norm(layers.conv(layers.images, 'a', 8, 3), 'a.norm'), {
        kernel: 3,
        stride: 2,
        pad: 1,
      }),
    ]),
  },
  {
    name: 'nearest neighbours',
    image: [2, 3, 4, 3],
    build: network((layers) => [resizeNearest(stem(layers), [8, 12])]),
  },
  {
    name: 'bilinear, centres aligned',
    image: [2, 3, 4, 5],
    build: network((layers) => [resizeBilinear(stem(layers), [8, 10])]),
  },
  {
    name: 'bilinear, first pixels aligned, also smaller',
    image: [2, 3, 6, 5],
    build: network((layers) => [resizeBilinear(stem(layers), [3, 10], { halfPixel: false })]),
  },
  {
    name: 'branches of several resolutions that exchange sums',
    image: [2, 3, 8, 8],
    build: network((layers) => {
      const { conv, norm } = layers;
      const fine = stem(layers);
      const coarse = relu(norm(conv(fine, 'down', 24, 3, { stride: 2, pad: 1 }), 'down.norm'));
      const up = resizeNearest(norm(conv(coarse, 'up', 16, 1), 'up.norm'), [8, 8]);
      const down = norm(conv(fine, 'again', 24, 3, { stride: 2, pad: 1 }), 'again.norm');
      return [relu(addAll([fine, up, fine])), globalAvgPool(relu(addAll([coarse, down])))];
    }),
  },
  {
    name: 'an image that is scaled first',
    image: [1, 3, 5, 5],
    build: network(({ images, biased }) => [biased(sub(mul(images, 2), 0.25), 'a', 8, 3)]),
  },
  {
    name: 'one pixel',
    image: [8, 3, 1, 1],
    build: network(({ images, conv, norm }) => [norm(conv(images, 'a', 5, 1), 'a.norm')]),
  },
];

/** Sums of a few thousand float32 in another order: 1e-6; a mask that flips where a value is 1e-7 from 0 more. */
const TOLERANCE = 1e-4;

function expectClose(got: Weights, wanted: Weights, prefix = ''): void {
  expect([...got.keys()].toSorted()).toEqual([...wanted.keys()].toSorted());
  for (const [name, { data }] of wanted) {
    const found = got.get(name);
    expect(found?.data).toHaveLength(data.length);
    const numbers = found?.data as Float32Array;
    expect(distance(numbers, data as Float32Array), prefix + name).toBeLessThan(TOLERANCE);
  }
}

const facts = nativeFacts();
const here = facts.here ? '' : ` (skipped: ${facts.why})`;

const planOf = (image: readonly number[], build: EncoderBuild): ReturnType<typeof lower> => {
  const graph = new Graph('plan');
  const images = graph.input('images', image);
  return lower(graph, images, build(graph, images, 'frozen'));
};

const random = (length: number, rng: Rng): Float32Array =>
  Float32Array.from({ length }, () => rng.normal());

for (const { name, image, build } of CASES) {
  test.skipIf(!facts.here)(
    `${name}: forward, gradients and running statistics are the graph's${here}`,
    async () => {
      const { variables, images } = encoderStart(image, build, 5);
      const reference = await GraphEncoder.create(image, build);
      const native = new NativeEncoder(planOf(image, build), { threads: 2 });
      for (const encoder of [reference, native]) encoder.load(variables);
      const rng = new Rng('gradients');
      // twice: gradients of two parts add up
      for (const part of [0, 1]) {
        const wanted = await reference.forwardAll(images);
        const got = await native.forwardAll(images);
        for (const [i, values] of wanted.entries()) {
          expect(distance(got[i], values), `output ${i} of part ${part}`).toBeLessThan(TOLERANCE);
        }
        const gradients = wanted.map(({ length }) => random(length, rng));
        await reference.backward(...gradients);
        await native.backward(...gradients);
        expectClose(native.gradients(), reference.gradients(), `part ${part}: gradient of `);
      }
      expect(native.squaredNorm() / reference.squaredNorm()).toBeCloseTo(1, 4);
      for (const encoder of [reference, native]) {
        await encoder.adam({ learningRate: 1e-3, step: 1, scale: 0.5 });
      }
      expectClose(native.variables(), reference.variables());
      await reference.dispose();
      await native.dispose();
    },
  );
}

/**
 * A number of 8 bits is rounded by 2⁻⁹ at most; through a few layers that adds up. It also decides of the activations that lie as
 * near to 0, some in a hundred, whether their gradient passes: the root of that.
 */
const BRIEF_TOLERANCE = { outputs: 0.03, gradients: 0.2 };
const multiplies = facts.here && facts.bfloat16;
const brief = multiplies
  ? ''
  : ` (skipped: ${facts.here ? `${facts.instructions} does not multiply it` : facts.why})`;

for (const { name, image, build } of CASES) {
  test.skipIf(!multiplies)(
    `${name} in bfloat16: outputs, gradients and running statistics are those of float32 to its error${brief}`,
    async () => {
      const { variables, images } = encoderStart(image, build, 5);
      const plan = planOf(image, build);
      const wanted = new NativeEncoder(plan, { threads: 2 });
      const got = new NativeEncoder(plan, { threads: 2, mixedPrecision: 'bfloat16' });
      for (const encoder of [wanted, got]) encoder.load(variables);
      const outputs = await wanted.forwardAll(images);
      for (const [i, values] of (await got.forwardAll(images)).entries()) {
        expect(distance(values, outputs[i]), `output ${i}`).toBeLessThan(BRIEF_TOLERANCE.outputs);
      }
      const rng = new Rng('gradients');
      const gradients = outputs.map(({ length }) => random(length, rng));
      for (const encoder of [wanted, got]) await encoder.backward(...gradients);
      // all together: one layer's may be a small difference of large numbers
      expect(distance(joined(got.gradients()), joined(wanted.gradients()))).toBeLessThan(
        BRIEF_TOLERANCE.gradients,
      );
      const before = joined(got.variables());
      await got.adam({ learningRate: 1e-4, step: 1, scale: 1 });
      // variables stay float32: a step is far below the last bit of most numbers of 8 bits
      expect(joined(got.variables())).not.toEqual(before);
      for (const encoder of [wanted, got]) await encoder.dispose();
    },
  );
}

/** All of them laid end to end, by name. */
function joined(weights: Weights): number[] {
  const names = [...weights.keys()].toSorted();
  return names.flatMap((name) => Array.from(weights.get(name)?.data ?? [], Number));
}

test.skipIf(multiplies || !facts.here)(
  `bfloat16 is refused by a processor that does not multiply it${multiplies ? ' (skipped: this one does)' : ''}`,
  () => {
    const { image, build } = CASES[0];
    expect(() => new NativeEncoder(planOf(image, build), { mixedPrecision: 'bfloat16' })).toThrow(
      'expected a processor that multiplies bfloat16',
    );
  },
);
