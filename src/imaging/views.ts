/**
 * @file The reconstructed scene from the side and from above: people where the full camera puts
 * them, the camera with its field of view, and a ground grid of one metre (ten, a hundred … where people
 * stand that far apart). The views look from very
 * far away through a very long lens, so parallels stay parallel and the rasteriser serves as it is.
 */

import type { Vec3 } from '../math/index.ts';
import type { ImageSize, Intrinsics } from '../camera/index.ts';
import { MultiRoiError } from '../base/index.ts';
import type { PixelImage } from '../platform/index.ts';
import { blankImage, drawDisc, drawLine, type Pen } from './canvas.ts';
import { personColour, type Colour } from './colours.ts';
import { gridStep, sceneExtent, type SceneExtent } from './extent.ts';
import { composite } from './overlay.ts';
import { RasterTarget } from './raster-target.ts';
import { rasterise } from './rasterise.ts';
import { renderLayer, withNormals, type SceneBody } from './render.ts';

/** The photograph's camera: its pinhole and the size of its picture. */
export interface SceneCamera extends ImageSize {
  readonly intrinsics: Intrinsics;
}

/** How large a view from the side or from above is drawn. */
export interface ViewOptions {
  /** The longer side of the picture, 64 … 8192; default 1200. The other follows from the scene. */
  readonly longSidePx?: number;
}

/** Axes of a view in the camera frame: right, down, away from the viewer. */
interface Axes {
  readonly right: Vec3;
  readonly down: Vec3;
  readonly away: Vec3;
}

/** Far enough that a metre of depth changes sizes by 1/1000. */
const DISTANCE_M = 1000;
const PAPER: Colour = [247, 246, 243];
const GRID: Pen = { colour: [150, 150, 146], width: 1, opacity: 0.32 };
const RAY: Pen = { colour: [120, 128, 140], width: 1.4, opacity: 0.6 };
const CAMERA: Pen = { colour: [70, 76, 88], width: 2 };
const MARGIN_M = 0.7;
/** No side gets smaller than this, however long and thin the scene. */
const MIN_SIDE = 64;
const MAX_SIDE = 8192;

// Slightly from above, so that the ground is a plane and not a line.
const TILT = { cos: 0.981, sin: 0.194 };
const SIDE_AXES: Axes = {
  right: [0, 0, 1],
  down: [TILT.sin, TILT.cos, 0],
  away: [-TILT.cos, TILT.sin, 0],
};
const TOP: Axes = { right: [1, 0, 0], down: [0, 0, -1], away: [0, 1, 0] };

const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const turned = ({ right, down, away }: Axes, p: Vec3): Vec3 => [
  dot(right, p),
  dot(down, p),
  dot(away, p),
];

/** A place in the scene to a pixel of the view. */
type Place = (p: Vec3) => readonly [number, number];

interface Stage {
  readonly image: PixelImage;
  readonly intrinsics: { fx: number; fy: number; cx: number; cy: number };
  readonly place: Place;
  readonly axes: Axes;
  readonly extent: SceneExtent;
  /** Middle of the scene in the view's axes. */
  readonly centre: Vec3;
  readonly pxPerMetre: number;
}

function stageOf(who: string, bodies: readonly SceneBody[], axes: Axes, longSidePx: number): Stage {
  const extent = sceneExtent(who, bodies);
  const { low, high } = extent;
  const centre = turned(axes, [
    (low[0] + high[0]) / 2,
    (low[1] + high[1]) / 2,
    (low[2] + high[2]) / 2,
  ]);
  // what a box of these half sides spans along an axis of the view
  const half: Vec3 = [(high[0] - low[0]) / 2, (high[1] - low[1]) / 2, (high[2] - low[2]) / 2];
  const reach = ([x, y, z]: Vec3): number =>
    2 * (Math.abs(x) * half[0] + Math.abs(y) * half[1] + Math.abs(z) * half[2] + MARGIN_M);
  const [acrossM, downM] = [reach(axes.right), reach(axes.down)];
  const pxPerMetre = longSidePx / Math.max(acrossM, downM);
  const width = Math.max(MIN_SIDE, Math.round(acrossM * pxPerMetre));
  const height = Math.max(MIN_SIDE, Math.round(downM * pxPerMetre));
  const focal = pxPerMetre * DISTANCE_M;
  const intrinsics = { fx: focal, fy: focal, cx: (width - 1) / 2, cy: (height - 1) / 2 };
  const place: Place = (p) => {
    const [x, y, z] = turned(axes, p);
    const scale = focal / (z - centre[2] + DISTANCE_M);
    return [scale * (x - centre[0]) + intrinsics.cx, scale * (y - centre[1]) + intrinsics.cy];
  };
  const image = blankImage(width, height, PAPER);
  return { image, intrinsics, place, axes, extent, centre, pxPerMetre };
}

