/** @file The frames of a video: scrub, play, step; how far the work is; smoothing and locked shape. */

import { byId, h, toggle } from '../shell/dom.ts';
import type { Page } from '../actions/actions.ts';
import { tracks } from './tracks.ts';

const RATES = [2, 5, 10, 15, 30] as const;

const seconds = (s: number): string =>
  s >= 90 ? `${Math.ceil(s / 60)} min` : `${Math.max(1, Math.ceil(s))} s`;

export function timeline(page: Page): void {
  const { store, actions } = page;
  const icon = (text: string, label: string, click: () => void): HTMLButtonElement =>
    h(
      'button',
      {
        type: 'button',
        className: 'icon',
        title: label,
        attr: { 'aria-label': label },
        on: { click },
      },
      text,
    );
  const back = icon('‹', 'The frame before (,)', () => actions.step(-1));
  const play = icon('▶', 'Play (k)', actions.playOrPause);
  const on = icon('›', 'The next frame (.)', () => actions.step(1));
  const place = h('input', {
    type: 'range',
    min: '0',
    step: '1',
    attr: { 'aria-label': 'Frame' },
    on: {
      input: () => actions.scrub(Number(place.value)),
    },
  });
  const time = h('output', { className: 'time' });
  const left = h('span', { className: 'note' });
  const stop = h(
    'button',
    { type: 'button', className: 'chip', on: { click: () => actions.cancel() } },
    'Stop',
  );
  const smooth = toggle('Smooth', true, (smooth) => actions.chooseSmoothing({ smooth }));
  const lock = toggle('One shape', true, (lockShape) => actions.chooseSmoothing({ lockShape }));
  smooth.title = 'One-euro filter on rotations and places';
  lock.title = 'One shape a person: the robust mean of all frames';
  const rate = h(
    'select',
    {
      attr: { 'aria-label': 'Frames taken in a second' },
      title: 'Frames taken in a second; another choice begins anew',
      on: {
        change: () => void actions.chooseRate(Number(rate.value)),
      },
    },
    ...RATES.map((fps) => h('option', { value: String(fps) }, `${fps} fps`)),
  );
  const chip = (text: string, title: string, click: () => void): HTMLButtonElement =>
    h('button', { type: 'button', className: 'chip', title, on: { click } }, text);
  const from = chip('Start here', 'Play and export from this frame ([)', () =>
    actions.trim('first'),
  );
  const to = chip('End here', 'Play and export up to this frame (])', () => actions.trim('last'));
  const whole = chip('Whole video', 'Play and export every frame', () => actions.trim(null));
  const trims = h(
    'div',
    { className: 'row', attr: { role: 'group', 'aria-label': 'Trim' } },
    from,
    to,
    whole,
  );
  const scale = h('div', { className: 'scale' }, place, tracks(page));
  byId('timeline').append(back, play, on, scale, time, left, stop, smooth, lock, trims, rate);

  store.watch(
    ({ clip }) => clip,
    (clip) => {
      const length = clip?.frames.length ?? 0;
      byId('timeline').hidden = clip === null || (length === 0 && clip.progress === null);
      if (clip === null) return;
      smooth.setAttribute('aria-pressed', String(clip.smooth));
      lock.setAttribute('aria-pressed', String(clip.lockShape));
      rate.value = String(clip.rate);
      // a stored motion is shown as it is
      rate.hidden = smooth.hidden = lock.hidden = clip.stored;
      whole.hidden = clip.trim === null;
      trims.hidden = length < 2;
      const { at, progress, playing } = clip;
      const timeS = clip.frames[at]?.timeS ?? 0;
      place.max = String(Math.max(0, length - 1));
      place.value = String(at);
      place.disabled = back.disabled = play.disabled = on.disabled = length < 2;
      place.setAttribute('aria-valuetext', `frame ${at + 1} of ${length}, ${timeS.toFixed(2)} s`);
      time.textContent = `${timeS.toFixed(2)} s`;
      play.textContent = playing ? '❚❚' : '▶';
      play.setAttribute('aria-label', playing ? 'Pause (k)' : 'Play (k)');
      left.hidden = stop.hidden = progress === null;
      if (progress === null) return;
      const { done, total, leftS } = progress;
      left.textContent = `${done}/${total}${leftS > 0 ? ` · ${seconds(leftS)} left` : ''}`;
    },
  );
  const keys: Record<string, () => void> = {
    ',': () => actions.step(-1),
    '.': () => actions.step(1),
    k: actions.playOrPause,
    '[': () => actions.trim('first'),
    ']': () => actions.trim('last'),
  };
  document.addEventListener('keydown', (event) => {
    const act = keys[event.key];
    const typing =
      event.target instanceof Element &&
      event.target.matches('select, textarea, input[type=number]');
    if (act === undefined || typing || store.state.clip === null || event.ctrlKey || event.metaKey)
      return;
    event.preventDefault();
    act();
  });
}
