/** @file What is shown of the people, on and beside the photograph. */

import type { ViewState } from '../../src/viewer/index.ts';
import { byId, h, slider, toggle } from '../dom.ts';
import type { Session } from '../session.ts';
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

export function viewPanel(session: Session): HTMLElement {
  const chips = FLAGS.map(([flag, label]) =>
    toggle(label, session.view[flag], (on) => session.setView({ [flag]: on })),
  );
  const opacity = slider({
    label: 'Opacity',
    min: 0,
    max: 1,
    step: 0.01,
    value: session.view.opacity,
    format: (value) => `${Math.round(100 * value)} %`,
    onInput: (value) => session.setView({ opacity: value }),
  });
  return panel('Show', true, h('div', { className: 'row' }, ...chips), opacity.element);
}

type Look = ViewState['mode'] | 'above';

/** Orbit, through the camera, from above. */
export function viewTools(session: Session, frame: () => void, above: (on: boolean) => void): void {
  const look = (mode: Look): void => {
    above(mode === 'above');
    if (mode !== 'above') session.setView({ mode });
    for (const [name, button] of buttons) {
      button.setAttribute('aria-checked', String(name === mode));
    }
    fit.hidden = mode !== 'orbit';
  };
  const button = (mode: Look, label: string): HTMLButtonElement =>
    h(
      'button',
      {
        type: 'button',
        className: 'chip',
        attr: { role: 'radio', 'aria-checked': String(mode === 'orbit') },
        on: { click: () => look(mode) },
      },
      label,
    );
  const buttons = new Map<Look, HTMLButtonElement>([
    ['orbit', button('orbit', 'Around')],
    ['camera', button('camera', 'Through the camera')],
    ['above', button('above', 'From above')],
  ]);
  const fit = h(
    'button',
    { type: 'button', className: 'chip', title: 'Show everyone (Home)', on: { click: frame } },
    'Frame',
  );
  const group = h(
    'div',
    { className: 'row', attr: { role: 'radiogroup', 'aria-label': 'Where it is seen from' } },
    ...buttons.values(),
  );
  byId('around-tools').append(group, fit);
}
