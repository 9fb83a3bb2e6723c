/** @file The thread that cuts people out for `sample-workers.ts`. An entry: it exports nothing. */

import { parentPort, workerData } from 'node:worker_threads';
import { readBody } from '../../body/index.ts';
import { BENCHMARKS, halfPicture, halfRecord } from '../../dataset/index.ts';
import {
  cutSample,
  drawAugmentation,
  NO_AUGMENTATION,
  sampleOptions,
} from '../../training/index.ts';
import { regionsOf } from '../../network/index.ts';
import { Rng } from '../../base/index.ts';
import { createPersonEncoder, type PersonArrays } from '../../training/index.ts';
import { failedReply, type FailedReply } from '../../node/index.ts';
import { nodeFiles } from '../../node/index.ts';
import { nodeImages } from '../../node/index.ts';
import type { SampleReply, SampleRequest, SampleTask } from './sample-workers.ts';

const { config, bodies, vertexStride, augmentation, seed } = workerData as SampleTask;

function post(reply: SampleReply | FailedReply, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(reply, transfer);
}

async function prepare(): Promise<(request: SampleRequest) => Promise<PersonArrays>> {
  const { neutral, male, female } = bodies;
  const encode = createPersonEncoder(
    config,
    {
      neutral: await readBody(nodeFiles, neutral),
      ...(male !== undefined && { male: await readBody(nodeFiles, male) }),
      ...(female !== undefined && { female: await readBody(nodeFiles, female) }),
    },
    vertexStride,
  );
  const options = sampleOptions(config, regionsOf(config));
  return async ({ index, dataset, picture, record }) => {
    // annotations speak of pixels as they are stored
    const stored = await nodeImages.decode(await nodeFiles.read(picture), picture, {
      upright: false,
      mostMissing: 0,
    });
    const half = BENCHMARKS[dataset].halfResolution;
    const person = half ? halfRecord(record) : record;
    const pixels = half ? halfPicture(stored) : stored;
    const rng = new Rng(seed).fork(`augmentation ${index}`);
    const drawn =
      augmentation === null
        ? NO_AUGMENTATION
        : drawAugmentation(augmentation, config.rois, rng.fork('draw'));
    return encode(person, dataset, cutSample(person, pixels, options, rng.fork('crops'), drawn));
  };
}

const ready = prepare();

parentPort?.on('message', (request: SampleRequest) => {
  ready
    .then((make) => make(request))
    .then((arrays) => {
      const { index, name } = request;
      post(
        { index, name, arrays },
        Object.values(arrays).map(({ buffer }) => buffer),
      );
    })
    .catch((error: unknown) => {
      post(failedReply(request.index, error));
    });
});
