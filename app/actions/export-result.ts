/** @file Results as files. */

import type { ExportInput } from '../../src/web/index.ts';
import { ask, type ActionContext } from './context.ts';

export function save({ devices }: ActionContext, name: string, content: Uint8Array | string): void {
  const part = typeof content === 'string' ? content : new Uint8Array(content);
  devices.save(name, new Blob([part], { type: 'application/octet-stream' }));
}

/** The photograph's or the video's name, without its ending. */
export const stemOf = ({ store }: ActionContext): string =>
  (store.state.photo?.name ?? 'result').replace(/\.[^.]+$/, '');

/** Writes the result as it is shown now, under the name of its photograph. */
export async function exportResult(
  context: ActionContext,
  kind: ExportInput['kind'],
): Promise<void> {
  const { result, photo } = context.store.state;
  if (result === null) return;
  const stem = stemOf(context);
  const needsPhoto = kind === 'overlay' || kind === 'html';
  const files = await ask(context, 'export', {
    kind,
    result,
    ...(needsPhoto && typeof photo?.id === 'number' && { photo: photo.id }),
  });
  for (const { suffix, content } of files) save(context, stem + suffix, content);
}

/** The 3D view as it stands. */
export async function exportView(
  context: ActionContext,
  snapshot: () => Promise<Blob>,
): Promise<void> {
  const name = `${stemOf(context)}_view.png`;
  context.devices.save(name, await snapshot());
}
