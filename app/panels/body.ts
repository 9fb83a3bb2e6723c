/** @file Pose and shape of the selected person by hand. */

import { jointSet } from '../../src/body/index.ts';
import { vec3At, type Vec3 } from '../../src/math/index.ts';
import { HEIGHT_MAX_M, HEIGHT_MIN_M, statureM, type Person } from '../../src/result/index.ts';
import { h, slider } from '../shell/dom.ts';
import type { Page } from '../actions/actions.ts';
import { selectedPerson, type State } from '../state/state.ts';
import { panel } from './panel.ts';

const { names } = jointSet('smpl24');
const AXES = ['x', 'y', 'z'] as const;
const degrees = (radians: number): number => (radians * 180) / Math.PI;

export function bodyPanel({ store, actions }: Page): HTMLElement {
  const selected = (): Person['body'] | undefined => selectedPerson(store.state)?.body;
  let joint = 0;
  const rotation = (): Vec3 => {
    const body = selected();
    if (body === undefined) return [0, 0, 0];
    return joint === 0 ? body.globalOrient : body.bodyPose[joint - 1];
  };
  const turn = (axis: number, value: number): void => {
    const body = selected();
    if (body === undefined) return;
    const next = vec3At(
      rotation().map((r, k) => (k === axis ? (value * Math.PI) / 180 : r)),
      0,
    );
    if (joint === 0) actions.editPose({ globalOrient: next });
    else actions.editPose({ bodyPose: body.bodyPose.map((r, j) => (j === joint - 1 ? next : r)) });
  };
  const turns = AXES.map((axis, k) =>
    slider({
      label: `Turn about ${axis}`,
      min: -180,
      max: 180,
      step: 1,
      value: 0,
      format: (value) => `${value.toFixed(0)}°`,
      onInput: (value) => turn(k, value),
    }),
  );
  const shapes = Array.from({ length: 10 }, (_, s) =>
    slider({
      label: `Shape ${s + 1}`,
      min: -4,
      max: 4,
      step: 0.05,
      value: 0,
      format: (value) => value.toFixed(2),
      onInput: (value) => {
        const body = selected();
        if (body !== undefined) {
          actions.setKnownShape({ betas: body.betas.map((beta, i) => (i === s ? value : beta)) });
        }
      },
    }),
  );
  const choice = h(
    'select',
    {
      attr: { 'aria-label': 'Joint' },
      on: {
        change: () => {
          joint = choice.selectedIndex;
          update(store.state);
        },
      },
    },
    ...names.map((name) => h('option', {}, name.replaceAll('_', ' '))),
  );
  const height = h('input', {
    type: 'number',
    min: String(HEIGHT_MIN_M),
    max: String(HEIGHT_MAX_M),
    step: '0.01',
    attr: { 'aria-label': 'Height, standing (m)' },
    on: {
      change: () => {
        if (height.value !== '') actions.setKnownShape({ heightM: Number(height.value) });
      },
    },
  });
  const reset = h(
    'button',
    { type: 'button', className: 'ghost', on: { click: () => actions.undoEdits() } },
    'Back to what the network predicted',
  );
  const fields = h(
    'fieldset',
    { className: 'plain' },
    choice,
    ...turns.map(({ element }) => element),
    h('label', { className: 'number' }, 'Height, standing (m)', height),
    h(
      'span',
      { className: 'note' },
      'Shape (betas). Who is taller stands farther away, as large in the photograph as before.',
    ),
    ...shapes.map(({ element }) => element),
  );
  const update = (state: Pick<State, 'result' | 'original' | 'body' | 'meshes'>): void => {
    const body = selected();
    // surfaces of a file have no pose to change
    fields.disabled = body === undefined || state.meshes !== null;
    rotation().forEach((r, k) => turns[k].set(degrees(r)));
    const model = state.body;
    if (document.activeElement !== height) {
      const known = body !== undefined && model !== null && state.meshes === null;
      height.value = known ? statureM(model, body.betas).toFixed(2) : '';
    }
    body?.betas.forEach((beta, s) => shapes[s]?.set(beta));
    reset.hidden = state.result === state.original;
  };
  store.watch(
    ({ result, original, body, meshes, view }) => ({
      result,
      original,
      body,
      meshes,
      of: view.selected,
    }),
    update,
  );
  return panel('Pose and shape', false, fields, reset);
}
