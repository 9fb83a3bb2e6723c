/** @file Where photographs come from: files, the clipboard, a drop, samples, a camera. */

import type { Page } from '../actions/actions.ts';
import type { State } from '../state/state.ts';
import { byId, h } from './dom.ts';

const SAMPLES = [
  { file: 'astronaut.png', label: 'Astronaut' },
  { file: 'standing.jpg', label: 'Standing' },
  { file: 'sitting.jpg', label: 'Sitting' },
  { file: 'on-the-floor.jpg', label: 'On the floor' },
] as const;

const nothingInHand = ({ photo, clip, live }: State): boolean =>
  photo === null && clip === null && live === null;

export function intake({ store, actions }: Page): void {
  const take = (files: FileList | null | undefined): void => {
    void actions.openFiles([...(files ?? [])]);
  };
  const input = h('input', {
    type: 'file',
    accept: 'image/*,video/*,.heic,.heif,.jfif,.json,.npz',
    multiple: true,
    hidden: true,
    attr: { 'aria-label': 'Photographs, videos, results' },
    on: {
      change: () => {
        take(input.files);
        input.value = '';
      },
    },
  });
  const button = (label: string, className: string, click: () => void): HTMLButtonElement =>
    h('button', { type: 'button', className, on: { click } }, label);
  const samples = SAMPLES.map(({ file, label }) => {
    const sample = button(label, 'button sample', () => void actions.openSample(file));
    sample.title = `Sample: ${label}`;
    return sample;
  });
  const liveButton = button('Live', 'button', () => void actions.toggleLive());
  liveButton.title = 'People as the camera sees them, until it is pressed again';
  store.watch(
    ({ live }) => live !== null,
    (on) => {
      liveButton.textContent = on ? 'Stop' : 'Live';
      liveButton.setAttribute('aria-pressed', String(on));
    },
  );
  byId('intake').append(
    input,
    button('Open…', 'button primary', () => input.click()),
    button('Camera', 'button', () => void actions.takePhoto()),
    liveButton,
    ...samples,
  );
  store.watch(nothingInHand, (nothing) => {
    // while the gallery is in sight they are there already
    for (const sample of samples) sample.hidden = nothing;
    byId('welcome').hidden = !nothing;
  });
  byId('samples').append(
    ...SAMPLES.map(({ file, label }) =>
      h(
        'button',
        { type: 'button', on: { click: () => void actions.openSample(file) } },
        h('img', { src: `samples/${file}`, alt: '', loading: 'lazy' }),
        h('span', {}, label),
      ),
    ),
  );
  document.addEventListener('paste', (event) => {
    take(event.clipboardData?.files);
  });
  dropping(take);
}

function dropping(take: (files: FileList | undefined) => void): void {
  const hint = byId('drop-hint');
  let depth = 0;
  const over = (change: number): void => {
    depth = Math.max(0, depth + change);
    hint.hidden = depth === 0;
  };
  addEventListener('dragenter', (event) => {
    event.preventDefault();
    over(1);
  });
  addEventListener('dragleave', () => over(-1));
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', (event) => {
    event.preventDefault();
    depth = 0;
    hint.hidden = true;
    take(event.dataTransfer?.files);
  });
}
