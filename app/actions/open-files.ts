/** @file Files that were chosen, dropped or pasted. */

import type { ActionContext } from './context.ts';
import { openPhoto } from './open-photo.ts';
import { openResult } from './open-result.ts';
import { openVideo } from './open-video.ts';

/** The first of several files; a photograph that comes with a result is shown under it. */
export async function openFiles(context: ActionContext, files: readonly File[]): Promise<void> {
  const stored = files.find(({ name }) => /\.(json|npz)$/i.test(name));
  const file = stored ?? files[0];
  if (file === undefined) return;
  const photo = files.find(({ type }) => type.startsWith('image/')) ?? null;
  if (stored !== undefined) {
    return await openResult(context, stored.name, () => Promise.resolve({ result: stored, photo }));
  }
  const moves = file.type.startsWith('video/') || /\.(mp4|m4v|mov|webm|ogv|mkv)$/i.test(file.name);
  if (moves) return await openVideo(context, file.name, file);
  await openPhoto(context, file.name, () => Promise.resolve(file));
}
