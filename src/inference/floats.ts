/** @file Numbers out of what a session gives. */

import { checkLength, MultiRoiError } from '../base/index.ts';
import type { HostTensor } from '../platform/index.ts';

/** Numbers of an output, checked. */
export function floatsOf(
  name: string,
  tensor: HostTensor | undefined,
  length: number,
): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) {
    const got = tensor === undefined ? 'nothing' : tensor.type;
    throw new MultiRoiError('E_SHAPE', `${name}: expected float32, got ${got}`);
  }
  checkLength(name, tensor.data.length, [length]);
  return tensor.data;
}
