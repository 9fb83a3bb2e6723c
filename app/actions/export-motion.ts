/** @file What moves, as files: the frames between the marks, as they are shown. */

import type { ExportMotionInput } from '../../src/web/index.ts';
import type { Motion } from '../../src/result/index.ts';
import { motionOfFrames } from '../../src/video/index.ts';
import { trimOf } from '../state/state.ts';
import { ask, type ActionContext } from './context.ts';
import { save, stemOf } from './export-result.ts';

/** The clip as it is played: smoothed, in one shape, trimmed. Null for none. */
function motionShown(context: ActionContext): Motion | null {
  const { clip, body } = context.store.state;
  if (clip === null || body === null || clip.frames.length === 0) return null;
  const [first, last] = trimOf(clip);
  // the last frame first: what is smoothed is smoothed over all of them
  context.smoothed.at(clip, clip.frames.length - 1, body);
  const frames = clip.frames.slice(first, last + 1).map(({ timeS }, i) => ({
    timeS,
    result: context.smoothed.at(clip, first + i, body),
  }));
  const smoothed = clip.smooth || clip.stored;
  return motionOfFrames(frames, body, { file: clip.name, fps: clip.rate, smoothed });
}

export async function exportMotion(
  context: ActionContext,
  input: Pick<ExportMotionInput, 'kind' | 'bones'>,
): Promise<void> {
  const motion = motionShown(context);
  if (motion === null) return;
  const stem = stemOf(context);
  const files = await ask(context, 'exportMotion', { motion, ...input });
  for (const { suffix, content } of files) save(context, stem + suffix, content);
}
