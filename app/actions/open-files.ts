/** @file Files that were chosen, dropped or pasted, folders among them. */

import { formatOfName, isPhotographName } from '../../src/format/index.ts';
import { set } from '../state/transitions.ts';
import type { ActionContext } from './context.ts';
import { openPhoto } from './open-photo.ts';
import { openResult } from './open-result.ts';
import { openVideo } from './open-video.ts';

/** Systems do not know every ending: where they say nothing of a file, its name does. */
const isPhotograph = ({ type, name }: File): boolean =>
  type.startsWith('image/') || isPhotographName(name);
const isVideo = ({ type, name }: File): boolean =>
  type.startsWith('video/') || formatOfName(name) === 'video';
const isStored = ({ name }: File): boolean => /\.(json|npz)$/i.test(name);

/** `a/walk.motion.json` → `walk`: what a result and its photograph have in common. */
const stemOf = ({ name }: File): string =>
  name.replace(/^.*\//, '').replace(/(\.motion)?\.[^.]+$/, '');

/** Files that can be shown, by name. */
function shownOf(files: readonly File[]): File[] {
  const stored = new Set(files.filter(isStored).map(stemOf));
  return files
    .filter((file) => isStored(file) || isPhotograph(file) || isVideo(file))
    .filter((file) => isStored(file) || !stored.has(stemOf(file)))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** Shows the first of them; the others are listed. What is under a result comes along with it. */
export async function openFiles(context: ActionContext, files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  const two = files.length === 2 && files.some(isStored) && !files.every(isStored);
  const known = shownOf(files);
  // what is no picture by its name is looked into all the same
  const list = two ? files.filter(isStored) : known.length === 0 ? files.slice(0, 1) : known;
  context.update(set({ files, fileAt: -1 }));
  await openGivenFile(context, files.indexOf(list[0]));
}

/** One of the files that were given together, by its place among them. */
export async function openGivenFile(context: ActionContext, at: number): Promise<void> {
  const { files } = context.store.state;
  const file = files[at];
  if (file === undefined) return;
  context.update(set({ fileAt: at }));
  if (isStored(file)) {
    const others = files.filter((each) => each !== file && (isPhotograph(each) || isVideo(each)));
    // a result alone with one picture belongs to it, whatever they are called
    const under =
      files.length === 2 ? others[0] : others.find((each) => stemOf(each) === stemOf(file));
    const photo = under ?? null;
    return await openResult(context, file.name, () => Promise.resolve({ result: file, photo }));
  }
  if (isVideo(file)) return await openVideo(context, file.name, file);
  await openPhoto(context, file.name, () => Promise.resolve(file));
}

/** Places, among the files given, of those that a reader may choose. */
export function filesToChoose(files: readonly File[]): number[] {
  return shownOf(files).map((file) => files.indexOf(file));
}
