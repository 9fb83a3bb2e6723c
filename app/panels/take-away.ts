/** @file Results as files. */

import type { ExportInput } from '../../src/web/index.ts';
import { download, h } from '../dom.ts';
import type { Session } from '../session.ts';
import { panel } from './panel.ts';

const KINDS: readonly { kind: ExportInput['kind']; label: string; title: string }[] = [
  { kind: 'glb', label: 'GLB', title: 'Skinned bodies and the camera' },
  { kind: 'obj', label: 'OBJ', title: 'One mesh per person, metres, y up' },
  { kind: 'json', label: 'JSON', title: 'Everything, by the published schema' },
  { kind: 'npz', label: 'NPZ', title: 'Arrays for NumPy, with the usual keys' },
  { kind: 'html', label: 'HTML', title: 'One file with the scene in it, for anybody' },
  { kind: 'overlay', label: 'PNG', title: 'The people over the photograph' },
];

function save(name: string, content: Uint8Array | string): void {
  download(name, new Blob([content as BlobPart], { type: 'application/octet-stream' }));
}

export function takeAwayPanel(session: Session, snapshot: () => Promise<Blob>): HTMLElement {
  const stem = (): string => (session.photo?.name ?? 'result').replace(/\.[^.]+$/, '');
  const write = async (kind: ExportInput['kind']): Promise<void> => {
    const { result, photo } = session;
    if (result === null) return;
    const files = await session.engine.call('export', {
      kind,
      result,
      ...((kind === 'overlay' || kind === 'html') &&
        typeof photo?.id === 'number' && { photo: photo.id }),
    });
    for (const { suffix, content } of files) save(stem() + suffix, content);
  };
  const button = (label: string, title: string, act: () => Promise<void>): HTMLButtonElement =>
    h(
      'button',
      {
        type: 'button',
        className: 'button',
        title,
        on: { click: () => void act().catch((error: unknown) => session.fail(error)) },
      },
      label,
    );
  const buttons = [
    ...KINDS.map(({ kind, label, title }) => button(label, title, () => write(kind))),
    button('View', 'The 3D view as it stands, PNG', async () =>
      download(`${stem()}_view.png`, await snapshot()),
    ),
  ];
  session.onChange(() => {
    for (const each of buttons) each.disabled = session.result === null;
    const of = (kind: ExportInput['kind']): HTMLButtonElement =>
      buttons[KINDS.findIndex((each) => each.kind === kind)];
    // a result says what made it, and arrays do not
    if (session.fromArrays) for (const kind of ['json', 'html'] as const) of(kind).disabled = true;
    // surfaces of another program are its own to write
    if (session.meshes !== null) for (const each of buttons.slice(0, -1)) each.disabled = true;
    // an overlay needs the photograph as the engine has it
    of('overlay').disabled ||= typeof session.photo?.id !== 'number';
  });
  return panel('Take away', true, h('div', { className: 'row' }, ...buttons));
}
