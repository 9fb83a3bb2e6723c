import { expect, test } from 'vitest';
import { project, resolveIntrinsics, type Translation } from '../camera/index.ts';
import type { PixelImage } from '../platform/index.ts';
import { drawBoxes, drawJoints } from './annotate.ts';
import { blankImage, drawLine } from './canvas.ts';
import { linearOf, personColour, storedOf, type Colour } from './colours.ts';
import { overlay } from './overlay.ts';
import { renderLayer, withNormals, type SceneBody } from './render.ts';
import { sideView, topView } from './views.ts';

const RED: Colour = [200, 60, 60];
const BLUE: Colour = [60, 60, 200];
const image = blankImage(160, 120, [128, 128, 128]);
const camera = resolveIntrinsics({ ...image, focalPx: 160 });

/** A box of a person's size, standing on y = 0.9. */
function figure(t: Translation, colour: Colour): SceneBody {
  const [w, h, d] = [0.25, 0.9, 0.15];
  const vertices = Float32Array.from(
    [0, 1, 2, 3, 4, 5, 6, 7].flatMap((n) => [n & 1 ? w : -w, n & 2 ? h : -h, n & 4 ? d : -d]),
  );
  // oxfmt-ignore
  const faces = Uint32Array.of(
    0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, 0, 1, 4, 1, 5, 4, 2, 6, 3, 3, 6, 7, 0, 4, 2, 2, 4, 6, 1, 3, 5, 3, 7, 5,
  );
  return { vertices, faces, t, colour };
}

const pixel = ({ width, data }: PixelImage, x: number, y: number): number[] => [
  ...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3),
];

/** Mean position and number of the pixels whose red outweighs blue, or the other way round. */
function blob(
  { width, data }: PixelImage,
  colour: Colour,
): { x: number; y: number; count: number } {
  const sign = Math.sign(colour[0] - colour[2]);
  let [x, y, count] = [0, 0, 0];
  for (let i = 0; i < data.length / 3; i++) {
    if (sign * (data[3 * i] - data[3 * i + 2]) < 25) continue;
    x += i % width;
    y += Math.floor(i / width);
    count++;
  }
  return { x: x / count, y: y / count, count };
}

test('a body is drawn where the camera projects it, and nothing else changes', () => {
  const body = figure([0.4, 0.1, 4], RED);
  const out = overlay(image, [body], camera, { opacity: 1 });
  const [u, v] = project([0, 0, 0], camera, body.t);
  const red = blob(out, RED);
  expect(Math.abs(red.x - u)).toBeLessThan(1);
  expect(Math.abs(red.y - v)).toBeLessThan(1);
  // 0.5 × 1.8 m at 3.85 m through f = 160
  // and a sliver of its side
  const front = 0.5 * 1.8 * (160 / 3.85) ** 2;
  expect(red.count).toBeGreaterThan(0.97 * front);
  expect(red.count).toBeLessThan(1.1 * front);
  for (let y = 0; y < 120; y++) {
    for (let x = 0; x < 160; x++) {
      if (Math.abs(x - u) > 14 || Math.abs(y - v) > 42)
        expect(pixel(out, x, y)).toEqual([128, 128, 128]);
    }
  }
});

test('the picture given is never written to, not even when its pixels are a Node Buffer', () => {
  const buffer: PixelImage = { ...image, data: Buffer.from(image.data) };
  overlay(buffer, [figure([0, 0, 4], RED)], camera);
  drawBoxes(buffer, [{ x0: 5, y0: 5, x1: 50, y1: 50 }]);
  drawJoints(buffer, [[10, 10, 60, 60]], [-1, 0]);
  expect([...buffer.data].every((v) => v === 128)).toBe(true);
});

test('whoever is nearer hides the other, in any order', () => {
  const near = figure([0, 0, 3], RED);
  const far = figure([0.05, 0, 5], BLUE);
  for (const bodies of [
    [near, far],
    [far, near],
  ]) {
    const out = overlay(image, bodies, camera, { opacity: 1 });
    expect(blob(out, BLUE).count).toBe(0);
    expect(blob(out, RED).count).toBeGreaterThan(500);
  }
});

test('opacity mixes with the photograph; edges are covered in part', () => {
  const bodies = [figure([0.013, 0, 4], RED)];
  expect(overlay(image, bodies, camera, { opacity: 0 }).data).toEqual(image.data);
  const full = pixel(overlay(image, bodies, camera, { opacity: 1 }), 80, 60);
  const half = pixel(overlay(image, bodies, camera, { opacity: 0.5 }), 80, 60);
  half.forEach((v, k) => expect(Math.abs(v - (full[k] + 128) / 2)).toBeLessThanOrEqual(1));
  const shaded = bodies.map((body) => withNormals(body, RED));
  const layer = renderLayer(shaded, camera, { x0: 0, y0: 0, width: 160, height: 120 });
  const covers = new Set(layer.filter((_, i) => i % 4 === 3));
  expect(Math.max(...covers)).toBe(1);
  expect([...covers].some((c) => c > 0 && c < 1)).toBe(true);
});

