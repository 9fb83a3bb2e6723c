/**
 * @file A network as an ONNX file for other runtimes, and the proof that it says the same: every output
 * of the written bytes against the network as it was trained (float32, batch normalisation unfolded).
 */

import { boxInfos, resolveIntrinsics, roisOf } from '../camera/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { float32Of } from '../format/index.ts';
import {
  encoderWidth,
  inferenceModel,
  inputSize,
  loadWeights,
  regionsOf,
  relationInput,
  usesRelation,
  type NetworkConfig,
  type NetworkOutput,
  type WeightsFile,
} from '../network/index.ts';
import type { HostTensor, Runtime, SessionOptions } from '../platform/index.ts';
import { Rng } from '../base/index.ts';
import { sizeOf } from '../base/index.ts';

/** Of stored weights. */
export type Precision = 'fp32' | 'fp16';

/** What is exported, and what it is compared on. */
export interface OnnxExportOptions extends SessionOptions {
  /** `fp16` halves the file: weights are stored in 16 bits, arithmetic stays float32. */
  readonly precision: Precision;
  /** B: how many people one run takes. */
  readonly people: number;
  /** Of the inputs that the two are compared on. */
  readonly seed: number;
}

/** How far an output of the file is from the network's own. */
export interface OutputParity {
  readonly output: string;
  readonly shape: readonly number[];
  readonly maxAbsDifference: number;
  /** The largest number of this output, to judge the difference by. */
  readonly maxAbs: number;
}

/** A model, and how far its outputs are from those of the network as it was trained. */
export interface OnnxExport {
  readonly model: Uint8Array;
  readonly parity: readonly OutputParity[];
}

const OUTPUTS: readonly NetworkOutput[] = ['rotmats', 'betas', 'cameras', 'attention'];

/** The people that the comparison looks at stand somewhere in an image of this size. */
const IMAGE = { width: 1920, height: 1080 };

/** Plausible inputs: noise of unit variance as images or features, boxes of standing people. */
function drawInputs(
  config: NetworkConfig,
  input: 'images' | 'features',
  people: number,
  rng: Rng,
): Record<string, HostTensor> {
  const { rois: M } = config;
  const rest = input === 'images' ? [3, ...inputSize(config)] : [encoderWidth(config)];
  const shape = [people, M, ...rest];
  const data = Float32Array.from({ length: sizeOf(shape) }, () => rng.normal());
  const intrinsics = resolveIntrinsics(IMAGE);
  const boxes = new Float32Array(people * M * 3);
  for (let p = 0; p < people; p++) {
    const size = rng.uniform(200, 900);
    const center = [rng.uniform(0, IMAGE.width), rng.uniform(0, IMAGE.height)] as const;
    const rois = roisOf({ center, size, width: size }, regionsOf(config));
    boxes.set(boxInfos(rois, intrinsics), p * M * 3);
  }
  return {
    [input]: { type: 'float32', shape, data },
    boxes: { type: 'float32', shape: [people, M, 3], data: boxes },
    ...(usesRelation(config.fusion) && { relation: relationInput(config, boxes, people) }),
  };
}

async function runOnce(
  runtime: Runtime,
  model: Uint8Array,
  session: SessionOptions,
  feeds: Record<string, HostTensor>,
): Promise<Record<string, HostTensor>> {
  const compiled = await runtime.createSession(model, session);
  try {
    return await compiled.run(feeds);
  } finally {
    await compiled.dispose();
  }
}

function compare(output: string, own: HostTensor, exported: HostTensor): OutputParity {
  const a = float32Of(output, own);
  const b = float32Of(output, exported);
  let maxAbsDifference = 0;
  let maxAbs = 0;
  for (let i = 0; i < a.length; i++) {
    maxAbsDifference = Math.max(maxAbsDifference, Math.abs(a[i] - b[i]));
    maxAbs = Math.max(maxAbs, Math.abs(a[i]));
  }
  if (!Number.isFinite(maxAbsDifference) || !Number.isFinite(maxAbs)) {
    throw new MultiRoiError(
      'E_NUMERIC',
      `export-onnx: expected finite outputs, got NaN or infinity ("${output}")`,
      { hint: 'check the weights; 16 bits end at 65504' },
    );
  }
  return { output, shape: own.shape, maxAbsDifference, maxAbs };
}

/**
 * Writes a network with its weights as one ONNX model, and runs it beside the network itself.
 * @throws E_NUMERIC when an output is not finite; as `loadWeights` for weights that do not fit.
 */
export async function exportOnnx(
  runtime: Runtime,
  { config, tensors }: WeightsFile,
  { precision, people, seed, ...session }: OnnxExportOptions,
): Promise<OnnxExport> {
  const { weights } = loadWeights(config, tensors);
  const input = config.model === 'light' ? 'features' : 'images';
  const shared = { people, input, outputs: OUTPUTS } as const;
  const model = inferenceModel(config, weights, { ...shared, half: precision === 'fp16' });
  const feeds = drawInputs(config, input, people, new Rng(seed));
  const exported = await runOnce(runtime, model, session, feeds);
  const trained = inferenceModel(config, weights, { ...shared, folded: false, rounded: false });
  const own = await runOnce(runtime, trained, session, feeds);
  const parity = OUTPUTS.map((output) => compare(output, own[output], exported[output]));
  return { model, parity };
}
