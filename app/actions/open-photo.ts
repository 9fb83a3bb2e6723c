/** @file A photograph: shown as soon as the browser has decoded it, its people when they are known. */

import { photoTaken, set } from '../state/transitions.ts';
import { ask, type ActionContext } from './context.ts';
import { reconstructPhoto } from './reconstruct-photo.ts';
import { checkSize } from './stored-result-files.ts';
import type { Task } from './tasks.ts';

/** The first frames of a camera are dark. */
const SETTLING_MS = 600;

/** @param source fetches it within the task, so that a slow answer never takes the place of a later choice. */
export function openPhoto(
  context: ActionContext,
  name: string,
  source: (task: Task) => Promise<Blob | ImageBitmap>,
): Promise<void> {
  return context.tasks.run(`Opening ${name}`, async (task) => {
    const given = await source(task);
    const { devices } = context;
    if (given instanceof Blob) checkSize(given);
    const preview = given instanceof Blob ? await devices.decode(given) : await devices.copy(given);
    // what no browser decodes stays off the stage: the engine finds out what is wrong with it
    if (preview !== null) task.update(photoTaken({ name, bitmap: preview, id: null }), preview);
    const sent = given instanceof Blob ? new Uint8Array(await given.arrayBuffer()) : given;
    const transfer = sent instanceof Uint8Array ? [sent.buffer] : [sent];
    const { signal } = task;
    const input = { name, source: sent };
    const { photo: id, bitmap } = await ask(context, 'open', input, { signal, transfer });
    const photo = { name, bitmap, id };
    task.update(preview === null ? photoTaken(photo) : set({ photo }), bitmap);
    await reconstructPhoto(context, task);
  });
}

/** A picture of the gallery. */
export function openSample(context: ActionContext, file: string): Promise<void> {
  context.update(set({ files: [], fileAt: -1 }));
  return openPhoto(
    context,
    file,
    async ({ signal }) => (await context.devices.fetch(`samples/${file}`, signal)) ?? new Blob(),
  );
}

/** One picture of the device's camera. */
export function takePhoto(context: ActionContext): Promise<void> {
  context.update(set({ files: [], fileAt: -1 }));
  return openPhoto(context, 'camera', async () => {
    const camera = await context.devices.openCamera(1920);
    try {
      await new Promise((settle) => setTimeout(settle, SETTLING_MS));
      return await camera.grab();
    } finally {
      camera.close();
    }
  });
}
