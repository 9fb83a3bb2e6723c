/** @file The bird's-eye drawing on a 2D canvas; `birds-eye.ts` says what goes where. */

import { jointSet } from '../body/index.ts';
import { personColour } from '../imaging/index.ts';
import type { Reconstruction } from '../result/index.ts';
import { css, dot, label, path, plate, plateWidth, SMALL, stroke } from './ink.ts';
import type { Vec2 } from '../math/index.ts';
import { drawInset } from './inset.ts';
import { paletteOf, roiColour, type Palette } from './look.ts';
import { birdsEye, type BirdsEye, type BirdsEyeState } from './birds-eye.ts';
import type { Theme } from './state.ts';

/** Size of the drawing, who is in it, and its colours. */
export interface BirdsEyeOptions extends BirdsEyeState {
  readonly theme: Theme;
}

const { names, parents: PARENTS = [] } = jointSet('smpl24');
const HEAD = names.indexOf('head');

function drawGround(
  ctx: CanvasRenderingContext2D,
  plan: BirdsEye,
  size: BirdsEyeState,
  look: Palette,
): void {
  const grid = { colour: look.grid, opacity: 0.22 };
  for (const x of plan.grid.x)
    stroke(
      ctx,
      [
        [x, 0],
        [x, size.height],
      ],
      grid,
    );
  for (const y of plan.grid.y)
    stroke(
      ctx,
      [
        [0, y],
        [size.width, y],
      ],
      grid,
    );
}

function drawCamera(ctx: CanvasRenderingContext2D, plan: BirdsEye, look: Palette): void {
  const { camera, fieldOfView, imagePlane } = plan;
  path(ctx, [camera, ...fieldOfView], true);
  ctx.save();
  ctx.globalAlpha = 0.05;
  ctx.fillStyle = look.frustum;
  ctx.fill();
  ctx.restore();
  for (const end of fieldOfView)
    stroke(ctx, [camera, end], { colour: look.frustum, opacity: 0.45 });
  stroke(ctx, imagePlane, { colour: look.frustum, width: 2 });
}

function drawRois(ctx: CanvasRenderingContext2D, { rois, camera }: BirdsEye): void {
  rois.forEach(({ m, segment, edges }, row) => {
    const colour = roiColour(m);
    for (const edge of edges) stroke(ctx, [camera, edge], { colour, opacity: 0.3 });
    // side by side, or the largest would hide the others
    const off = 4 * (row + 1);
    stroke(
      ctx,
      segment.map(([x, y]): Vec2 => [x, y + off]),
      { colour, width: 3 },
    );
  });
}

function drawPeople(
  ctx: CanvasRenderingContext2D,
  { people, pxPerMetre }: BirdsEye,
  selected: number | null,
  look: Palette,
): void {
  // limbs and heads as thick as they are, from above
  const limb = Math.max(3, 0.1 * pxPerMetre);
  ctx.save();
  ctx.lineCap = 'round';
  ctx.lineJoin = 'round';
  for (const { id, joints } of people) {
    // one path a person: overlapping limbs do not add up
    ctx.beginPath();
    joints.forEach(([x, y], j) => {
      if (PARENTS[j] < 0) return;
      ctx.moveTo(...joints[PARENTS[j]]);
      ctx.lineTo(x, y);
    });
    ctx.globalAlpha = selected === null || selected === id ? 1 : 0.6;
    ctx.strokeStyle = look.background;
    ctx.lineWidth = limb + 3;
    ctx.stroke();
    ctx.strokeStyle = css(personColour(id));
    ctx.lineWidth = limb;
    ctx.stroke();
    dot(ctx, joints[HEAD], 1.05 * limb, css(personColour(id)));
  }
  ctx.restore();
}

/** In a crowd, numbers alone; further from its person than this a number is left out. */
const CROWD = 6;
const FAR_PX = 22;

/** Numbers and distances on people, moved down where they would lie over each other. */
function drawNames(
  ctx: CanvasRenderingContext2D,
  { people }: BirdsEye,
  width: number,
  selected: number | null,
): void {
  const taken: { x: number; y: number; w: number }[] = [];
  const crowd = people.length > CROWD;
  for (const { id, at, joints, distanceM } of people.toSorted((a, b) => a.at[1] - b.at[1])) {
    const picked = id === selected;
    const text = crowd && !picked ? String(id) : `${id} · ${distanceM.toFixed(2)} m`;
    const w = plateWidth(ctx, text);
    const x = Math.max(4, Math.min(at[0] - w / 2, width - w - 4));
    // beyond the person, or on it where there is no room
    const top = Math.min(...joints.map(([, v]) => v)) - 24;
    const start = top > 4 && !crowd ? top : at[1] - 8;
    let y = start;
    while (taken.some((t) => Math.abs(t.y - y) < 18 && x < t.x + t.w && t.x < x + w)) y += 3;
    if (crowd && !picked && y - start > FAR_PX) continue;
    taken.push({ x, y, w });
    plate(ctx, text, [x, y], css(personColour(id)));
  }
}

/**
 * Draws people from above, the camera with the regions of one person (the selected one, else the first), and the
 * cameras that those regions imply. Fills `width` × `height` of the context's present units.
 * @example
 * ```ts
 * import { parseResult } from 'multiroi';
 * import { drawBirdsEye } from 'multiroi/viewer';
 *
 * const canvas = document.createElement('canvas');
 * const context = canvas.getContext('2d');
 * const result = parseResult(await (await fetch('photo.json')).text());
 * const size = { width: canvas.width, height: canvas.height };
 * const shown = { hidden: [], solo: null, selected: null };
 * if (context !== null) drawBirdsEye(context, result, { ...size, ...shown, theme: 'light' });
 * ```
 */
export function drawBirdsEye(
  ctx: CanvasRenderingContext2D,
  result: Reconstruction,
  options: BirdsEyeOptions,
): void {
  const { width, height, theme, selected } = options;
  const look = paletteOf(theme);
  const plan = birdsEye(result, options);
  ctx.save();
  ctx.beginPath();
  ctx.rect(0, 0, width, height);
  ctx.clip();
  ctx.fillStyle = look.background;
  ctx.fillRect(0, 0, width, height);
  drawGround(ctx, plan, options, look);
  drawCamera(ctx, plan, look);
  drawRois(ctx, plan);
  drawPeople(ctx, plan, selected, look);
  for (const { id, implied } of plan.people) {
    for (const at of implied) dot(ctx, at, 2.2, css(personColour(id)));
  }
  dot(ctx, plan.camera, 3, look.ink);
  const words = { ink: look.ink, halo: look.background, font: SMALL };
  // the inset's words may lie there
  if (plan.inset === null || plan.inset.y < plan.camera[1] - height / 2) {
    label(ctx, 'camera', [plan.camera[0] + 8, plan.camera[1] + 14], words);
  }
  drawNames(ctx, plan, width, selected);
  const gridPx = plan.gridM * plan.pxPerMetre;
  stroke(
    ctx,
    [
      [10, height - 10],
      [10 + gridPx, height - 10],
    ],
    { colour: look.ink, width: 2 },
  );
  label(ctx, `${plan.gridM} m`, [12, height - 15], words);
  if (plan.inset !== null) drawInset(ctx, plan.inset, look, width);
  ctx.restore();
}