/** Vertices in the view's own frame about the scene's centre, as the rasteriser wants them. */
function seenFrom({ axes, centre }: Stage, { vertices, t }: SceneBody): Float32Array {
  const out = new Float32Array(vertices.length);
  for (let i = 0; i < vertices.length; i += 3) {
    const p = turned(axes, [vertices[i] + t[0], vertices[i + 1] + t[1], vertices[i + 2] + t[2]]);
    for (let k = 0; k < 3; k++) out[i + k] = p[k] - centre[k];
  }
  return out;
}

function stroke({ image, place }: Stage, from: Vec3, to: Vec3, pen: Pen): void {
  drawLine(image, ...place(from), ...place(to), pen);
}

/** Squares of a metre, or of a power of ten of them, on the ground under everything. */
function drawGrid(stage: Stage): void {
  const { low, high } = stage.extent;
  const step = gridStep(stage.extent);
  // first and last line along an axis, in steps; counted, because far out the next number is no other one
  const lines = (axis: 0 | 2): number[] => {
    const first = Math.floor((low[axis] - 0.5) / step);
    const last = Math.ceil((high[axis] + 0.5) / step);
    return Array.from({ length: last - first + 1 }, (_, i) => step * (first + i));
  };
  const [xs, zs, y] = [lines(0), lines(2), stage.extent.groundY];
  const [x0, x1, z0, z1] = [xs[0], xs[xs.length - 1], zs[0], zs[zs.length - 1]];
  for (const x of xs) stroke(stage, [x, y, z0], [x, y, z1], GRID);
  for (const z of zs) stroke(stage, [x0, y, z], [x1, y, z], GRID);
}

/** The camera's field of view: four rays to as far as anybody stands, and a small pyramid for the camera. */
function drawCamera(
  stage: Stage,
  { intrinsics: { fx, fy, cx, cy }, width, height }: SceneCamera,
): void {
  const { camera, high } = stage.extent;
  if (!camera) return;
  const at = (u: number, v: number, z: number): Vec3 => [
    ((u - cx) / fx) * z,
    ((v - cy) / fy) * z,
    z,
  ];
  const corners: readonly (readonly [number, number])[] = [
    [-0.5, -0.5],
    [width - 0.5, -0.5],
    [width - 0.5, height - 0.5],
    [-0.5, height - 0.5],
  ];
  const glyph = Math.min(0.45, 0.08 * high[2]);
  corners.forEach(([u, v], i) => {
    const [nextU, nextV] = corners[(i + 1) % 4];
    stroke(stage, [0, 0, 0], at(u, v, high[2]), RAY);
    stroke(stage, [0, 0, 0], at(u, v, glyph), CAMERA);
    stroke(stage, at(u, v, glyph), at(nextU, nextV, glyph), CAMERA);
  });
  drawDisc(stage.image, ...stage.place([0, 0, 0]), 4, CAMERA.colour);
}

/** Means over (2r+1)-long runs along a row (stride 1) or a column; `line` is scratch. */
function blurLine(
  values: Float32Array,
  start: number,
  stride: number,
  line: Float32Array,
  r: number,
): void {
  const count = line.length;
  for (let i = 0, j = start; i < count; i++, j += stride) line[i] = values[j];
  let sum = 0;
  for (let i = 0; i < Math.min(r, count); i++) sum += line[i];
  for (let i = 0, j = start; i < count; i++, j += stride) {
    if (i + r < count) sum += line[i + r];
    if (i - r - 1 >= 0) sum -= line[i - r - 1];
    values[j] = sum / (2 * r + 1);
  }
}

