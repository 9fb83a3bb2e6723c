/** @file A box around a person, drawn on the photograph by pointer. */

import type { Box } from '../../src/camera/index.ts';
import { letterbox } from '../../src/viewer/index.ts';
import type { Page } from '../actions/actions.ts';
import { byId, h, toggle } from './dom.ts';

/** Smaller boxes are slips of the hand. */
const LEAST_BOX_PX = 8;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Its buttons, and the layer that takes the pointer while a box is drawn. */
export function boxDrawing(page: Page): void {
  const { store, actions } = page;
  const draw = toggle('Draw a box', false, actions.drawBox);
  const everyone = (): void => void actions.chooseBoxes(null);
  const all = h(
    'button',
    { type: 'button', className: 'chip', on: { click: everyone } },
    'Everyone again',
  );
  byId('over-tools').append(draw, all);
  store.watch(
    ({ photo, boxes, drawing }) => ({
      possible: typeof photo?.id === 'number',
      chosen: boxes !== null,
      drawing,
    }),
    ({ possible, chosen, drawing }) => {
      draw.hidden = !possible;
      all.hidden = !chosen;
      draw.setAttribute('aria-pressed', String(drawing));
      byId('box-layer').hidden = !drawing;
    },
  );
  drawing(page, byId('box-layer'));
}

function drawing(page: Page, layer: HTMLElement): void {
  const rubber = byId('rubber');
  let start: { x: number; y: number } | null = null;
  const at = (event: PointerEvent): { x: number; y: number } => {
    const { left, top } = layer.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  layer.addEventListener('pointerdown', (event) => {
    start = at(event);
    layer.setPointerCapture(event.pointerId);
  });
  layer.addEventListener('pointermove', (event) => {
    if (start === null) return;
    const end = at(event);
    Object.assign(rubber.style, {
      left: `${Math.min(start.x, end.x)}px`,
      top: `${Math.min(start.y, end.y)}px`,
      width: `${Math.abs(end.x - start.x)}px`,
      height: `${Math.abs(end.y - start.y)}px`,
    });
    rubber.hidden = false;
  });
  layer.addEventListener('pointerup', (event) => {
    rubber.hidden = true;
    if (start !== null) finish(page, start, at(event));
    start = null;
  });
  layer.addEventListener('pointercancel', () => {
    rubber.hidden = true;
    start = null;
  });
}

function finish({ store, actions }: Page, a: Point, b: Point): void {
  const bitmap = store.state.photo?.bitmap ?? null;
  if (bitmap === null) return;
  const { clientWidth: width, clientHeight: height } = byId('over-pane');
  const { scale, x: left, y: top } = letterbox(bitmap, { width, height });
  const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, value));
  const px = (x: number): number => clamp((x - 0.5 - left) / scale, bitmap.width - 1);
  const py = (y: number): number => clamp((y - 0.5 - top) / scale, bitmap.height - 1);
  const box: Box = {
    x0: px(Math.min(a.x, b.x)),
    y0: py(Math.min(a.y, b.y)),
    x1: px(Math.max(a.x, b.x)),
    y1: py(Math.max(a.y, b.y)),
  };
  if (box.x1 - box.x0 < LEAST_BOX_PX || box.y1 - box.y0 < LEAST_BOX_PX) return;
  void actions.chooseBoxes([box]);
}
