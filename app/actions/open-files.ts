/** @file Files that were chosen, dropped or pasted. */

import { formatOfName, isPhotographName } from '../../src/format/index.ts';
import { set } from '../state/transitions.ts';
import type { ActionContext } from './context.ts';
import { openPhoto } from './open-photo.ts';
import { openResult } from './open-result.ts';
import { openVideo } from './open-video.ts';

/** Systems do not know every ending: where they say nothing of a file, its name does. */
const isPhotograph = ({ type, name }: File): boolean =>
  type.startsWith('image/') || isPhotographName(name);

/** The first of several files; a photograph that comes with a result is shown under it. */
export async function openFiles(context: ActionContext, files: readonly File[]): Promise<void> {
  const stored = files.find(({ name }) => /\.(json|npz)$/i.test(name));
  const file = stored ?? files[0];
  if (file === undefined) return;
  const photo = files.find((each) => each !== stored && isPhotograph(each)) ?? null;
  const taken = stored === undefined || photo === null ? 1 : 2;
  if (files.length > taken) {
    const notice = `of ${files.length} files that were given, one is shown at a time: ${file.name}`;
    context.update(set({ notice }));
  }
  if (stored !== undefined) {
    return await openResult(context, stored.name, () => Promise.resolve({ result: stored, photo }));
  }
  const moves = file.type.startsWith('video/') || formatOfName(file.name) === 'video';
  if (moves) return await openVideo(context, file.name, file);
  await openPhoto(context, file.name, () => Promise.resolve(file));
}
