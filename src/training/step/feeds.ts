/** @file What every step is fed beside its people: dropout masks and the learning rate. */

import type { DropoutMask } from '../../network/index.ts';
import { SUM_PREFIX } from '../../graph/index.ts';
import type { HostTensor, Session, Weights } from '../../platform/index.ts';
import type { Rng } from '../../base/index.ts';
import { sizeOf } from '../../base/index.ts';

/** Inputs of a compiled graph by name. */
export type Feeds = Record<string, HostTensor>;

export function float32(data: Float32Array, shape: readonly number[]): HostTensor {
  return { type: 'float32', shape, data };
}

export function scalar(value: number): HostTensor {
  return float32(Float32Array.of(value), []);
}

/** Those that a model takes: inputs that no loss of the configuration reads are not in it. */
export function wanted(session: Session, feeds: Feeds): Feeds {
  const names = new Set(session.inputNames);
  return Object.fromEntries(Object.entries(feeds).filter(([name]) => names.has(name)));
}

/**
 * The variables with sums of gradients where a model wants some that are not there: they are zeros between steps, and not every
 * engine keeps them in its checkpoints.
 */
export function withSums(session: Session, variables: Weights): Weights {
  const missing = session.inputNames.filter(
    (name) => name.startsWith(SUM_PREFIX) && !variables.has(name),
  );
  if (missing.length === 0) return variables;
  const sums = missing.map((name): [string, HostTensor] => {
    const shape = session.inputShapes[name].map((length) => length ?? 1);
    return [name, float32(new Float32Array(sizeOf(shape)), shape)];
  });
  return new Map([...variables, ...sums]);
}

/** Dropout masks: 1 with probability `keep`, to 2⁻¹⁶. */
export function drawMasks(masks: readonly DropoutMask[], rng: Rng): Feeds {
  const draw = ({ name, shape, keep }: DropoutMask): HostTensor => {
    const stream = rng.fork(name);
    const threshold = keep * 0x10000;
    const mask = new Float32Array(sizeOf(shape));
    // masks are most of a step's random numbers, so one number serves two units
    for (let i = 0; i < mask.length; i += 2) {
      const bits = stream.uint32();
      if ((bits & 0xffff) < threshold) mask[i] = 1;
      if (bits >>> 16 < threshold) mask[i + 1] = 1;
    }
    return float32(mask, shape);
  };
  return Object.fromEntries(masks.map((mask) => [mask.name, draw(mask)]));
}
