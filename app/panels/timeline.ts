/** @file The frames of a video: scrub, play, step; how far the work is; smoothing and locked shape. */

import { Clip } from '../clip.ts';
import { byId, h, toggle } from '../dom.ts';
import type { Session } from '../session.ts';

const RATES = [2, 5, 10, 15, 30] as const;

const seconds = (s: number): string =>
  s >= 90 ? `${Math.ceil(s / 60)} min` : `${Math.max(1, Math.ceil(s))} s`;

export function timeline(session: Session): void {
  const clip = (): Clip | null => (session.moving instanceof Clip ? session.moving : null);
  const attempt = (work: Promise<void> | undefined): void => {
    work?.catch((error: unknown) => session.fail(error));
  };
  const step = (by: number): void => {
    const now = clip();
    now?.pause();
    attempt(now?.scrub(now.at + by));
  };
  const playOrPause = (): void => {
    const now = clip();
    if (now?.playing === true) now.pause();
    else attempt(now?.play());
    session.changed();
  };
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
  const back = icon('‹', 'The frame before (,)', () => step(-1));
  const play = icon('▶', 'Play (k)', playOrPause);
  const on = icon('›', 'The next frame (.)', () => step(1));
  const place = h('input', {
    type: 'range',
    min: '0',
    step: '1',
    attr: { 'aria-label': 'Frame' },
    on: {
      input: () => {
        const now = clip();
        now?.pause();
        attempt(now?.scrub(Number(place.value)));
      },
    },
  });
  const time = h('output', { className: 'time' });
  const left = h('span', { className: 'note' });
  const stop = h(
    'button',
    { type: 'button', className: 'chip', on: { click: () => session.cancel() } },
    'Stop',
  );
  const smooth = toggle('Smooth', true, (smooth) => attempt(clip()?.choose({ smooth })));
  const lock = toggle('One shape', true, (lockShape) => attempt(clip()?.choose({ lockShape })));
  smooth.title = 'One-euro filter on rotations and places';
  lock.title = 'One shape a person: the robust mean of all frames';
  const rate = h(
    'select',
    {
      attr: { 'aria-label': 'Frames taken in a second' },
      title: 'Frames taken in a second; another choice begins anew',
      on: {
        change: () => {
          const now = clip();
          if (now === null) return;
          now.rate = Number(rate.value);
          attempt(now.again());
        },
      },
    },
    ...RATES.map((fps) => h('option', { value: String(fps) }, `${fps} fps`)),
  );
  byId('timeline').append(back, play, on, place, time, left, stop, smooth, lock, rate);

  let known: Clip | null = null;
  session.onChange(() => {
    const now = clip();
    byId('timeline').hidden = now === null || (now.length === 0 && now.progress === null);
    if (now === null) return;
    if (now !== known) {
      known = now;
      smooth.setAttribute('aria-pressed', String(now.smooth));
      lock.setAttribute('aria-pressed', String(now.lockShape));
      rate.value = String(now.rate);
    }
    const { length, at, timeS, progress, playing } = now;
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
  });
  const keys: Record<string, () => void> = {
    ',': () => step(-1),
    '.': () => step(1),
    k: playOrPause,
  };
  document.addEventListener('keydown', (event) => {
    const act = keys[event.key];
    const typing = event.target instanceof Element && event.target.matches('select, textarea');
    if (act === undefined || typing || clip() === null || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  });
}