const SHADOW_M = 0.06;
const SHADOW_OPACITY = 0.28;

/** A soft shadow straight below each body, so that feet meet the ground. */
function drawShadows(stage: Stage, bodies: readonly SceneBody[]): void {
  const { image, intrinsics, extent, pxPerMetre } = stage;
  const target = new RasterTarget(image.width, image.height);
  for (const body of bodies) {
    const flat = Float32Array.from(body.vertices);
    for (let i = 1; i < flat.length; i += 3) flat[i] = extent.groundY - body.t[1];
    const vertices = seenFrom(stage, { ...body, vertices: flat });
    rasterise(target, vertices, body.faces, { intrinsics, t: [0, 0, DISTANCE_M] });
  }
  // two passes of a box spread a shadow by twice the radius
  const radius = Math.max(1, Math.round(SHADOW_M * pxPerMetre));
  const x0 = Math.max(0, target.drawn.x0 - 2 * radius);
  const y0 = Math.max(0, target.drawn.y0 - 2 * radius);
  const width = Math.min(image.width, target.drawn.x1 + 2 * radius + 1) - x0;
  const height = Math.min(image.height, target.drawn.y1 + 2 * radius + 1) - y0;
  if (width <= 0 || height <= 0) return;
  const shadow = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    const row = (y0 + y) * image.width + x0;
    for (let x = 0; x < width; x++, i++) shadow[i] = target.face[row + x] >= 0 ? 1 : 0;
  }
  const row = new Float32Array(width);
  const column = new Float32Array(height);
  for (let pass = 0; pass < 2; pass++) {
    for (let y = 0; y < height; y++) blurLine(shadow, y * width, 1, row, radius);
    for (let x = 0; x < width; x++) blurLine(shadow, x, width, column, Math.max(1, radius >> 1));
  }
  for (let y = 0, i = 0; y < height; y++) {
    let at = 3 * ((y0 + y) * image.width + x0);
    for (let x = 0; x < width; x++, i++) {
      const keep = 1 - SHADOW_OPACITY * shadow[i];
      for (let k = 0; k < 3; k++, at++) image.data[at] = Math.round(image.data[at] * keep);
    }
  }
}

function drawView(
  who: string,
  bodies: readonly SceneBody[],
  camera: SceneCamera,
  axes: Axes,
  { longSidePx = 1200 }: ViewOptions,
): PixelImage {
  if (!Number.isInteger(longSidePx) || longSidePx < MIN_SIDE || longSidePx > MAX_SIDE) {
    throw new MultiRoiError(
      'E_RANGE',
      `${who}: expected a longSidePx of ${MIN_SIDE} to ${MAX_SIDE}, got ${longSidePx}`,
    );
  }
  // nobody there: an empty sheet
  if (bodies.length === 0) return blankImage(longSidePx, Math.round(longSidePx / 2), PAPER);
  const stage = stageOf(who, bodies, axes, longSidePx);
  const { image, intrinsics } = stage;
  drawGrid(stage);
  drawShadows(stage, bodies);
  drawCamera(stage, camera);
  const shaded = bodies.map((body, i) =>
    withNormals(
      { ...body, vertices: seenFrom(stage, body), t: [0, 0, DISTANCE_M] },
      body.colour ?? personColour(i),
    ),
  );
  const region = { x0: 0, y0: 0, width: image.width, height: image.height };
  composite(image, renderLayer(shaded, intrinsics, region), region, 1);
  return image;
}

/**
 * The scene from the right-hand side of the camera: the camera on the left, depth to the right.
 * @throws E_RANGE, E_NUMERIC
 */
export function sideView(
  bodies: readonly SceneBody[],
  camera: SceneCamera,
  options: ViewOptions = {},
): PixelImage {
  return drawView('sideView', bodies, camera, SIDE_AXES, options);
}

/**
 * The scene from above: the camera at the bottom, depth upwards.
 * @throws E_RANGE, E_NUMERIC
 */
export function topView(
  bodies: readonly SceneBody[],
  camera: SceneCamera,
  options: ViewOptions = {},
): PixelImage {
  return drawView('topView', bodies, camera, TOP, options);
}
