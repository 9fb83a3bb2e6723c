/** @file Before and after: a curtain over the photograph, people to its left, the photograph alone to its right. */

import { letterbox } from '../../src/viewer/index.ts';
import type { Page } from '../actions/actions.ts';
import { byId, fitted, toggle } from './dom.ts';

const MIDDLE = 0.5;
const STEP = 0.02;
const PAGE_STEP = 0.1;

/** Its switch, and the curtain, which pointers and keys move. */
export function compareCurtain({ store, actions }: Page): void {
  const plain = byId<HTMLCanvasElement>('plain');
  const curtain = byId('curtain');
  const chip = toggle('Compare', false, (on) => actions.compare(on ? MIDDLE : null));
  chip.title = 'The photograph with and without people, side by side';
  byId('over-tools').append(chip);

  const draw = (): void => {
    const { photo, result, compare } = store.state;
    const bitmap = photo?.bitmap ?? null;
    const possible = bitmap !== null && result !== null;
    const shown = possible && compare !== null;
    chip.hidden = !possible;
    chip.setAttribute('aria-pressed', String(compare !== null));
    plain.hidden = curtain.hidden = !shown;
    const { clientWidth: width, clientHeight: height } = plain;
    if (!shown || width === 0) return;
    const { scale, x, y } = letterbox(bitmap, { width, height });
    const ctx = fitted(plain, width, height);
    ctx?.drawImage(bitmap, x, y, bitmap.width * scale, bitmap.height * scale);
  };
  /** Share of the pane where a share of the photograph is. */
  const place = (): void => {
    const { photo, compare } = store.state;
    const { clientWidth: width, clientHeight: height } = plain;
    if (compare === null || !photo?.bitmap || width === 0) return;
    const { scale, x } = letterbox(photo.bitmap, { width, height });
    const left = x + compare * photo.bitmap.width * scale;
    plain.style.clipPath = `inset(0 0 0 ${left}px)`;
    curtain.style.left = `${left}px`;
    const percent = Math.round(100 * compare);
    curtain.setAttribute('aria-valuenow', String(percent));
    curtain.setAttribute('aria-valuetext', `people over ${percent} % of the photograph`);
  };
  const both = (): void => {
    draw();
    place();
  };
  store.watch(({ photo, result, compare }) => [photo, result, compare !== null], both);
  store.watch(({ compare }) => compare, place);
  new ResizeObserver(both).observe(byId('over-pane'));

  const moveTo = (clientX: number): void => {
    const { photo } = store.state;
    if (!photo?.bitmap) return;
    const { left, width, height } = plain.getBoundingClientRect();
    const { scale, x } = letterbox(photo.bitmap, { width, height });
    actions.compare((clientX - left - x) / (photo.bitmap.width * scale));
  };
  curtain.addEventListener('pointerdown', (event) => {
    curtain.setPointerCapture(event.pointerId);
  });
  curtain.addEventListener('pointermove', (event) => {
    if (curtain.hasPointerCapture(event.pointerId)) moveTo(event.clientX);
  });
  curtain.addEventListener('keydown', (event) => {
    const now = store.state.compare ?? MIDDLE;
    const to: Readonly<Record<string, number>> = {
      ArrowLeft: now - STEP,
      ArrowDown: now - STEP,
      ArrowRight: now + STEP,
      ArrowUp: now + STEP,
      PageDown: now - PAGE_STEP,
      PageUp: now + PAGE_STEP,
      Home: 0,
      End: 1,
    };
    if (!Object.hasOwn(to, event.key)) return;
    event.preventDefault();
    actions.compare(to[event.key]);
  });
}
