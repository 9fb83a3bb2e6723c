/** @file The bird's-eye drawing on a 2D canvas; `birds-eye.ts` says what goes where. */

import { jointSet } from '../body/index.ts';
import { personColour } from '../imaging/index.ts';
import type { Reconstruction } from '../pipeline/index.ts';
import {
  css,
  dot,
  label,
  lengthText,
  path,
  plate,
  plateWidth,
  SMALL,
  stroke,
  type Point,
} from './_ink.ts';
import { lookOf, roiColour, type Look } from './_look.ts';
import {
  birdsEye,
  CAPTION_PX,
  type BirdsEye,
  type BirdsEyeState,
  type PlanInset,
} from './birds-eye.ts';
import type { Theme } from './state.ts';

export interface BirdsEyeOptions extends BirdsEyeState {
  readonly theme: Theme;
}

const { names, parents: PARENTS = [] } = jointSet('smpl24');
const HEAD = names.indexOf('head');

function drawGround(
  ctx: CanvasRenderingContext2D,
  plan: BirdsEye,
  size: BirdsEyeState,
  look: Look,
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

function drawCamera(ctx: CanvasRenderingContext2D, plan: BirdsEye, look: Look): void {
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
      segment.map(([x, y]): Point => [x, y + off]),
      { colour, width: 3 },
    );
  });
}

function drawPeople(
  ctx: CanvasRenderingContext2D,
  { people, pxPerMetre }: BirdsEye,
  selected: number | null,
  look: Look,
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
  for (const { id, at, distanceM } of people.toSorted((a, b) => a.at[1] - b.at[1])) {
    const picked = id === selected;
    const text = crowd && !picked ? String(id) : `${id} · ${distanceM.toFixed(2)} m`;
    const w = plateWidth(ctx, text);
    const x = Math.max(4, Math.min(at[0] - w / 2, width - w - 4));
    let y = at[1] - 8;
    while (taken.some((t) => Math.abs(t.y - y) < 18 && x < t.x + t.w && t.x < x + w)) y += 3;
    if (crowd && !picked && y - at[1] > FAR_PX) continue;
    taken.push({ x, y, w });
    plate(ctx, text, [x, y], css(personColour(id)));
  }
}

function drawInset(ctx: CanvasRenderingContext2D, inset: PlanInset, look: Look): void {
  const { x, y, side, centre, cameras, spread, bar } = inset;
  ctx.fillStyle = look.background;
  ctx.strokeStyle = look.faint;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.roundRect(x, y, side, side, 6);
  ctx.fill();
  ctx.stroke();
  ctx.save();
  ctx.clip();
  const cross = { colour: look.faint, opacity: 0.5 };
  stroke(
    ctx,
    [
      [x, centre[1]],
      [x + side, centre[1]],
    ],
    cross,
  );
  stroke(
    ctx,
    [
      [centre[0], y],
      [centre[0], y + side],
    ],
    cross,
  );
  ctx.beginPath();
  ctx.ellipse(...centre, Math.max(1, spread[0]), Math.max(1, spread[1]), 0, 0, 2 * Math.PI);
  ctx.globalAlpha = 0.16;
  ctx.fillStyle = look.ink;
  ctx.fill();
  ctx.globalAlpha = 0.7;
  ctx.strokeStyle = look.ink;
  ctx.stroke();
  ctx.globalAlpha = 1;
  cameras.forEach((at, m) => {
    dot(ctx, at, 6.5, look.background);
    dot(ctx, at, 5.5, roiColour(m));
    ctx.font = '600 9px system-ui, sans-serif';
    ctx.fillStyle = '#14171c';
    ctx.textAlign = 'center';
    ctx.fillText(String(m), at[0], at[1] + 3.2);
    ctx.textAlign = 'start';
  });
  ctx.restore();
  const words = { ink: look.ink, halo: look.background, font: SMALL };
  const [across, along] = inset.spreadM;
  const below = y + side + CAPTION_PX;
  const times = `×${inset.magnification.toPrecision(2)}`;
  label(ctx, `cameras of ${inset.id}, ${times}`, [x + 2, below - 33], words);
  label(ctx, `± ${lengthText(across)} across`, [x + 2, below - 18], words);
  label(ctx, `± ${lengthText(along)} in depth`, [x + 2, below - 3], words);
  const end = x + side - 8;
  const level = y + side - 8;
  stroke(
    ctx,
    [
      [end - bar.px, level],
      [end, level],
    ],
    { colour: look.ink, width: 2 },
  );
  ctx.textAlign = 'right';
  label(ctx, lengthText(bar.metres).replace(/\.0+ /, ' '), [end, level - 5], words);
  ctx.textAlign = 'start';
}

/**
 * Draws people from above, the camera with the regions of one person (the selected one, else the first), and the
 * cameras that those regions imply. Fills `width` × `height` of the context's present units.
 */
export function drawBirdsEye(
  ctx: CanvasRenderingContext2D,
  result: Reconstruction,
  options: BirdsEyeOptions,
): void {
  const { width, height, theme, selected } = options;
  const look = lookOf(theme);
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
  label(ctx, 'camera', [plan.camera[0] + 8, plan.camera[1] + 14], words);
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
  if (plan.inset !== null) drawInset(ctx, plan.inset, look);
  ctx.restore();
}
