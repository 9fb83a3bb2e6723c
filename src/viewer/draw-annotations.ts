/** @file Boxes, regions of interest with their cameras, and skeletons over a photograph, on a 2D canvas. */

import { jointSet } from '../body/index.ts';
import { personColour } from '../imaging/index.ts';
import type { Person, Reconstruction } from '../result/index.ts';
import { css, dot, plate, PLATE_PX, plateWidth, stroke } from './ink.ts';
import type { Vec2 } from '../math/index.ts';
import { roiColour } from './look.ts';
import { letterbox, type Viewport } from './lens.ts';
import { cornersOf, roiMarks } from './roi-marks.ts';
import { isShown, type ViewState } from './state.ts';

/** What is drawn, and the size to fit the photograph into, in the context's present units. */
export type AnnotationState = Viewport &
  Pick<ViewState, 'boxes' | 'rois' | 'joints' | 'skeleton' | 'hidden' | 'solo' | 'selected'>;

type ToCanvas = (pixel: readonly [number, number]) => Vec2;

const SEAM = 'rgba(20, 23, 28, 0.55)';
const PARENTS: readonly number[] = jointSet('smpl24').parents ?? [];

/** A line with a dark seam, readable on any photograph. */
function seamed(
  ctx: CanvasRenderingContext2D,
  points: readonly Vec2[],
  colour: string,
  width: number,
  closed = false,
): void {
  stroke(ctx, points, { colour: SEAM, width: width + 2, closed });
  stroke(ctx, points, { colour, width, closed });
}

/** Plates that stay on the canvas, and off each other. */
class Plates {
  readonly #taken: { x: number; y: number; w: number }[] = [];
  readonly #ctx: CanvasRenderingContext2D;
  readonly #size: Viewport;

  constructor(ctx: CanvasRenderingContext2D, size: Viewport) {
    this.#ctx = ctx;
    this.#size = size;
  }

  add(text: string, [left, top]: Vec2, colour: string): void {
    const w = plateWidth(this.#ctx, text);
    const x = Math.max(2, Math.min(left, this.#size.width - w - 2));
    let y = Math.max(2, Math.min(top, this.#size.height - PLATE_PX - 2));
    const over = (): boolean =>
      this.#taken.some((t) => Math.abs(t.y - y) < PLATE_PX + 1 && x < t.x + t.w && t.x < x + w);
    while (over()) y += 3;
    this.#taken.push({ x, y, w });
    plate(this.#ctx, text, [x, y], colour);
  }
}

function drawRois(
  ctx: CanvasRenderingContext2D,
  person: Person,
  to: ToCanvas,
  plates: Plates,
): void {
  const marks = roiMarks(person);
  for (const { m, corners, origin } of marks) {
    const colour = roiColour(m);
    const middle = to([(corners[0][0] + corners[2][0]) / 2, (corners[0][1] + corners[2][1]) / 2]);
    seamed(ctx, corners.map(to), colour, 1.5, true);
    const [x, y] = to(origin);
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    // from the middle of the region to where its camera puts the pelvis
    stroke(ctx, [middle, [x, y]], { colour, width: 1, dash: [3, 3] });
    seamed(
      ctx,
      [
        [x - 5, y],
        [x + 5, y],
      ],
      colour,
      1.5,
    );
    seamed(
      ctx,
      [
        [x, y - 5],
        [x, y + 5],
      ],
      colour,
      1.5,
    );
  }
  // plates last, so that no line crosses a word
  for (const { m, corners } of marks) {
    const { scale, tx, ty } = person.localCameras[m];
    const [x, y] = to(corners[0]);
    const text = `${m}  s ${scale.toFixed(2)}  t ${tx.toFixed(2)}, ${ty.toFixed(2)}`;
    plates.add(text, [x, y - PLATE_PX - 1], roiColour(m));
  }
}

function drawSkeleton(
  ctx: CanvasRenderingContext2D,
  { id, joints2d }: Person,
  to: ToCanvas,
  { skeleton, joints }: AnnotationState,
): void {
  const colour = css(personColour(id));
  const points = joints2d.smpl24.map(to);
  const seen = ([x, y]: Vec2): boolean => Number.isFinite(x) && Number.isFinite(y);
  const bones = points.flatMap((point, j): [Vec2, Vec2][] => {
    const parent = points[PARENTS[j]];
    return PARENTS[j] >= 0 && seen(point) && seen(parent) ? [[parent, point]] : [];
  });
  if (skeleton) {
    for (const bone of bones) stroke(ctx, bone, { colour: SEAM, width: 5 });
    for (const bone of bones) stroke(ctx, bone, { colour, width: 3 });
  }
  if (!joints && !skeleton) return;
  for (const point of points.filter(seen)) {
    dot(ctx, point, 4, SEAM);
    dot(ctx, point, 3.2, '#fafaf8');
    dot(ctx, point, 2, colour);
  }
}

/**
 * Draws what the state asks for over the photograph's place in `width` × `height`; clears nothing. Regions are those
 * of the selected person, or of everyone shown while nobody is selected.
 * @example
 * ```ts
 * import { parseResult } from 'multiroi';
 * import { DEFAULT_VIEW, drawAnnotations } from 'multiroi/viewer';
 *
 * const canvas = document.createElement('canvas');
 * const context = canvas.getContext('2d');
 * const result = parseResult(await (await fetch('photo.json')).text());
 * const size = { width: canvas.width, height: canvas.height };
 * const state = { ...DEFAULT_VIEW, ...size, skeleton: true, boxes: true };
 * if (context !== null) drawAnnotations(context, result, state);
 * ```
 */
export function drawAnnotations(
  ctx: CanvasRenderingContext2D,
  { people, image }: Reconstruction,
  state: AnnotationState,
): void {
  const { scale, x, y } = letterbox(image, state);
  // a context counts from edges: the centre of its first pixel is at ½
  const to: ToCanvas = ([u, v]) => [scale * u + x + 0.5, scale * v + y + 0.5];
  const shown = people.filter(({ id }) => isShown(state, id));
  const plates = new Plates(ctx, state);
  ctx.save();
  for (const person of shown) {
    if (!state.boxes) break;
    const [x0, y0, x1, y1] = person.box;
    const corners = cornersOf({ x0, y0, x1, y1 }).map(to);
    const colour = css(personColour(person.id));
    seamed(ctx, corners, colour, person.id === state.selected ? 3.5 : 2, true);
    const text = `${person.id}  ${person.score.toFixed(2)}`;
    plates.add(text, [corners[0][0], corners[0][1] + 1], colour);
  }
  for (const person of shown) drawSkeleton(ctx, person, to, state);
  const focus = shown.find(({ id }) => id === state.selected);
  if (state.rois) {
    for (const person of focus === undefined ? shown : [focus]) drawRois(ctx, person, to, plates);
  }
  ctx.restore();
}
