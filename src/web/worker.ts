/** @file The worker's side: calls in, answers out. */

import * as z from 'zod';
import { messageOf, MultiRoiError, throwIfAborted } from '../base/index.ts';
import { Engine, type CallOptions } from './engine.ts';
import type { CallName, Calls, FromWorker, ToWorker, WireError } from './protocol.ts';

type Handlers = {
  [K in CallName]: (input: Calls[K]['input'], options: CallOptions) => Promise<Calls[K]['output']>;
};

let engine: Promise<Engine> | undefined;

async function started(): Promise<Engine> {
  if (engine !== undefined) return engine;
  throw new MultiRoiError('E_INTERNAL', 'internal: worker: expected start first, got another call');
}

const handlers: Handlers = {
  start: async (input, options) => {
    engine = Engine.start(input, options);
    return (await engine).info;
  },
  settle: async () => (await started()).settle(),
  stop: async () => {
    const stopped = engine;
    engine = undefined;
    await (await stopped)?.dispose();
    return null;
  },
  model: async () => (await started()).model(),
  prepare: async (input) => (await started()).prepare(input),
  open: async (input) => (await started()).open(input),
  reconstruct: async (input, options) => (await started()).reconstruct(input, options),
  calibrate: async () => (await started()).calibrate(),
  use: async (provider) => (await started()).use(provider),
  body: async (name) => (await started()).body(name),
  exportMotion: async (input) => (await started()).exportMotion(input),
  export: async (input) => (await started()).export(input),
};

/** What is handed over instead of copied. */
function transferOf(output: unknown): Transferable[] {
  if (typeof output !== 'object' || output === null || !('bitmap' in output)) return [];
  return output.bitmap instanceof ImageBitmap ? [output.bitmap] : [];
}

function wireError(error: unknown): WireError {
  if (error instanceof MultiRoiError) {
    return { code: error.code, message: error.message, hint: error.hint };
  }
  const message = messageOf(error);
  // engines word it differently, and none has a type for it
  if (error instanceof RangeError || /out of memory|allocation failed/i.test(message)) {
    const hint = 'close other tabs, or take a smaller image';
    return {
      code: 'E_RUNTIME',
      message: 'reconstruct: expected enough memory, got too little',
      hint,
    };
  }
  return { code: 'E_INTERNAL', message, hint: undefined };
}

const running = new Map<number, AbortController>();

async function answer<K extends CallName>(
  id: number,
  call: K,
  input: Calls[K]['input'],
): Promise<void> {
  const say = (message: FromWorker, transfer: Transferable[] = []): void =>
    self.postMessage(message, { transfer });
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const { signal } = controller;
    const output = await handlers[call](input, {
      signal,
      onProgress: (done, total, what) => say({ id, progress: [done, total, what] }),
    });
    throwIfAborted(call, signal);
    say({ id, output }, transferOf(output));
  } catch (error) {
    say({ id, error: wireError(error) });
  } finally {
    running.delete(id);
  }
}

/** Makes the worker that this runs in an engine, for `EngineClient` on the other side. Call it once. */
export function answerCalls(): void {
  // a page's policy may forbid code made from text, which zod would try
  z.config({ jitless: true });
  self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
    if ('cancel' in data) running.get(data.cancel)?.abort();
    else void answer(data.id, data.call, data.input);
  });
}
