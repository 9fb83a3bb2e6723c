/**
 * @file The thread that makes files of photographs for `photo-threads.ts`: a pipeline of its own, since ONNX Runtime blocks the thread it
 * runs in. An entry: it exports nothing.
 */

import { parentPort, workerData } from 'node:worker_threads';
import { MultiRoiError, messageOf } from '../../base/index.ts';
import { cacheFolder, nodePlatform, withKeptNetworks } from '../../node/index.ts';
import { MultiRoi, photoOutputs } from '../../reconstruct/index.ts';
import type { PhotoReply, PhotoRequest, PhotoSetup, SentError } from './photo-threads.ts';

const { load, detects } = workerData as PhotoSetup;
const stop = new AbortController();

/** An error class does not cross threads; its words do. */
function sent(error: unknown): SentError {
  const known = error instanceof MultiRoiError ? error : undefined;
  return {
    code: known?.code ?? 'E_INTERNAL',
    message: messageOf(error),
    hint: known?.hint,
    details: known?.details ?? {},
    stack: error instanceof Error ? error.stack : undefined,
  };
}

function post(reply: PhotoReply): void {
  parentPort?.postMessage(reply);
}

let hmr: MultiRoi | undefined;
try {
  const platform = withKeptNetworks(nodePlatform, cacheFolder());
  const loaded = await MultiRoi.load(platform, load);
  hmr = loaded;
  await loaded.prepare(detects);
  parentPort?.on('message', (request: PhotoRequest) => {
    if ('stop' in request) {
      stop.abort();
      void loaded.dispose().finally(() => parentPort?.close());
      return;
    }
    const { id, bytes, options, output } = request;
    photoOutputs(loaded, bytes, { ...options, signal: stop.signal }, output, platform).then(
      (made) => post({ id, made }),
      (error: unknown) => post({ id, error: sent(error) }),
    );
  });
  post({ ready: true });
} catch (error) {
  await hmr?.dispose();
  post({ failed: sent(error) });
}
