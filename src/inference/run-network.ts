/**
 * @file The network by itself, for parity hunts: normalised images and box information in, every
 * intermediate result out; nothing is detected, cropped or converted.
 */

import type { RelationMode } from '../camera/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { float32Of } from '../format/index.ts';
import {
  encoderWidth,
  inferenceModel,
  inputSize,
  loadWeights,
  relationInput,
  usesRelation,
  withRois,
  type NetworkConfig,
  type NetworkOutput,
  type WeightsFile,
} from '../network/index.ts';
import type { HostTensor, Runtime, SessionOptions } from '../platform/index.ts';
import { dims, sizeOf } from '../base/index.ts';

/** What `multiroi network` computes beside the usual outputs. */
export interface BareNetworkOptions extends SessionOptions {
  /** Also write z, the projection for the contrastive loss. */
  readonly z?: boolean;
  /** Another rounding of the encoding than the weights were converted with. */
  readonly relation?: RelationMode;
}

/** Arrays by name, as `.npz` files hold them. */
export type NamedArrays = ReadonlyMap<
  string,
  { readonly type: string; readonly shape: readonly number[] }
>;

interface Float32Tensor {
  readonly type: 'float32';
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Output names, and what each is in the network. */
const OUTPUTS: Readonly<Record<string, NetworkOutput>> = {
  features: 'features',
  attention: 'attention',
  rotmat: 'meshRotmats',
  betas: 'meshBetas',
  cam: 'cameras',
  z: 'z',
};

function take(inputs: NamedArrays, name: string): Float32Tensor {
  const array = inputs.get(name);
  if (array === undefined) {
    throw new MultiRoiError(
      'E_CONFIG',
      `network: expected an array "${name}" among the inputs, got ${[...inputs.keys()].join(', ') || 'none'}`,
    );
  }
  return { type: 'float32', shape: array.shape, data: float32Of(`network "${name}"`, array) };
}

/** One person's part [1, …] of a batch. */
function person({ shape, data }: Float32Tensor, b: number): Float32Tensor {
  const rest = shape.slice(1);
  const size = sizeOf(rest);
  return { type: 'float32', shape: [1, ...rest], data: data.subarray(b * size, (b + 1) * size) };
}

interface Inputs {
  readonly config: NetworkConfig;
  readonly name: 'images' | 'features';
  readonly source: Float32Tensor;
  readonly boxes: Float32Tensor;
}

/** Checks the inputs against the network; B and M are theirs. */
function inputsOf(stored: NetworkConfig, inputs: NamedArrays): Inputs {
  const name = stored.model === 'light' ? 'features' : 'images';
  const source = take(inputs, name);
  const boxes = take(inputs, 'boxes');
  const { B, M } = dims('network "boxes"', boxes.shape, '[B, M, 3]');
  const config = withRois(stored, M);
  if (name === 'images') {
    const [H, W] = inputSize(config);
    dims('network "images"', source.shape, '[B, M, 3, H, W]', { B, M, H, W });
  } else {
    const D = encoderWidth(config);
    dims('network "features"', source.shape, '[B, M, D]', { B, M, D });
  }
  return { config, name, source, boxes };
}

/**
 * Runs a network on `images` [B, M, 3, H, W] (for `light`: `features` [B, M, 1465]) and `boxes` [B, M, 3].
 * @returns `features` [B, M, D] (not for `light`, whose input they are), `attention` [B, M, M], `rotmat`
 * [B, K, 24, 3, 3], `betas` [B, K, 10], `cam` [B, M, 3] and, on request, `z` [B, M, D]. K = M where every RoI
 * has a mesh of its own, RoI 0's being the person's; else 1.
 * @throws E_CONFIG, E_SHAPE when inputs and weights do not fit.
 */
export async function runNetwork(
  runtime: Runtime,
  file: WeightsFile,
  inputs: NamedArrays,
  options: BareNetworkOptions = {},
): Promise<Map<string, HostTensor>> {
  const { z = false, relation, ...session } = options;
  const { config: own, name, source, boxes } = inputsOf(file.config, inputs);
  const config = relation === undefined ? own : { ...own, relation };
  const { weights } = loadWeights(config, file.tensors);
  const wanted = Object.entries(OUTPUTS).filter(
    ([, output]) => (z || output !== 'z') && !(name === 'features' && output === 'features'),
  );
  const outputs = wanted.map(([, output]) => output);
  // one person at a time: a batch of B would need B times the memory and save nothing
  const model = inferenceModel(config, weights, { people: 1, input: name, outputs });
  const compiled = await runtime.createSession(model, session);
  const people: Record<string, HostTensor>[] = [];
  try {
    for (let b = 0; b < boxes.shape[0]; b++) {
      const own = person(boxes, b);
      people.push(
        await compiled.run({
          [name]: person(source, b),
          boxes: own,
          ...(usesRelation(config.fusion) && { relation: relationInput(config, own.data, 1) }),
        }),
      );
    }
  } finally {
    await compiled.dispose();
  }
  return new Map(wanted.map(([key, output]) => [key, joined(people.map((one) => one[output]))]));
}

/** Tensors [1, …] of each person as one [B, …]. */
function joined(parts: readonly HostTensor[]): HostTensor {
  const [first] = parts;
  if (first === undefined) {
    throw new MultiRoiError('E_SHAPE', 'network: expected one person or more, got none');
  }
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  parts.forEach((part, b) => data.set(float32Of('network', part), b * first.data.length));
  return { type: 'float32', shape: [parts.length, ...first.shape.slice(1)], data };
}
