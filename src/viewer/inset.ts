/** @file The magnified cameras that the regions of one person imply: the inset of the bird's-eye drawing. */

import { dot, label, lengthText, SMALL, stroke } from './ink.ts';
import { roiColour, type Palette } from './look.ts';
import { CAPTION_PX, type PlanInset } from './birds-eye.ts';

/** Draws the implied cameras of one person, magnified, with a bar of scale. */
export function drawInset(
  ctx: CanvasRenderingContext2D,
  inset: PlanInset,
  look: Palette,
  canvasWidth: number,
): void {
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
  // words are wider than a small square: they run into the drawing, not out of it
  const atRight = x > canvasWidth / 2;
  ctx.textAlign = atRight ? 'right' : 'left';
  const edge = atRight ? x + side - 2 : x + 2;
  const below = y + side + CAPTION_PX;
  const times = `×${inset.magnification.toPrecision(2)}`;
  label(ctx, `cameras of ${inset.id}, ${times}`, [edge, below - 33], words);
  label(ctx, `± ${lengthText(across)} across`, [edge, below - 18], words);
  label(ctx, `± ${lengthText(along)} in depth`, [edge, below - 3], words);
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
