import { expect, test } from 'vitest';
import { Rng } from '../base/index.ts';
import { Graph } from '../graph/index.ts';
import { buildEncoder, networkConfig } from '../network/index.ts';
import type { Weights } from '../platform/index.ts';
import { distance } from '../../test/support/distance.ts';
import { evaluateGraph } from '../../test/support/evaluate-graph.ts';
import { encoderStart, GraphEncoder, type EncoderBuild } from '../../test/support/graph-encoder.ts';
import { movenetGraph } from '../../test/support/movenet-graph.ts';
import { nativeFacts } from './addon.ts';
import { lower } from './lower.ts';
import { NativeEncoder } from './native-encoder.ts';

const facts = nativeFacts();
const here = facts.here ? '' : ` (skipped: ${facts.why})`;

const normals = (length: number, rng: Rng): Float32Array =>
  Float32Array.from({ length }, () => rng.normal());

/**
 * Operator by operator gradients agree to 1e-6 (native-encoder.test.ts). Through a whole network the last bit decides of some
 * values near 0 whether a gradient passes: a graph whose images change in their last bit is apart from itself by 1e-2
 * where weights are random, by 1e-3 in MoveNet. Anything that is put together wrongly is apart by 1.
 */
const PUT_TOGETHER = { random: 0.1, trained: 0.02 };

/** Distances of the gradients to those expected, by parameter. */
function distances(got: Weights, wanted: Weights): number[] {
  return [...wanted].map(([name, { data }]) =>
    distance(got.get(name)?.data as Float32Array, data as Float32Array),
  );
}

test.skipIf(!facts.here)(
  `ResNet-50: gradients and running statistics are the graph's${here}`,
  async () => {
    const config = networkConfig({ model: 'resnet50' });
    const image = [4, 3, 64, 64];
    const build: EncoderBuild = (graph, x, mode) => [buildEncoder(graph, config, x, mode)];
    const { variables, images } = encoderStart(image, build, 5);
    const reference = await GraphEncoder.create(image, build);
    const graph = new Graph('encoder');
    const input = graph.input('images', image);
    const native = new NativeEncoder(lower(graph, input, build(graph, input, 'frozen')), {
      threads: 2,
    });
    const rng = new Rng(4);
    const dy = normals(4 * 2048, rng);
    const gradientsOf = async (
      encoder: GraphEncoder | NativeEncoder,
      of: Float32Array,
    ): Promise<Weights> => {
      encoder.load(variables);
      await encoder.forward(of);
      await encoder.backward(dy);
      return encoder.gradients();
    };
    const wanted = await gradientsOf(reference, images);
    const got = await gradientsOf(native, images);
    const names = [...wanted.keys()];
    for (const [i, apart] of distances(got, wanted).entries()) {
      expect(apart, names[i]).toBeLessThan(PUT_TOGETHER.random);
    }
    for (const [name, { data }] of reference.variables()) {
      if (!name.includes('running')) continue;
      const apart = distance(
        native.variables().get(name)?.data as Float32Array,
        data as Float32Array,
      );
      expect(apart, name).toBeLessThan(5e-4);
    }
    await reference.dispose();
    await native.dispose();
  },
  600_000,
);

test.skipIf(!facts.here)(
  `HRNet-W48: features are the graph's, and along its gradient the loss rises as its length says${here}`,
  async () => {
    const config = networkConfig({ model: 'hrnet-w48' });
    const image = [2, 3, 64, 64];
    const build: EncoderBuild = (graph, x, mode) => [buildEncoder(graph, config, x, mode)];
    const { variables, images } = encoderStart(image, build, 5);
    const graph = new Graph('encoder');
    const input = graph.input('images', image);
    const native = new NativeEncoder(lower(graph, input, build(graph, input, 'frozen')), {
      threads: 2,
    });
    native.load(variables);
    const features = await native.forward(images);
    const batch = new Graph('reference');
    const [wanted] = build(batch, batch.input('images', image), 'batch');
    const feeds = { images: { type: 'float32', shape: image, data: images } } as const;
    const { y } = await evaluateGraph(batch, { y: wanted }, feeds, variables);
    expect(distance(features, y)).toBeLessThan(1e-3);

    const dy = normals(features.length, new Rng(4));
    await native.backward(dy);
    const gradients = native.gradients();
    const length = Math.sqrt(native.squaredNorm());
    const lossAt = async (step: number): Promise<number> => {
      const moved = new Map(variables);
      for (const [name, { data, shape }] of gradients) {
        const from = variables.get(name)?.data as Float32Array;
        const to = from.map((x, i) => x + (step * Number(data[i])) / length);
        moved.set(name, { type: 'float32', shape, data: to });
      }
      native.load(moved);
      const values = await native.forward(images);
      return values.reduce((sum, value, i) => sum + value * dy[i], 0);
    };
    // weights of this network begin at 0.001 before a normalisation: within 1e-5 the loss bends
    const STEP = 1e-6;
    const slope = ((await lossAt(STEP)) - (await lossAt(-STEP))) / (2 * STEP);
    // activations that cross 0 within the step bend it
    expect(Math.abs(slope / length - 1)).toBeLessThan(0.1);
    await native.dispose();
  },
  600_000,
);

test.skipIf(!facts.here)(
  `MoveNet as shipped: heads and gradients are the graph's${here}`,
  async () => {
    const image = [2, 3, 64, 64];
    const { graph, inputs, outputs, weights } = await movenetGraph(2, 64);
    const input = inputs.get('images');
    if (input === undefined) throw new Error('no images');
    const heads = [...outputs.values()];
    const native = new NativeEncoder(lower(graph, input, heads), { threads: 2 });
    const reference = await GraphEncoder.around(graph, input, heads);
    const rng = new Rng(4);
    const images = Float32Array.from({ length: 2 * 3 * 64 * 64 }, () => rng.uniform());
    expect(input.shape).toEqual(image);
    for (const encoder of [reference, native]) encoder.load(weights);
    const wanted = await reference.forwardAll(images);
    const got = await native.forwardAll(images);
    for (const [i, values] of wanted.entries()) {
      expect(distance(got[i], values), `output ${i}`).toBeLessThan(1e-5);
    }
    const gradients = wanted.map(({ length }) => normals(length, rng));
    await reference.backward(...gradients);
    await native.backward(...gradients);
    const names = [...reference.gradients().keys()];
    for (const [i, apart] of distances(native.gradients(), reference.gradients()).entries()) {
      expect(apart, names[i]).toBeLessThan(PUT_TOGETHER.trained);
    }
    await reference.dispose();
    await native.dispose();
  },
  120_000,
);
