/** @file One picture by the engine, with what the reader has chosen. */

import type { BodyModel } from '../../src/body/index.ts';
import { throwIfAborted, type OnProgress } from '../../src/base/index.ts';
import type { Reconstruction } from '../../src/result/index.ts';
import { set } from '../state/transitions.ts';
import { ask, type ActionContext } from './context.ts';
import type { Task } from './tasks.ts';

/** The body model of the shipped networks, in the state from now on. */
export async function networkBody(context: ActionContext, task: Task): Promise<BodyModel> {
  const body = await ask(context, 'body', 'open', { signal: task.signal });
  task.update(set({ body }));
  return body;
}

/**
 * The people of a photograph that the engine has. A WebGPU that fails, as when its device is lost, is left for
 * WASM, and the work done again there.
 */
export async function predict(
  context: ActionContext,
  photo: number,
  signal: AbortSignal,
  onProgress?: OnProgress,
): Promise<Reconstruction> {
  const { rois, quality, refine, mirror, focalPx, boxes } = context.store.state;
  const input = {
    photo,
    rois,
    quality,
    refine,
    ...(mirror !== null && { mirror }),
    ...(focalPx !== null && { focalPx }),
    ...(boxes !== null && { boxes: boxes.map((box) => ({ box, score: 1 })) }),
    fusion: true,
  };
  const options = { signal, ...(onProgress !== undefined && { onProgress }) };
  try {
    return await ask(context, 'reconstruct', input, options);
  } catch (error) {
    throwIfAborted('reconstruct', signal);
    if (context.store.state.info?.provider !== 'webgpu') throw error;
    context.undecided = false;
    const info = await ask(context, 'use', 'wasm');
    context.update(set({ info }));
    const result = await ask(context, 'reconstruct', input, options);
    context.update(set({ notice: 'WebGPU failed, and WASM took over' }));
    return result;
  }
}

/** A reconstructed frame; the bitmap is the receiver's. */
export interface PredictedFrame {
  readonly bitmap: ImageBitmap;
  readonly result: Reconstruction;
}

/** One frame of a video or camera. @param follows whether it comes after the frame before. */
export async function predictFrame(
  context: ActionContext,
  name: string,
  frame: ImageBitmap,
  follows: boolean,
  signal: AbortSignal,
): Promise<PredictedFrame> {
  const input = { name, source: frame, follows };
  const { photo, bitmap } = await ask(context, 'open', input, { signal, transfer: [frame] });
  try {
    return { bitmap, result: await predict(context, photo, signal) };
  } catch (error) {
    bitmap.close();
    throw error;
  }
}
