/**
 * @file Weights whose encoder's convolutions are stored on 8 bits. Beside the network's own tensors, with batch
 * normalisation folded, a file of them holds `<weight>_scale` [O] of every weight that is rounded, and a range [2] of every
 * activation. Read, the weights are float again, on their levels, and scales and ranges go with them to where the graph is made.
 */

import { float32Of } from '../format/index.ts';
import { roundWeight, type ActivationRange, type Quantisation } from '../graph/index.ts';
import type { HostTensor, Weights } from '../platform/index.ts';

const SCALE = '_scale';
const RANGE = 'activation_range.';

/** Whether weights are those of an 8-bit network. */
export function isQuantised(weights: Weights): boolean {
  return [...weights.keys()].some((name) => name.startsWith(RANGE));
}

/** What of the weights says how the network is rounded; undefined for float ones. */
export function quantisationIn(weights: Weights): Quantisation | undefined {
  if (!isQuantised(weights)) return undefined;
  const ranges = new Map<string, ActivationRange>();
  const weightScales = new Map<string, Float32Array>();
  for (const [name, tensor] of weights) {
    if (name.startsWith(RANGE)) {
      const [low, high] = float32Of(name, tensor);
      ranges.set(name.slice(RANGE.length), [low, high]);
    } else if (name.endsWith(SCALE)) {
      weightScales.set(name.slice(0, -SCALE.length), float32Of(name, tensor));
    }
  }
  return { ranges, weightScales };
}

/** Tensors of a file of 8-bit weights. @param weights float, batch normalisation folded. */
export function quantiseNetwork(weights: Weights, { ranges, weightScales }: Quantisation): Weights {
  const tensors = new Map(weights);
  for (const [name, scales] of weightScales) {
    const weight = weights.get(name);
    if (weight === undefined) continue;
    const data = roundWeight(float32Of(name, weight), scales);
    tensors.set(name, { type: 'int8', shape: weight.shape, data });
    tensors.set(name + SCALE, { type: 'float32', shape: [scales.length], data: scales });
  }
  for (const [activation, range] of ranges) {
    tensors.set(RANGE + activation, {
      type: 'float32',
      shape: [2],
      data: Float32Array.from(range),
    });
  }
  return tensors;
}

/** A file's tensors as float, and apart from them those of the quantisation. */
export function dequantiseWeights(tensors: Weights): {
  readonly float: Weights;
  readonly quantisation: Weights;
} {
  const float = new Map<string, HostTensor>();
  const quantisation = new Map<string, HostTensor>();
  for (const [name, tensor] of tensors) {
    const scales = tensors.get(name + SCALE);
    if (name.startsWith(RANGE) || name.endsWith(SCALE)) quantisation.set(name, tensor);
    else if (scales === undefined || tensor.type !== 'int8') float.set(name, tensor);
    else float.set(name, onLevels(name, tensor, scales));
  }
  return { float, quantisation };
}

function onLevels(name: string, { shape, data }: HostTensor, scale: HostTensor): HostTensor {
  const scales = float32Of(name + SCALE, scale);
  const fanIn = data.length / scales.length;
  const values = new Float32Array(data.length);
  for (let c = 0; c < scales.length; c++) {
    for (let i = c * fanIn; i < (c + 1) * fanIn; i++) values[i] = Number(data[i]) * scales[c];
  }
  return { type: 'float32', shape, data: values };
}
