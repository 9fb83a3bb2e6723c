/** @file The thread that makes synthetic pictures for `synthesis-workers.ts`. An entry: it exports nothing. */

import { workerData } from 'node:worker_threads';
import {
  createSynthesiser,
  loadSynthesisAssets,
  parseCapturedPoses,
} from '../../synthetic/index.ts';
import { answerIndices } from '../../node/index.ts';
import { nodeFiles } from '../../node/index.ts';
import { nodeImages } from '../../node/index.ts';
import type { SynthesisTask } from './synthesis-workers.ts';

const { recipe, seed, poses } = workerData as SynthesisTask;

answerIndices(async () => {
  const assets = await loadSynthesisAssets({ files: nodeFiles, images: nodeImages });
  const source =
    poses === undefined
      ? undefined
      : parseCapturedPoses(await nodeFiles.read(poses.file), poses.split);
  const synthesiser = createSynthesiser(assets, source);
  return (index) => ({ sample: synthesiser.synthesise(recipe, seed, index) });
});
