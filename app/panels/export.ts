/** @file Results as files. */

import type { ExportInput } from '../../src/web/index.ts';
import { h } from '../shell/dom.ts';
import type { Page } from '../actions/actions.ts';
import { panel } from './panel.ts';

const KINDS: readonly { kind: ExportInput['kind']; label: string; title: string }[] = [
  { kind: 'glb', label: 'GLB', title: 'Skinned bodies and the camera' },
  { kind: 'obj', label: 'OBJ', title: 'One mesh per person, metres, y up' },
  { kind: 'json', label: 'JSON', title: 'Everything, by the published schema' },
  { kind: 'npz', label: 'NPZ', title: 'Arrays for NumPy, with the usual keys' },
  { kind: 'html', label: 'HTML', title: 'One file with the scene in it, for anybody' },
  { kind: 'overlay', label: 'PNG', title: 'The people over the photograph' },
];

export function exportPanel({ store, actions }: Page, snapshot: () => Promise<Blob>): HTMLElement {
  const button = (label: string, title: string, click: () => void): HTMLButtonElement =>
    h('button', { type: 'button', className: 'button', title, on: { click } }, label);
  const writers = KINDS.map(({ kind, label, title }) => ({
    kind,
    element: button(label, title, () => actions.exportResult(kind)),
  }));
  const view = button('View', 'The 3D view as it stands, PNG', () => actions.exportView(snapshot));
  store.watch(
    ({ result, fromArrays, meshes, photo }) => ({
      nobody: result === null,
      fromArrays,
      foreign: meshes !== null,
      withoutPhoto: typeof photo?.id !== 'number',
    }),
    ({ nobody, fromArrays, foreign, withoutPhoto }) => {
      view.disabled = nobody;
      for (const { kind, element } of writers) {
        // surfaces of another program are its own to write
        element.disabled = nobody || foreign;
        // a result names what made it, and arrays do not
        if (kind === 'json' || kind === 'html') element.disabled ||= fromArrays;
        // an overlay needs the photograph as the engine has it
        if (kind === 'overlay') element.disabled ||= withoutPhoto;
      }
    },
  );
  const buttons = writers.map(({ element }) => element);
  return panel('Export', true, h('div', { className: 'row' }, ...buttons, view));
}
