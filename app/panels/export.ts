/** @file Results as files: what is on the stage, and what moves. */

import type { ExportInput, ExportMotionInput } from '../../src/web/index.ts';
import { h } from '../shell/dom.ts';
import { choice, menu } from '../shell/menu.ts';
import type { Page } from '../actions/actions.ts';

const KINDS: readonly { kind: ExportInput['kind']; label: string; title: string }[] = [
  { kind: 'glb', label: 'GLB', title: 'Skinned bodies and the camera' },
  { kind: 'obj', label: 'OBJ', title: 'One mesh per person, metres, y up' },
  { kind: 'json', label: 'JSON', title: 'Everything, by the published schema' },
  { kind: 'npz', label: 'NPZ', title: 'Arrays for NumPy, with the usual keys' },
  { kind: 'html', label: 'HTML', title: 'One file with the scene in it, for anybody' },
  { kind: 'overlay', label: 'PNG', title: 'The people over the photograph' },
];

type MotionChoice = Pick<ExportMotionInput, 'kind' | 'bones'> & {
  readonly label: string;
  readonly title: string;
};
const MOTION_KINDS: readonly MotionChoice[] = [
  {
    kind: 'glb',
    label: 'Animated GLB',
    title: 'Everybody, moving: Blender, three.js, game engines',
  },
  { kind: 'bvh', label: 'BVH', title: 'A skeleton a person, SMPL’s names' },
  { kind: 'bvh', bones: 'mixamo', label: 'BVH, Mixamo’s bones', title: 'For characters of Mixamo' },
  { kind: 'vrma', label: 'VRM animation', title: 'For VRM avatars, a file a person' },
  { kind: 'npz', label: 'Motion NPZ', title: 'Poses over time, by AMASS’s names' },
  { kind: 'csv', label: 'Motion CSV', title: 'Joints over time' },
  { kind: 'angles', label: 'Joint angles', title: 'By the ISB’s definitions, CSV and JSON' },
  { kind: 'json', label: 'Motion JSON', title: 'Everything, by the published schema' },
];

/** The button beside “Open…”, and its list. @param snapshot the 3D view as it stands. */
export function exportMenu(
  { store, actions }: Page,
  snapshot: () => Promise<Blob>,
): { readonly button: HTMLButtonElement; readonly list: HTMLElement } {
  const writers = KINDS.map(({ kind, label, title }) => ({
    kind,
    ...choice(label, title, () => actions.exportResult(kind)),
  }));
  const view = choice('View', 'The 3D view as it stands, PNG', () => actions.exportView(snapshot));
  const motions = h(
    'div',
    { className: 'choices' },
    h('h2', {}, 'The motion'),
    ...MOTION_KINDS.map(
      ({ label, title, ...input }) => choice(label, title, () => actions.exportMotion(input)).row,
    ),
  );
  const made = menu(
    'Export',
    'export-menu',
    h(
      'div',
      { className: 'choices' },
      h('h2', {}, 'What is on the stage'),
      ...writers.map(({ row }) => row),
      view.row,
    ),
    motions,
  );
  store.watch(
    ({ result, fromArrays, meshes, photo, clip }) => ({
      nobody: result === null,
      fromArrays,
      foreign: meshes !== null,
      withoutPhoto: typeof photo?.id !== 'number',
      moves: (clip?.frames.length ?? 0) > 0,
    }),
    ({ nobody, fromArrays, foreign, withoutPhoto, moves }) => {
      made.button.disabled = nobody;
      motions.hidden = !moves;
      for (const { kind, button } of writers) {
        // surfaces of another program are its own to write
        button.disabled = foreign;
        // a result names what made it, and arrays do not
        if (kind === 'json' || kind === 'html') button.disabled ||= fromArrays;
        // an overlay needs the photograph as the engine has it
        if (kind === 'overlay') button.disabled ||= withoutPhoto;
      }
    },
  );
  return made;
}
