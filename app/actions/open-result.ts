/** @file Stored results: ours as JSON, ours and those of other programs as NPZ. */

import { MultiRoiError } from '../../src/base/index.ts';
import { storedResultShown } from '../state/transitions.ts';
import { ask, type ActionContext } from './context.ts';
import { showMotion } from './open-motion.ts';
import { checkSize, motionIn, openJson, openNpz } from './stored-result-files.ts';
import type { Task } from './tasks.ts';

interface ResultFiles {
  readonly result: Blob;
  /** The photograph or the video under it, where it is at hand. */
  readonly photo: Blob | null;
}

/** What was on the stage stays until all of it is read. */
export function openResult(
  context: ActionContext,
  name: string,
  source: (task: Task) => Promise<ResultFiles>,
): Promise<void> {
  return context.tasks.run(`Opening ${name}`, async (task) => {
    const { result: file, photo } = await source(task);
    checkSize(file);
    const fromArrays = /\.npz$/i.test(name);
    if (!fromArrays) {
      const motion = await motionIn(file);
      if (motion !== null) return await showMotion(context, task, name, motion, photo);
    }
    const bitmap = photo === null ? null : await picture(context, photo);
    const owned = bitmap === null ? [] : [bitmap];
    const open = fromArrays ? openNpz : openJson;
    const { signal } = task;
    try {
      const stored = await open(name, file, bitmap, (body) =>
        ask(context, 'body', body, { signal }),
      );
      const shown = { ...stored, fromArrays, photo: { name, bitmap, id: null } };
      task.update(storedResultShown(shown));
    } catch (error) {
      for (const each of owned) each.close();
      throw error;
    }
  });
}

async function picture({ devices }: ActionContext, photo: Blob): Promise<ImageBitmap> {
  checkSize(photo);
  const bitmap = await devices.decode(photo);
  if (bitmap !== null) return bitmap;
  const got = photo.type === '' ? 'another file' : photo.type;
  throw new MultiRoiError('E_FORMAT', `open: expected an image beside the result, got ${got}`);
}

/** A result of the folder that the host shows. */
export function openListedResult(
  context: ActionContext,
  name: string,
  index: number,
): Promise<void> {
  return openResult(context, name, async ({ signal }) => {
    const [result, photo] = await Promise.all(
      ['result', 'photo'].map((what) => context.devices.fetch(`results/${index}/${what}`, signal)),
    );
    if (result !== null) return { result, photo };
    throw new MultiRoiError('E_IO', `open: expected ${name} of the folder, got no such file`);
  });
}
