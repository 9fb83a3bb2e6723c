/** @file A page for tests: the real client before a worker that answers by hand, and devices that hold nothing. */

import { expect, vi } from 'vitest';
import {
  type CallName,
  EngineClient,
  type EngineInfo,
  type Progress,
  type WireError,
  type WorkerLike,
} from '../../src/web/index.ts';
import { createPage, type Page } from './actions.ts';
import type { PageDevices } from './context.ts';

export const INFO: EngineInfo = {
  provider: 'wasm',
  providers: ['wasm'],
  threads: 1,
  isolated: false,
};

type Message = Parameters<WorkerLike['postMessage']>[0];
type Call = Extract<Message, { readonly call: string }>;
type Answer =
  | { readonly id: number; readonly output: unknown }
  | { readonly id: number; readonly error: WireError }
  | { readonly id: number; readonly progress: Progress };
type Listener = (event: { readonly data: Answer; readonly message: string }) => void;

export function pictureOf(name: string, onClose?: (name: string) => void): ImageBitmap {
  return { width: 4, height: 4, close: () => onClose?.(name) };
}

/** Keeps every call until the test answers it. */
export class FakeWorker implements WorkerLike {
  readonly waiting: Call[] = [];
  #listener: Listener = () => undefined;

  addEventListener(type: string, listener: Listener): void {
    if (type === 'message') this.#listener = listener;
  }

  postMessage(message: Message): void {
    if ('call' in message) this.waiting.push(message);
    else {
      const at = this.waiting.findIndex(({ id }) => id === message.cancel);
      if (at >= 0) this.waiting.splice(at, 1);
    }
  }

  /** Until the page has asked for it. */
  async asked(call: CallName): Promise<void> {
    await vi.waitFor(() => expect(this.waiting.map((each) => each.call)).toContain(call));
  }

  /** Takes a call out, to be answered later or never; cancelling does not reach it any more. */
  take(call: CallName): Call {
    const at = this.waiting.findIndex((each) => each.call === call);
    const [taken] = at < 0 ? [] : this.waiting.splice(at, 1);
    if (taken === undefined) throw new Error(`FakeWorker: expected a call of ${call}, got none`);
    return taken;
  }

  inputOf(call: CallName): unknown {
    return this.waiting.find((each) => each.call === call)?.input;
  }

  answer(call: CallName, output: unknown): void {
    this.answerTo(this.take(call), output);
  }

  answerTo({ id }: Call, output: unknown): void {
    this.#send({ id, output });
  }

  fail(call: CallName, message: string): void {
    const { id } = this.take(call);
    this.#send({ id, error: { code: 'E_INTERNAL', message, hint: undefined } });
  }

  progress({ id }: Call, progress: Progress): void {
    this.#send({ id, progress });
  }

  #send(data: Answer): void {
    this.#listener({ data, message: '' });
  }
}

const refuse = (): Promise<never> => Promise.reject(new Error('no such device in this test'));

/** A page whose engine has started. */
export async function testPage(
  devices: Partial<PageDevices> = {},
  info: EngineInfo = INFO,
): Promise<{ page: Page; worker: FakeWorker }> {
  const worker = new FakeWorker();
  const page = createPage(new EngineClient(worker), {
    decode: (blob) => Promise.resolve(blob.type.startsWith('image/') ? pictureOf('decoded') : null),
    copy: () => Promise.resolve(pictureOf('copy')),
    smallJpeg: () => Promise.resolve(new Blob([], { type: 'image/jpeg' })),
    openVideo: refuse,
    openCamera: refuse,
    fetch: refuse,
    folder: (name) => `page:/${name}`,
    nextFrame: () => new Promise((settle) => setTimeout(settle)),
    confirm: () => true,
    save: () => undefined,
    ...devices,
  });
  const started = page.actions.start('wasm');
  worker.answer('start', info);
  await started;
  await worker.asked('prepare');
  worker.answer('prepare', null);
  return { page, worker };
}