test('pieces of a large picture fit together without a seam', () => {
  const wide = resolveIntrinsics({ width: 1700, height: 40, focalPx: 1600 });
  const shaded = [figure([0, 0, 1.5], RED), figure([0.2, 0, 1.9], BLUE)].map((body) =>
    withNormals(body, body.colour ?? RED),
  );
  const whole = renderLayer(shaded, wide, { x0: 0, y0: 0, width: 1700, height: 40 });
  // cut where the tiles of the whole are not cut
  for (const x0 of [700, 1100]) {
    const part = renderLayer(shaded, wide, { x0, y0: 7, width: 300, height: 20 });
    for (let y = 0; y < 20; y++) {
      const start = 4 * ((y + 7) * 1700 + x0);
      const want = whole.subarray(start, start + 1200);
      const off = part
        .subarray(1200 * y, 1200 * (y + 1))
        .reduce((most, v, i) => Math.max(most, Math.abs(v - want[i])), 0);
      expect(off).toBeLessThan(0.5);
    }
  }
});

test('from above, right is right and far is up; from the side, far is right', () => {
  const scene = { intrinsics: camera, width: 160, height: 120 };
  const bodies = [figure([-1, 0, 3], RED), figure([1, 0, 6], BLUE)];
  const top = topView(bodies, scene, { longSidePx: 400 });
  expect(top.height).toBe(400);
  const [red, blue] = [blob(top, RED), blob(top, BLUE)];
  const pxPerMetre = (red.y - blue.y) / 3;
  expect(Math.abs(blue.x - red.x - 2 * pxPerMetre)).toBeLessThan(3);
  expect(pxPerMetre).toBeGreaterThan(40);
  const side = sideView(bodies, scene, { longSidePx: 400 });
  expect(side.width).toBe(400);
  expect(blob(side, BLUE).x - blob(side, RED).x).toBeGreaterThan(100);
  // no people: an empty sheet; far people: the camera is left out and they stay visible
  expect(new Set(topView([], scene, { longSidePx: 64 }).data).size).toBe(3);
  const distant = sideView([figure([0, 0, 300], RED)], scene, { longSidePx: 400 });
  expect(blob(distant, RED).count).toBeGreaterThan(1000);
});

test('people absurdly far away, or apart, cost no more than others', () => {
  const scene = { intrinsics: camera, width: 160, height: 120 };
  for (const far of [
    [figure([0, 0, 1e30], RED)],
    [figure([-1e6, 0, 3], RED), figure([1e6, 0, 3], RED)],
  ]) {
    expect(topView(far, scene, { longSidePx: 64 }).width).toBeGreaterThan(63);
  }
});

test('bad requests are refused', () => {
  const scene = { intrinsics: camera, width: 160, height: 120 };
  expect(() => overlay(image, [], camera, { opacity: 2 })).toThrow(/opacity from 0 to 1, got 2/);
  expect(() => topView([figure([NaN, 0, 3], RED)], scene)).toThrow(/topView: .*finite places/);
  expect(() => topView([], scene, { longSidePx: 1e9 })).toThrow(/64 to 8192/);
  expect(() => drawBoxes(image, [], { strokePx: 0 })).toThrow(/positive strokePx/);
  expect(() => drawJoints(image, [[1, 2, 3]], [-1, 0])).toThrow('[2, 2]');
});

test('a body around the camera is cut, not a crash', () => {
  const out = overlay(image, [figure([0, 0, 0.1], RED)], camera, { opacity: 1 });
  expect(blob(out, RED).count).toBe(160 * 120);
});

test('strokes: centred on whole coordinates, as wide as asked, cheap when far away', () => {
  const sheet = blankImage(21, 21, [0, 0, 0]);
  drawLine(sheet, -1e9, 10, 1e9, 10, { colour: [255, 255, 255], width: 3 });
  const column = Array.from({ length: 21 }, (_, y) => pixel(sheet, 10, y)[0]);
  expect(column.slice(8, 13)).toEqual([0, 255, 255, 255, 0]);
  const slanted = blankImage(41, 41, [0, 0, 0]);
  drawLine(slanted, 5, 5, 35, 20, { colour: [255, 255, 255], width: 4 });
  const ink = slanted.data.reduce((sum, v) => sum + v, 0) / 765;
  // a 4 px stroke of its length plus two half discs
  expect(ink / (4 * Math.hypot(30, 15) + 4 * Math.PI)).toBeCloseTo(1, 1);
  drawLine(sheet, NaN, 0, 5, 5, { colour: RED, width: 2 });
});

test('boxes and joints are drawn at their coordinates', () => {
  const boxed = drawBoxes(image, [{ x0: 20, y0: 30, x1: 90, y1: 100 }], {
    colours: [RED],
    strokePx: 3,
  });
  expect(pixel(boxed, 20, 60)).toEqual([...RED]);
  expect(pixel(boxed, 50, 100)).toEqual([...RED]);
  expect(pixel(boxed, 50, 60)).toEqual([128, 128, 128]);
  const bones = drawJoints(image, [[20, 20, 80, 20, NaN, NaN]], [-1, 0, 1], {
    colours: [BLUE],
    strokePx: 3,
  });
  expect(pixel(bones, 50, 20)).toEqual([...BLUE]);
  expect(pixel(bones, 80, 20)).toEqual([...BLUE]);
});

test('colours: twelve distinct ones, and light goes there and back', () => {
  const all = Array.from({ length: 12 }, (_, i) => personColour(i));
  expect(personColour(12)).toBe(all[0]);
  for (const [i, a] of all.entries()) {
    for (const b of all.slice(i + 1)) {
      expect(
        Math.hypot(...a.map((v, k) => v - b[k])),
        `${a.join()} and ${b.join()}`,
      ).toBeGreaterThan(20);
    }
  }
  for (let v = 0; v < 256; v++) expect(Math.abs(storedOf(linearOf(v)) - v)).toBeLessThan(0.6);
  expect([storedOf(-1), storedOf(7)].map(Math.round)).toEqual([0, 255]);
});
