/** @file The panel of a result that is one file. Texts of the result are set as text, never as markup. */

import { personColour } from '../../imaging/index.ts';
import type { Reconstruction } from '../../result/index.ts';
import { css, lengthText } from '../ink.ts';
import type { SceneView } from '../scene-view.ts';
import type { ViewState } from '../state.ts';

function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), props);
  element.append(...children);
  return element;
}

type Switch =
  | 'wireframe'
  | 'skeleton'
  | 'normals'
  | 'boxes'
  | 'rois'
  | 'frustum'
  | 'ground'
  | 'photo';
const SWITCHES: readonly (readonly [Switch, string])[] = [
  ['photo', 'Photograph'],
  ['frustum', 'Camera'],
  ['ground', 'Ground'],
  ['wireframe', 'Wireframe'],
  ['skeleton', 'Skeleton'],
  ['normals', 'Normals'],
  ['boxes', 'Boxes'],
  ['rois', 'Regions'],
];

/** The panel of an exported page. */
export interface Controls {
  readonly root: HTMLElement;
  /** Where the bird's-eye drawing goes. */
  readonly plan: HTMLCanvasElement;
  /** Says what the state says. */
  update(state: ViewState): void;
}

/** Makes the panel; buttons call `change`. */
export function controls(
  view: SceneView,
  result: Reconstruction,
  change: (to: Partial<ViewState>) => void,
): Controls {
  const updates: ((state: ViewState) => void)[] = [];
  const pressed = (
    text: string,
    on: (state: ViewState) => boolean,
    click: () => void,
  ): HTMLButtonElement => {
    const button = el('button', { type: 'button', onclick: click }, text);
    updates.push((state) => button.setAttribute('aria-pressed', String(on(state))));
    return button;
  };
  const tick = (
    text: string,
    on: (state: ViewState) => boolean,
    set: (checked: boolean) => void,
  ): HTMLLabelElement => {
    const input = el('input', { type: 'checkbox' });
    input.onchange = () => set(input.checked);
    updates.push((state) => {
      input.checked = on(state);
    });
    return el('label', {}, input, text);
  };
  const modes = el(
    'div',
    { className: 'modes' },
    pressed(
      'Around',
      ({ mode }) => mode === 'orbit',
      () => change({ mode: 'orbit' }),
    ),
    pressed(
      'Camera',
      ({ mode }) => mode === 'camera',
      () => change({ mode: 'camera' }),
    ),
  );
  const opacity = el('input', { type: 'range', min: '0', max: '1', step: '0.05' });
  opacity.oninput = () => change({ opacity: opacity.valueAsNumber });
  updates.push((state) => {
    opacity.value = String(state.opacity);
  });
  const switches = SWITCHES.map(([key, text]) =>
    tick(
      text,
      (state) => state[key],
      (checked) => change({ [key]: checked }),
    ),
  );
  const people = result.people.map(({ id, camera, consistency }) => {
    const swatch = el('span', { className: 'swatch' });
    swatch.style.background = css(personColour(id));
    const pick = pressed(
      `Person ${id}`,
      ({ selected }) => selected === id,
      () => change({ selected: view.state.selected === id ? null : id }),
    );
    pick.prepend(swatch);
    pick.append(
      el('small', {}, `${camera.t[2].toFixed(2)} m ± ${lengthText(consistency.s * camera.t[2])}`),
    );
    const shown = tick(
      '',
      ({ hidden }) => !hidden.includes(id),
      (checked) => {
        const others = view.state.hidden.filter((each) => each !== id);
        change({ hidden: checked ? others : [...others, id] });
      },
    );
    shown.firstElementChild?.setAttribute('aria-label', `Show person ${id}`);
    return el('li', {}, shown, pick);
  });
  const plan = el('canvas', { className: 'plan' });
  plan.setAttribute('role', 'img');
  plan.setAttribute('aria-label', 'The scene from above, with the cameras that the regions imply');
  const { name, rois } = result.model;
  const body = el(
    'div',
    {},
    modes,
    el('label', {}, 'Opacity', opacity),
    el('div', { className: 'ticks' }, ...switches),
    el('ul', {}, ...people),
    plan,
    el(
      'p',
      {},
      `multiroi ${name}, ${rois} regions. Drag turns, wheel or pinch zooms, arrow keys turn, C looks through the camera.`,
    ),
  );
  const root = el(
    'details',
    { className: 'panel', open: innerWidth > 560 },
    el('summary', {}, result.image.file),
    body,
  );
  return { root, plan, update: (state) => updates.forEach((update) => update(state)) };
}
