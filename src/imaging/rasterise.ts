/**
 * @file A z-buffer rasteriser for triangle meshes under a pinhole. Deterministic to the byte: screen
 * positions are snapped to 1/256 px, coverage is decided by exact integer edge functions with a
 * top-left rule (an edge shared by two faces belongs to exactly one of them), and nothing
 * transcendental is evaluated. Integer coordinates are pixel centres.
 */

import type { Intrinsics, Translation } from '../camera/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { checkLength } from '../base/index.ts';
import { MAX_SIDE, type RasterTarget } from './raster-target.ts';

/** Where the mesh stands and how it is seen: `uv = K (X + t)`. */
export interface RasterCamera {
  readonly intrinsics: Pick<Intrinsics, 'fx' | 'fy' | 'cx' | 'cy'>;
  /** Added to every vertex, metres; default: vertices are in the camera frame already. */
  readonly t?: Translation;
}

/** Which faces of a mesh are drawn. */
export interface RasteriseOptions {
  /** What is nearer is cut away, metres; default 0.05. */
  readonly near?: number;
  /** Leave out faces seen from behind (corners clockwise from outside); default false. */
  readonly cullBack?: boolean;
  /** Added to the face numbers written, so that several meshes share a target; default 0. */
  readonly firstFace?: number;
}

/** Steps per pixel of the sub-pixel grid. */
const SUB_BITS = 8;
const SUB: number = 1 << SUB_BITS;
/** Vertices further out are clipped, so that edge functions stay below 2⁵³. */
const GUARD_PX = 4 * MAX_SIDE;
const GUARD = GUARD_PX * SUB;

/** A corner of a clipped face: camera-frame position and weights of the face's corners 1 and 2. */
type ClipCorner = readonly [x: number, y: number, z: number, w1: number, w2: number];

/** One triangle on the screen: sub-pixel positions (whole numbers) and inverse depths. */
interface Screen {
  ax: number;
  ay: number;
  az: number;
  bx: number;
  by: number;
  bz: number;
  cx: number;
  cy: number;
  cz: number;
}

/** The first and the last pixel of an extent given in sub-pixels, which fit 32 bits, are `ceil(low)` and `floor(high)`. */
const firstPixel = (low: number): number => Math.max(0, (low + SUB - 1) >> SUB_BITS);
const lastPixel = (high: number, side: number): number => Math.min(side - 1, high >> SUB_BITS);

/**
 * Fills one triangle. `corners` are the weights of a clipped triangle's corners in the original
 * face; null: the triangle is the face.
 */
function fill(
  target: RasterTarget,
  { ax, ay, az, bx, by, bz, cx, cy, cz }: Screen,
  face: number,
  cullBack: boolean,
  corners: readonly ClipCorner[] | null,
): void {
  // y points down: a face whose corners run anticlockwise seen from outside has a negative area here
  const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  if (area === 0 || (cullBack && area > 0)) return;
  const { width, depth, face: faces, barycentric, drawn } = target;
  const x0 = firstPixel(Math.min(ax, bx, cx));
  const x1 = lastPixel(Math.max(ax, bx, cx), width);
  if (x0 > x1) return;
  const y0 = firstPixel(Math.min(ay, by, cy));
  const y1 = lastPixel(Math.max(ay, by, cy), target.height);
  if (y0 > y1) return;
  const sign = area > 0 ? 1 : -1;
  // Edge opposite each corner: e(x, y) = dx·(y − y_start) − dy·(x − x_start) ≥ 0 inside.
  const adx = sign * (cx - bx);
  const ady = sign * (cy - by);
  const bdx = sign * (ax - cx);
  const bdy = sign * (ay - cy);
  const cdx = sign * (bx - ax);
  const cdy = sign * (by - ay);
  // Top-left rule: pixels exactly on any other edge are left to the neighbour.
  const aMin = ady < 0 || (ady === 0 && adx > 0) ? 0 : 1;
  const bMin = bdy < 0 || (bdy === 0 && bdx > 0) ? 0 : 1;
  const cMin = cdy < 0 || (cdy === 0 && cdx > 0) ? 0 : 1;
  const px = x0 * SUB;
  const py = y0 * SUB;
  let aRow = adx * (py - by) - ady * (px - bx);
  let bRow = bdx * (py - cy) - bdy * (px - cx);
  let cRow = cdx * (py - ay) - cdy * (px - ax);
  const aStep = ady * SUB;
  const bStep = bdy * SUB;
  const cStep = cdy * SUB;
  const inverse = 1 / (sign * area);
  const aScale = az * inverse;
  const bScale = bz * inverse;
  const cScale = cz * inverse;
  let any = false;
  for (let y = y0; y <= y1; y++) {
    let a = aRow;
    let b = bRow;
    let c = cRow;
    for (let x = x0, i = y * width + x0; x <= x1; x++, i++) {
      if (a >= aMin && b >= bMin && c >= cMin) {
        const wb = b * bScale;
        const wc = c * cScale;
        const z = 1 / (a * aScale + wb + wc);
        if (Math.fround(z) < depth[i]) {
          depth[i] = z;
          faces[i] = face;
          const w1 = wb * z;
          const w2 = wc * z;
          if (corners === null) {
            barycentric[2 * i] = w1;
            barycentric[2 * i + 1] = w2;
          } else {
            const [p, q, r] = corners;
            barycentric[2 * i] = p[3] + w1 * (q[3] - p[3]) + w2 * (r[3] - p[3]);
            barycentric[2 * i + 1] = p[4] + w1 * (q[4] - p[4]) + w2 * (r[4] - p[4]);
          }
          any = true;
        }
      }
      a -= aStep;
      b -= bStep;
      c -= cStep;
    }
    aRow += adx * SUB;
    bRow += bdx * SUB;
    cRow += cdx * SUB;
  }
  if (!any) return;
  if (x0 < drawn.x0) drawn.x0 = x0;
  if (y0 < drawn.y0) drawn.y0 = y0;
  if (x1 > drawn.x1) drawn.x1 = x1;
  if (y1 > drawn.y1) drawn.y1 = y1;
}

