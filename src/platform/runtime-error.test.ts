import { expect, test } from 'vitest';
import { HostedSession, type OrtSession } from './ort-session.ts';
import { sessionError } from './runtime-error.ts';

const tensor = (shape: number[]) => ({
  type: 'float32' as const,
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
});

/** A model of one input [1, null] that fails with a message. */
function failing(message: string) {
  const session: OrtSession<{ type: string; dims: readonly number[]; data: unknown }> = {
    inputNames: ['x'],
    outputNames: ['y'],
    inputMetadata: [{ name: 'x', isTensor: true, shape: [1, 'n'] }],
    run: () => Promise.reject(new Error(message)),
    release: () => Promise.resolve(),
  };
  return new HostedSession(session, (type, data, dims) => ({ type, dims, data }), 'cpu');
}

test.each([
  ['Non-zero status code returned while running Conv node', [1, 3], 'E_RUNTIME'],
  ['std::bad_alloc', [1, 3], 'E_RUNTIME'],
  ['Failed to allocate memory for requested buffer of size 4000000000', [1, 3], 'E_RUNTIME'],
  ['Got invalid dimensions for input: x for the following indices', [1, 3], 'E_SHAPE'],
  ['anything', [2, 3], 'E_SHAPE'],
  ['anything', [1], 'E_SHAPE'],
])('a run that fails with "%s" on %j is %s', async (message, shape, code) => {
  await expect(failing(message).run({ x: tensor(shape) })).rejects.toMatchObject({
    code,
    cause: { message },
  });
});

test.each([
  ['[ONNXRuntimeError] : 7 : INVALID_PROTOBUF : protobuf parsing failed', true, 'E_FORMAT'],
  ['[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : while initialising', true, 'E_RUNTIME'],
  ['std::bad_alloc', true, 'E_RUNTIME'],
  ['out of memory', false, 'E_RUNTIME'],
  ['no device', false, 'E_UNSUPPORTED'],
])('a session that fails with "%s" (built in: %s) is %s', (message, isBuiltIn, code) => {
  expect(sessionError(new Error(message), 'any', isBuiltIn)).toMatchObject({ code });
});
