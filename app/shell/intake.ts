/** @file Where photographs come from: files, the clipboard, a drop, samples, a camera. */

import type { Page } from '../actions/actions.ts';
import type { State } from '../state/state.ts';
import { byId, h } from './dom.ts';
import { droppedFiles } from './dropped-files.ts';
import { choice, menu } from './menu.ts';

/** One photograph may be passed on; the others are made by `multiroi synth`, and say so. */
const SAMPLES = [
  { file: 'astronaut.png', label: 'Astronaut', kind: 'photograph' },
  { file: 'standing.jpg', label: 'Standing', kind: 'rendered' },
  { file: 'sitting.jpg', label: 'Sitting', kind: 'rendered' },
  { file: 'on-the-floor.jpg', label: 'On the floor', kind: 'rendered' },
] as const;

const nothingInHand = ({ photo, clip, live }: State): boolean =>
  photo === null && clip === null && live === null;

/** @param exports the list of files to be saved, and its button. */
export function intake(
  { store, actions }: Page,
  exports: { readonly button: HTMLButtonElement; readonly list: HTMLElement },
): void {
  const take = (files: Iterable<File> | null | undefined): void => {
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
  const samples = menu(
    'Samples',
    'sample-menu',
    h(
      'div',
      { className: 'choices' },
      ...SAMPLES.map(
        ({ file, label, kind }) => choice(label, kind, () => void actions.openSample(file)).row,
      ),
    ),
  );
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
    exports.button,
    button('Camera', 'button', () => void actions.takePhoto()),
    liveButton,
    samples.button,
  );
  document.querySelector('header')?.append(exports.list, samples.list);
  store.watch(nothingInHand, (nothing) => {
    // while the gallery is in sight they are there already
    samples.button.hidden = nothing;
    byId('welcome').hidden = !nothing;
  });
  byId('samples').append(
    ...SAMPLES.map(({ file, label, kind }) =>
      h(
        'button',
        { type: 'button', on: { click: () => void actions.openSample(file) } },
        h('img', { src: `samples/${file}`, alt: '', loading: 'lazy' }),
        h('span', {}, label, h('small', {}, kind)),
      ),
    ),
  );
  soon(() => actions.prepare());
  document.addEventListener('paste', (event) => {
    take(event.clipboardData?.files);
  });
  dropping(take);
}

/** Tells once that somebody is about to choose: a pointer or the focus is there, or a file is being dragged. */
function soon(tell: () => void): void {
  const ended = new AbortController();
  const begun = (): void => {
    ended.abort();
    tell();
  };
  const { signal } = ended;
  for (const id of ['intake', 'samples']) {
    for (const type of ['pointerover', 'focusin']) {
      byId(id).addEventListener(type, begun, { signal });
    }
  }
  addEventListener('dragenter', begun, { signal });
}

function dropping(take: (files: readonly File[]) => void): void {
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
    void droppedFiles(event.dataTransfer).then(take);
  });
}
