/** @file What ONNX Runtime fails of: what it was given, or itself. It tells in words only. */

import { messageOf, MultiRoiError } from '../base/index.ts';
import type { HostTensor } from './platform.ts';

const MEMORY =
  /out of memory|bad.?alloc|failed to allocate|allocation fail|memory access out of bounds|\boom\b/i;
/** Its words for inputs of another shape or type than the model's. */
const INPUTS = /INVALID_ARGUMENT|invalid (rank|dimensions)|unexpected input data type/i;
/** Its words for a failure that another try, or another machine, need not have. */
const OWN = /RUNTIME_EXCEPTION|EP_FAIL|ENGINE_ERROR|CUDA (error|failure)|thread/i;

const noMemory = (who: string, cause: unknown): MultiRoiError =>
  new MultiRoiError('E_RUNTIME', `${who}: expected memory for a network, got none`, {
    hint: 'close other programs or pages, or do less at a time',
    cause,
  });

/** Whether an input has a fixed length that the model does not. */
function fits(shape: readonly number[], expected: readonly (number | null)[]): boolean {
  return (
    shape.length === expected.length &&
    expected.every((length, axis) => length === null || length === shape[axis])
  );
}

/** @returns E_SHAPE when the inputs do not fit the model, else E_RUNTIME. */
export function runError(
  cause: unknown,
  feeds: Readonly<Record<string, HostTensor>>,
  inputShapes: Readonly<Record<string, readonly (number | null)[]>>,
): MultiRoiError {
  const message = messageOf(cause);
  const misfit =
    INPUTS.test(message) ||
    Object.entries(feeds).some(([name, { shape }]) => !fits(shape, inputShapes[name] ?? []));
  if (misfit) {
    return new MultiRoiError(
      'E_SHAPE',
      `run: expected inputs that fit the model, got an error (${message})`,
      { cause },
    );
  }
  if (MEMORY.test(message)) return noMemory('run', cause);
  return new MultiRoiError(
    'E_RUNTIME',
    `run: expected the network to be executed, got an error (${message})`,
    { cause },
  );
}

/**
 * @param provider what should have executed the model.
 * @param isBuiltIn whether that is always there.
 * @returns E_RUNTIME for want of memory and the runtime's own failures, E_FORMAT for a model that it cannot read,
 * E_UNSUPPORTED for a provider that cannot start.
 */
export function sessionError(cause: unknown, provider: string, isBuiltIn: boolean): MultiRoiError {
  const message = messageOf(cause);
  if (MEMORY.test(message)) return noMemory('createSession', cause);
  const code = !isBuiltIn ? 'E_UNSUPPORTED' : OWN.test(message) ? 'E_RUNTIME' : 'E_FORMAT';
  return new MultiRoiError(
    code,
    `createSession: expected a model that '${provider}' can run, got an error (${message})`,
    { cause },
  );
}
