/** @file Initial values of parameters. */

import { MultiRoiError } from '../base/index.ts';
import type { Rng } from '../base/index.ts';
import { sizeOf } from '../base/index.ts';

/** Draws the elements of a tensor of this shape. */
export type Init = (shape: readonly number[], rng: Rng) => Float32Array<ArrayBuffer>;

/** Fan-in and fan-out of [out, in, …kernel]; a vector counts as both. */
function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  const receptive = sizeOf(shape.slice(2));
  const fanOut = (shape[0] ?? 1) * receptive;
  return { fanIn: shape.length > 1 ? shape[1] * receptive : fanOut, fanOut };
}

function draw(shape: readonly number[], next: () => number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: sizeOf(shape) }, next);
}

/** Every element equal to `value`. */
export function filled(value: number): Init {
  return (shape) => new Float32Array(sizeOf(shape)).fill(value);
}

export const zeros: Init = filled(0);
export const ones: Init = filled(1);

/** Gaussian with mean 0. */
export function normal(std: number): Init {
  return (shape, rng) => draw(shape, () => rng.normal(0, std));
}

/** Uniform in [−bound, bound). */
export function uniform(bound: number): Init {
  return (shape, rng) => draw(shape, () => rng.uniform(-bound, bound));
}

/** Uniform with bound gain·√(6 / (fanIn + fanOut)) (Glorot and Bengio 2010). */
export function xavierUniform(gain: number = 1): Init {
  return (shape, rng) => {
    const { fanIn, fanOut } = fans(shape);
    return uniform(gain * Math.sqrt(6 / (fanIn + fanOut)))(shape, rng);
  };
}

/** Gaussian with std √(2 / fan) for layers followed by a rectifier (He et al. 2015). */
export function kaimingNormal(fan: 'in' | 'out' = 'in'): Init {
  return (shape, rng) => {
    const { fanIn, fanOut } = fans(shape);
    return normal(Math.sqrt(2 / (fan === 'in' ? fanIn : fanOut)))(shape, rng);
  };
}

/** Uniform with bound √(1 / fanIn): what PyTorch gives linear and convolution weights by default. */
export function fanInUniform(): Init {
  return (shape, rng) => uniform(Math.sqrt(1 / fans(shape).fanIn))(shape, rng);
}

/** These values, whatever the generator says. */
export function given(values: Float32Array): Init {
  return (shape) => {
    if (values.length !== sizeOf(shape)) {
      throw new MultiRoiError(
        'E_SHAPE',
        `given: expected ${sizeOf(shape)} elements for [${shape.join(', ')}], got ${values.length}`,
      );
    }
    return Float32Array.from(values);
  };
}
