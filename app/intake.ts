/** @file Where photographs come from: files, the clipboard, a drop, samples, a camera. */

import { Clip } from './clip.ts';
import { byId, h } from './dom.ts';
import { Live, photograph } from './live.ts';
import type { Session } from './session.ts';

const SAMPLES = [
  { file: 'astronaut.png', label: 'Astronaut' },
  { file: 'standing.jpg', label: 'Standing' },
  { file: 'sitting.jpg', label: 'Sitting' },
  { file: 'on-the-floor.jpg', label: 'On the floor' },
] as const;

/** The first of several files; a photograph that comes with a result is shown under it. */
function take(session: Session, files: Iterable<File>): void {
  const all = [...files];
  const stored = all.find(({ name }) => /\.(json|npz)$/i.test(name));
  const file = stored ?? all[0];
  if (file === undefined) return;
  const photo = all.find(({ type }) => type.startsWith('image/')) ?? null;
  if (stored !== undefined) void session.openResult(stored.name, stored, photo);
  else if (file.type.startsWith('video/') || /\.(mp4|m4v|mov|webm|ogv|mkv)$/i.test(file.name)) {
    openClip(session, file);
  } else void session.open(file.name, file);
}

function openClip(session: Session, file: File): void {
  const clip = new Clip(session, file.name, file);
  session.follow(clip);
  void clip.again();
}

/** Starts the camera, or stops it. */
function live(session: Session): void {
  if (session.moving instanceof Live) return session.cancel();
  const moving = new Live(session);
  session.follow(moving);
  void moving.run();
}

async function openSample(session: Session, file: string): Promise<void> {
  const response = await fetch(new URL(`samples/${file}`, document.baseURI));
  await session.open(file, await response.blob());
}

export function intake(session: Session): void {
  const input = h('input', {
    type: 'file',
    accept: 'image/*,video/*,.json,.npz',
    multiple: true,
    hidden: true,
    on: {
      change: () => {
        take(session, input.files ?? []);
        input.value = '';
      },
    },
  });
  const button = (label: string, className: string, click: () => void): HTMLButtonElement =>
    h('button', { type: 'button', className, on: { click } }, label);
  const samples = SAMPLES.map(({ file, label }) => {
    const sample = button(label, 'button sample', () => void openSample(session, file));
    sample.title = `Sample: ${label}`;
    return sample;
  });
  const liveButton = button('Live', 'button', () => live(session));
  liveButton.title = 'People as the camera sees them, until it is pressed again';
  session.onChange(() => {
    const on = session.moving instanceof Live;
    liveButton.textContent = on ? 'Stop' : 'Live';
    liveButton.setAttribute('aria-pressed', String(on));
  });
  byId('intake').append(
    input,
    button('Open…', 'button primary', () => input.click()),
    button('Camera', 'button', () => {
      photograph(session).catch((error: unknown) => session.fail(error));
    }),
    liveButton,
    ...samples,
  );
  session.onChange(() => {
    // while the gallery is in sight they are there already
    for (const sample of samples) sample.hidden = session.photo === null;
  });
  byId('samples').append(
    ...SAMPLES.map(({ file, label }) =>
      h(
        'button',
        { type: 'button', on: { click: () => void openSample(session, file) } },
        h('img', { src: `samples/${file}`, alt: '', loading: 'lazy' }),
        h('span', {}, label),
      ),
    ),
  );
  document.addEventListener('paste', (event) => {
    take(session, event.clipboardData?.files ?? []);
  });
  dropping(session);
}

function dropping(session: Session): void {
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
    take(session, event.dataTransfer?.files ?? []);
  });
}
