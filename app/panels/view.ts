/** @file What is shown of the people, on and beside the photograph. */

import { byId, h, slider, toggle } from '../shell/dom.ts';
import type { Page } from '../actions/actions.ts';
import type { Viewpoint } from '../actions/view-options.ts';
import type { State } from '../state/state.ts';
import { panel } from './panel.ts';

type Flag =
  | 'wireframe'
  | 'joints'
  | 'normals'
  | 'skeleton'
  | 'boxes'
  | 'rois'
  | 'frustum'
  | 'ground';
const FLAGS: readonly (readonly [Flag, string])[] = [
  ['skeleton', 'Skeleton'],
  ['joints', 'Joints'],
  ['boxes', 'Boxes'],
  ['rois', 'Regions'],
  ['wireframe', 'Wireframe'],
  ['normals', 'Normals'],
  ['frustum', 'Camera'],
  ['ground', 'Ground'],
];

export function viewPanel({ store, actions }: Page): HTMLElement {
  const chips = FLAGS.map(([flag, label]) =>
    toggle(label, store.state.view[flag], (on) => actions.setView({ [flag]: on })),
  );
  const opacity = slider({
    label: 'Opacity',
    min: 0,
    max: 1,
    step: 0.01,
    value: store.state.view.opacity,
    format: (value) => `${Math.round(100 * value)} %`,
    onInput: (value) => actions.setView({ opacity: value }),
  });
  return panel('Show', true, h('div', { className: 'row' }, ...chips), opacity.element);
}

const VIEWPOINTS: readonly (readonly [Viewpoint, string])[] = [
  ['orbit', 'Around'],
  ['camera', 'Through the camera'],
  ['above', 'From above'],
];

/** Orbit, through the camera, from above. @param frame brings everyone into the view. */
export function viewTools({ store, actions }: Page, frame: () => void): void {
  const buttons = VIEWPOINTS.map(([viewpoint, label]) => ({
    viewpoint,
    element: h(
      'button',
      {
        type: 'button',
        className: 'chip',
        attr: { role: 'radio' },
        on: { click: () => actions.chooseViewpoint(viewpoint) },
      },
      label,
    ),
  }));
  const fit = h(
    'button',
    { type: 'button', className: 'chip', title: 'Show everyone (Home)', on: { click: frame } },
    'Frame',
  );
  const group = h(
    'div',
    { className: 'row', attr: { role: 'radiogroup', 'aria-label': 'Where it is seen from' } },
    ...buttons.map(({ element }) => element),
  );
  byId('around-tools').append(group, fit);
  const current = ({ above, view }: State): Viewpoint => (above ? 'above' : view.mode);
  store.watch(current, (chosen) => {
    for (const { viewpoint, element } of buttons) {
      element.setAttribute('aria-checked', String(viewpoint === chosen));
    }
    fit.hidden = chosen !== 'orbit';
  });
}
