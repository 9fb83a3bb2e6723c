/** @file Regions, quality and focal length: what the network is given. */

import { h, slider } from '../shell/dom.ts';
import type { Page } from '../actions/actions.ts';
import { panel } from './panel.ts';

/** The slider is in octaves about a focal length of the diagonal, so that both directions feel alike. */
const OCTAVES = 2;

/** One of a few, side by side. */
function segments<T extends string>(
  name: string,
  label: string,
  choices: readonly { readonly value: T; readonly text: string; readonly label?: string }[],
  chosen: T,
  choose: (value: T) => void,
): HTMLElement {
  const radios = choices.map(({ value, text, label: ariaLabel = text }) =>
    h(
      'label',
      {},
      h('input', {
        type: 'radio',
        name,
        value,
        checked: value === chosen,
        attr: { 'aria-label': ariaLabel },
        on: { change: () => choose(value) },
      }),
      text,
    ),
  );
  return h(
    'div',
    { className: 'segments', attr: { role: 'radiogroup', 'aria-label': label } },
    ...radios,
  );
}

const regions = ({ store, actions }: Page): HTMLElement =>
  segments(
    'rois',
    'Regions of interest',
    ['1', '2', '3', '4', '5'].map((count) => ({
      value: count,
      text: count,
      label: `${count} ${count === '1' ? 'region' : 'regions'}`,
    })),
    String(store.state.rois),
    (count) => void actions.chooseRois(Number(count)),
  );

const quality = ({ store, actions }: Page): HTMLElement => {
  const element = segments(
    'quality',
    'Quality',
    [
      { value: 'standard', text: 'Standard' },
      { value: 'best', text: 'Best' },
    ],
    store.state.quality,
    (chosen) => void actions.chooseQuality(chosen),
  );
  element.title = 'Best runs a larger network: some 37 MB once, and about three times as slow';
  return element;
};

const SOURCES = {
  given: 'set by hand',
  exif: 'from the file’s EXIF',
  estimate: 'estimated from the image’s size',
} as const;

export function cameraPanel(page: Page): HTMLElement {
  const { store, actions } = page;
  const diagonal = (): number => {
    const { width = 1, height = 1 } = store.state.result?.image ?? {};
    return Math.hypot(width, height);
  };
  const focalOf = (octave: number): number => diagonal() * 2 ** octave;
  const text = (octave: number): string => {
    const height = store.state.result?.image.height;
    if (height === undefined) return '';
    const fov = (2 * Math.atan(height / 2 / focalOf(octave)) * 180) / Math.PI;
    return `${focalOf(octave).toFixed(0)} px · ${fov.toFixed(0)}°`;
  };
  const focal = slider({
    label: 'Focal length',
    min: -OCTAVES,
    max: OCTAVES,
    step: 0.01,
    value: 0,
    format: text,
    onInput: (octave) => actions.previewFocal(focalOf(octave)),
    onChange: () => void actions.reconstructAgain(),
  });
  const source = h('p', { className: 'note' });
  const reset = h(
    'button',
    {
      type: 'button',
      className: 'ghost',
      on: {
        click: () => void actions.clearFocal(),
      },
    },
    'Take the photograph’s own',
  );
  store.watch(
    ({ result, focalPx }) => ({ result, focalPx }),
    ({ result, focalPx }) => {
      const camera = result?.people[0]?.camera;
      source.textContent =
        camera === undefined
          ? 'While it moves, bodies are projected again; let go, and the network is asked again.'
          : `f = ${camera.focalPx.toFixed(0)} px, ${SOURCES[camera.focalSource]}.`;
      reset.hidden = focalPx === null;
      focal.set(camera === undefined ? 0 : Math.log2(camera.focalPx / diagonal()));
    },
  );
  return panel(
    'Camera',
    true,
    h('span', { className: 'note' }, 'Regions of interest per person'),
    regions(page),
    h('span', { className: 'note' }, 'Quality'),
    quality(page),
    focal.element,
    source,
    reset,
  );
}
