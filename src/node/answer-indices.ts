/** @file The answering end of a thread that makes synthetic pictures. */

import { parentPort } from 'node:worker_threads';
import type { SyntheticSample } from '../synthetic/index.ts';
import { failedReply } from './in-order.ts';

/** One picture, and what else the consumer is told of it. */
export interface Made {
  readonly sample: SyntheticSample;
  readonly more?: object;
}

/** Answers every index that is asked for with its picture; what goes wrong is answered too. */
export function answerIndices(prepare: () => Promise<(index: number) => Made>): void {
  const ready = prepare();
  parentPort?.on('message', (index: number) => {
    ready
      .then((make) => {
        const { sample, more } = make(index);
        // the synthesiser keeps its buffer; the picture travels as a copy
        const data = new Uint8Array(sample.image.data);
        const reply = { index, sample: { ...sample, image: { ...sample.image, data } }, ...more };
        parentPort?.postMessage(reply, [data.buffer]);
      })
      .catch((error: unknown) => {
        parentPort?.postMessage(failedReply(index, error));
      });
  });
}
