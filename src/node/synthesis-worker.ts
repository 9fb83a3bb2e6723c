/** @file The thread that makes synthetic pictures for `synthesis-workers.ts`. An entry: it exports nothing. */

import { parentPort, workerData } from 'node:worker_threads';
import { createSynthesiser, loadSynthesisAssets, parseCapturedPoses } from '../dataset/index.ts';
import { failedReply, type FailedReply } from './_in-order.ts';
import { nodeFiles } from './files.ts';
import { nodeImages } from './images.ts';
import type { IndexedSample, SynthesisTask } from './synthesis-workers.ts';

const { recipe, seed, poses } = workerData as SynthesisTask;

function post(reply: IndexedSample | FailedReply, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(reply, transfer);
}

async function prepare(): Promise<(index: number) => void> {
  const assets = await loadSynthesisAssets({ files: nodeFiles, images: nodeImages });
  const source =
    poses === undefined
      ? undefined
      : parseCapturedPoses(await nodeFiles.read(poses.file), poses.split);
  const synthesiser = createSynthesiser(assets, source);
  return (index) => {
    const sample = synthesiser.synthesise(recipe, seed, index);
    // the synthesiser keeps its buffer; the picture travels as a copy
    const data = new Uint8Array(sample.image.data);
    post({ index, sample: { ...sample, image: { ...sample.image, data } } }, [data.buffer]);
  };
}

const ready = prepare();

parentPort?.on('message', (index: number) => {
  ready
    .then((make) => {
      make(index);
    })
    .catch((error: unknown) => {
      post(failedReply(index, error));
    });
});
