/** @file What the network is given, and what its regions say: for those who know the method. */

import { h, slider } from '../shell/dom.ts';
import { segments } from '../shell/segments.ts';
import type { Page } from '../actions/actions.ts';
import { agreement, matrix } from './agreement.ts';
import { panel } from './panel.ts';

/** The slider is in octaves about a focal length of the diagonal, so that both directions feel alike. */
const OCTAVES = 2;

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

const SOURCES = {
  given: 'set by hand',
  exif: 'from the file’s EXIF',
  estimate: 'estimated from the image’s size',
} as const;

export function advancedPanel(page: Page): HTMLElement {
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
    'Advanced',
    false,
    h('h3', {}, 'Regions of interest per person'),
    regions(page),
    h('h3', {}, 'Camera'),
    focal.element,
    source,
    reset,
    h('h3', {}, 'How far the regions differ'),
    agreement(page),
    matrix(page),
  );
}