/** The part of a polygon where `distance` ≥ 0 (Sutherland–Hodgman); always cut from inside to outside, so that neighbours get the same point. */
function clip(
  polygon: readonly ClipCorner[],
  distance: (corner: ClipCorner) => number,
): ClipCorner[] {
  const kept: ClipCorner[] = [];
  const cut = (inside: ClipCorner, outside: ClipCorner): void => {
    const d = distance(inside);
    const s = d / (d - distance(outside));
    const [x, y, z, w1, w2] = inside.map((v, k) => v + s * (outside[k] - v));
    kept.push([x, y, z, w1, w2]);
  };
  polygon.forEach((corner, i) => {
    const next = polygon[(i + 1) % polygon.length];
    const here = distance(corner) >= 0;
    const there = distance(next) >= 0;
    if (here) kept.push(corner);
    if (here && !there) cut(corner, next);
    if (!here && there) cut(next, corner);
  });
  return kept;
}

/** A face that reaches behind the near plane or out of the guard band: clipped, then drawn as a fan. */
function fillClipped(
  target: RasterTarget,
  corners: readonly ClipCorner[],
  { fx, fy, cx, cy }: RasterCamera['intrinsics'],
  near: number,
  face: number,
  cullBack: boolean,
): void {
  if (!corners.every((corner) => corner.every(Number.isFinite))) {
    throw new MultiRoiError(
      'E_NUMERIC',
      `rasterise: expected finite vertices, got NaN (face ${face})`,
    );
  }
  const across = ([x, , z]: ClipCorner): number => fx * x + cx * z;
  const down = ([, y, z]: ClipCorner): number => fy * y + cy * z;
  let polygon = clip(corners, (corner) => corner[2] - near);
  polygon = clip(polygon, (corner) => GUARD_PX * corner[2] - across(corner));
  polygon = clip(polygon, (corner) => GUARD_PX * corner[2] + across(corner));
  polygon = clip(polygon, (corner) => GUARD_PX * corner[2] - down(corner));
  polygon = clip(polygon, (corner) => GUARD_PX * corner[2] + down(corner));
  const screen = polygon.map((corner) => ({
    x: Math.round((across(corner) / corner[2]) * SUB),
    y: Math.round((down(corner) / corner[2]) * SUB),
    z: 1 / corner[2],
  }));
  for (let i = 2; i < polygon.length; i++) {
    const [a, b, c] = [screen[0], screen[i - 1], screen[i]];
    const triangle: Screen = {
      ax: a.x,
      ay: a.y,
      az: a.z,
      bx: b.x,
      by: b.y,
      bz: b.z,
      cx: c.x,
      cy: c.y,
      cz: c.z,
    };
    fill(target, triangle, face, cullBack, [polygon[0], polygon[i - 1], polygon[i]]);
  }
}

/**
 * Draws a mesh into a target, keeping the nearest surface of every pixel.
 * @param vertices [V, 3], metres; `X + t` in the camera frame.
 * @param faces [F, 3] vertex numbers.
 * @throws E_SHAPE; E_RANGE for a face that names no vertex; E_NUMERIC for vertices that are not finite.
 */
