/** @file What every step is fed beside its people: dropout masks and the learning rate. */

import type { DropoutMask } from '../../network/index.ts';
import type { HostTensor, Session } from '../../platform/index.ts';
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
