/**
 * @file The ONNX models that a pipeline runs, by name, for whoever serves them: an inference server, a repository of
 * models. They are collected by running the pipeline once, so that the list cannot be another than what it runs.
 */

import { readOnnx, type OnnxValue } from '../format/index.ts';
import type { Photo, Platform, Session } from '../platform/index.ts';
import { sha256 } from '../base/index.ts';
import { MultiRoi } from './multi-roi.ts';
import type { LoadOptions } from './options.ts';

/** A model as ONNX bytes; `name` is that of its graph. */
export interface PipelineModel {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** What ONNX bytes say of themselves. @throws E_FORMAT */
export async function describeModel(bytes: Uint8Array): Promise<PipelineModel> {
  const { name, inputs, outputs, initializers } = readOnnx(bytes).graph;
  return {
    name,
    sha256: await sha256(bytes),
    bytes,
    inputs: inputs.filter((input) => !initializers.has(input.name)),
    outputs,
  };
}

const IMAGE_PX = 64;
/** The heads are compiled for one person and for four. */
const CROWDS = [1, 4];

/** Loads a pipeline, runs everything in it once, and tells of every session that it made. */
export async function warmUp(
  platform: Platform,
  options: LoadOptions,
  onModel: (model: PipelineModel, session: Session) => void,
): Promise<MultiRoi> {
  const runtime: Platform['runtime'] = {
    createSession: async (bytes, settings) => {
      const session = await platform.runtime.createSession(bytes, settings);
      onModel(await describeModel(bytes), session);
      return session;
    },
  };
  const hmr = await MultiRoi.load({ ...platform, runtime }, options);
  const grey: Photo = {
    width: IMAGE_PX,
    height: IMAGE_PX,
    data: new Uint8Array(3 * IMAGE_PX * IMAGE_PX).fill(128),
    exifFocalPx: null,
  };
  await hmr.reconstruct(grey);
  for (const people of CROWDS) {
    const box = { x0: 8, y0: 8, x1: 40, y1: 56 };
    await hmr.reconstruct(grey, {
      boxes: Array.from({ length: people }, () => ({ box, score: 1 })),
    });
  }
  return hmr;
}

/** Every model of a pipeline. */
export async function modelsOf(
  platform: Platform,
  options: LoadOptions = {},
): Promise<PipelineModel[]> {
  const models: PipelineModel[] = [];
  const hmr = await warmUp(platform, options, (model) => models.push(model));
  await hmr.dispose();
  return models;
}