export function rasterise(
  target: RasterTarget,
  vertices: Float32Array | Float64Array,
  faces: Uint32Array,
  camera: RasterCamera,
  { near = 0.05, cullBack = false, firstFace = 0 }: RasteriseOptions = {},
): void {
  const count = Math.floor(vertices.length / 3);
  checkLength('rasterise', vertices.length, [count, 3]);
  checkLength('rasterise', faces.length, [Math.floor(faces.length / 3), 3]);
  const { intrinsics, t: [tx, ty, tz] = [0, 0, 0] } = camera;
  const { fx, fy, cx, cy } = intrinsics;
  if (!(near > 0) || ![near, fx, fy, cx, cy].every(Number.isFinite)) {
    throw new MultiRoiError(
      'E_RANGE',
      `rasterise: expected a finite pinhole and a positive near plane, got (${fx}, ${fy}, ${cx}, ${cy}) and ${near}`,
    );
  }
  // An inverse depth of 0 marks a vertex that cannot be projected as it is.
  const screen = target.projected(count);
  for (let i = 0; i < 3 * count; i += 3) {
    const z = vertices[i + 2] + tz;
    const u = Math.round(((fx * (vertices[i] + tx)) / z + cx) * SUB);
    const v = Math.round(((fy * (vertices[i + 1] + ty)) / z + cy) * SUB);
    const plain = z >= near && Math.abs(u) <= GUARD && Math.abs(v) <= GUARD;
    screen[i] = u;
    screen[i + 1] = v;
    screen[i + 2] = plain ? 1 / z : 0;
  }
  const corner = (v: number, w1: number, w2: number): ClipCorner => [
    vertices[3 * v] + tx,
    vertices[3 * v + 1] + ty,
    vertices[3 * v + 2] + tz,
    w1,
    w2,
  ];
  const triangle: Screen = { ax: 0, ay: 0, az: 0, bx: 0, by: 0, bz: 0, cx: 0, cy: 0, cz: 0 };
  for (let f = 0; f < faces.length; f += 3) {
    const a = 3 * faces[f];
    const b = 3 * faces[f + 1];
    const c = 3 * faces[f + 2];
    const face = firstFace + f / 3;
    if (a >= 3 * count || b >= 3 * count || c >= 3 * count) {
      throw new MultiRoiError(
        'E_RANGE',
        `rasterise: expected vertex numbers below ${count}, got [${a / 3}, ${b / 3}, ${c / 3}] (face ${face})`,
      );
    }
    if (screen[a + 2] > 0 && screen[b + 2] > 0 && screen[c + 2] > 0) {
      triangle.ax = screen[a];
      triangle.ay = screen[a + 1];
      triangle.az = screen[a + 2];
      triangle.bx = screen[b];
      triangle.by = screen[b + 1];
      triangle.bz = screen[b + 2];
      triangle.cx = screen[c];
      triangle.cy = screen[c + 1];
      triangle.cz = screen[c + 2];
      fill(target, triangle, face, cullBack, null);
    } else {
      const corners = [corner(a / 3, 0, 0), corner(b / 3, 1, 0), corner(c / 3, 0, 1)];
      fillClipped(target, corners, intrinsics, near, face, cullBack);
    }
  }
}

/**
 * Spreads per-vertex attributes over the pixels a mesh won, perspective-correctly.
 * @param attributes [V, C]: normals, colours, body coordinates.
 * @param out [H, W, C]; pixels of other meshes and empty ones are left as they are.
 * @param firstFace as given to `rasterise` for this mesh.
 * @throws E_SHAPE
 */
export function interpolate(
  target: RasterTarget,
  faces: Uint32Array,
  attributes: Float32Array,
  channels: number,
  out: Float32Array,
  firstFace = 0,
): void {
  const { width, height, face, barycentric, drawn } = target;
  checkLength('interpolate', out.length, [height, width, channels]);
  checkLength('interpolate', attributes.length, [
    Math.floor(attributes.length / channels),
    channels,
  ]);
  const count = faces.length / 3;
  for (let y = drawn.y0; y <= drawn.y1; y++) {
    for (let i = y * width + drawn.x0; i <= y * width + drawn.x1; i++) {
      const f = face[i] - firstFace;
      if (f < 0 || f >= count) continue;
      const a = channels * faces[3 * f];
      const b = channels * faces[3 * f + 1];
      const c = channels * faces[3 * f + 2];
      const w1 = barycentric[2 * i];
      const w2 = barycentric[2 * i + 1];
      const w0 = 1 - w1 - w2;
      for (let k = 0; k < channels; k++) {
        out[i * channels + k] =
          w0 * attributes[a + k] + w1 * attributes[b + k] + w2 * attributes[c + k];
      }
    }
  }
}
