/**
 * @file Soft-shaded bodies as a layer of colour and coverage: what overlays and views are made of.
 * Four samples a pixel, so outlines are smooth; people hide each other by depth.
 */

import { vertexNormals } from '../math/index.ts';
import type { Intrinsics, Translation } from '../camera/index.ts';
import { linearOf, storedOf, type Colour } from './colours.ts';
import { RasterTarget } from './raster-target.ts';
import { rasterise } from './rasterise.ts';

/** A posed body in the scene. */
export interface SceneBody {
  /** X [V, 3], metres, camera axes, without t. */
  readonly vertices: Float32Array;
  /** [F, 3], anticlockwise seen from outside. */
  readonly faces: Uint32Array;
  readonly t: Translation;
  /** Default: from the palette, by the body's number. */
  readonly colour?: Colour;
  /** Colours of its vertices [V, 3], sRGB 0–255, instead of one for all. */
  readonly tints?: Float32Array;
}

/** A shadeable body: its colour chosen, its normals known. */
export interface ShadedBody extends SceneBody {
  readonly colour: Colour;
  /** Unit normals [V, 3]. */
  readonly normals: Float32Array;
  /** Linear light, 0–1 [V, 3]. */
  readonly linearTints: Float32Array | null;
}

/** A rectangle of whole pixels. */
export interface Region {
  readonly x0: number;
  readonly y0: number;
  readonly width: number;
  readonly height: number;
}

/** Colour sums and coverage of a region [H, W, 4]: sRGB 0–255 times coverage, coverage 0–1. */
export type Layer = Float32Array;

type Pinhole = Pick<Intrinsics, 'fx' | 'fy' | 'cx' | 'cy'>;

/** Samples a pixel along each axis. */
const S = 2;
/** Samples around a region that its outermost pixels need for their creases. */
const MARGIN = 8;
/** What is nearer is cut away, m. */
const NEAR = 0.05;
/** Pixels a side of one piece of work: its buffers, 4.5 MB, stay in the processor's cache whatever the size of the photograph. */
const TILE = 256;

/** Tints [V, 3] in linear light; neighbours mostly have the same. */
function linearTintsOf(tints: Float32Array): Float32Array {
  const linear = new Float32Array(tints.length);
  for (let i = 0; i < linear.length; i++) {
    linear[i] = i >= 3 && tints[i] === tints[i - 3] ? linear[i - 3] : linearOf(tints[i]);
  }
  return linear;
}

/** A body ready for shading: normals of its vertices, tints in linear light. */
export function withNormals(body: SceneBody, colour: Colour): ShadedBody {
  const normals = new Float32Array(body.vertices.length);
  vertexNormals(body.vertices, body.faces, normals);
  return { ...body, colour, normals, linearTints: body.tints ? linearTintsOf(body.tints) : null };
}

/** Direction to the key light: from above, the left and the viewer. Camera axes, unit length. */
const KEY: readonly [number, number, number] = [-0.6217, -0.6017, -0.5014];

/**
 * Light on a clay surface: a wrapped key light, sky from above and bounce from below, a soft sheen
 * and a pale rim. `n` faces the viewer. Returns the factor on the colour and the white added.
 */
function light(nx: number, ny: number, nz: number, out: Float64Array): void {
  const key = nx * KEY[0] + ny * KEY[1] + nz * KEY[2];
  const wrapped = Math.max(0, (key + 0.35) / 1.35);
  const sky = 0.5 - 0.5 * ny;
  // half-way vector between key light and viewer (0, 0, −1)
  const half = (nx * KEY[0] + ny * KEY[1] + nz * (KEY[2] - 1)) / 1.733;
  const h2 = Math.max(0, half) ** 2;
  const h8 = h2 * h2 * h2 * h2;
  const grazing = 1 + nz;
  out[0] = 0.1 + 0.28 * sky + 0.95 * wrapped * wrapped;
  out[1] = 0.07 * h8 * h8 + 0.1 * grazing * grazing * grazing * (0.35 + 0.65 * sky);
}

/** How much the surface next door, in front, darkens a sample: a soft crease, 0 (none) to 1. */
function crease(depth: Float32Array, width: number, i: number): number {
  const z = depth[i];
  let dark = 0;
  for (let r = 1; r <= MARGIN; r += r === 1 ? 2 : 3) {
    const step =
      z - Math.min(depth[i - r], depth[i + r], depth[i - r * width], depth[i + r * width]);
    if (step > 0.03) dark += Math.min(1, step / 0.15) / (r + 1);
  }
  return Math.min(1, dark);
}

/** Shades one tile of samples and adds it to the layer. */
function shadeTile(
  target: RasterTarget,
  bodies: readonly ShadedBody[],
  firstFaces: readonly number[],
  tile: Region,
  region: Region,
  layer: Layer,
): void {
  const { width, face, barycentric, depth, drawn } = target;
  const colours = bodies.map(({ colour }) => colour.map(linearOf));
  const lit = new Float64Array(2);
  let who = 0;
  const top = Math.max(0, drawn.y0 - MARGIN);
  const bottom = Math.min(S * tile.height - 1, drawn.y1 - MARGIN);
  const left = Math.max(0, drawn.x0 - MARGIN);
  const right = Math.min(S * tile.width - 1, drawn.x1 - MARGIN);
  for (let y = top; y <= bottom; y++) {
    const row = tile.y0 - region.y0 + Math.floor(y / S);
    for (let x = left; x <= right; x++) {
      const i = (y + MARGIN) * width + x + MARGIN;
      const f = face[i];
      if (f < 0) continue;
      while (f < firstFaces[who]) who--;
      while (f >= firstFaces[who + 1]) who++;
      const { faces, normals, linearTints: tints } = bodies[who];
      const corner = 3 * (f - firstFaces[who]);
      const a = 3 * faces[corner];
      const b = 3 * faces[corner + 1];
      const c = 3 * faces[corner + 2];
      const w1 = barycentric[2 * i];
      const w2 = barycentric[2 * i + 1];
      const w0 = 1 - w1 - w2;
      let nx = w0 * normals[a] + w1 * normals[b] + w2 * normals[c];
      let ny = w0 * normals[a + 1] + w1 * normals[b + 1] + w2 * normals[c + 1];
      let nz = w0 * normals[a + 2] + w1 * normals[b + 2] + w2 * normals[c + 2];
      const length = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
      const toViewer = nz > 0 ? -1 / length : 1 / length;
      nx *= toViewer;
      ny *= toViewer;
      nz *= toViewer;
      light(nx, ny, nz, lit);
      const shade = 1 - 0.6 * crease(depth, width, i);
      const at = 4 * (row * region.width + tile.x0 - region.x0 + Math.floor(x / S));
      for (let k = 0; k < 3; k++) {
        const own =
          tints === null
            ? colours[who][k]
            : w0 * tints[a + k] + w1 * tints[b + k] + w2 * tints[c + k];
        layer[at + k] += storedOf((own * lit[0] + lit[1]) * shade) / (S * S);
      }
      layer[at + 3] += 1 / (S * S);
    }
  }
}

/** Whether nothing of a body is so near that it is cut away. */
function isInFront({ vertices, t }: SceneBody): boolean {
  let nearest = Infinity;
  for (let i = 2; i < vertices.length; i += 3) nearest = Math.min(nearest, vertices[i]);
  return nearest + t[2] > NEAR;
}

/** Renders bodies into a region of a camera's picture. */
export function renderLayer(
  bodies: readonly ShadedBody[],
  { fx, fy, cx, cy }: Pinhole,
  region: Region,
): Layer {
  const layer = new Float32Array(4 * region.width * region.height);
  const firstFaces = [0];
  for (const { faces } of bodies)
    firstFaces.push(firstFaces[firstFaces.length - 1] + faces.length / 3);
  const side = (extent: number): number => S * Math.min(TILE, extent) + 2 * MARGIN;
  // the far sides of a closed surface are hidden, unless the near plane opens it
  const inFront = bodies.map(isInFront);
  const target = new RasterTarget(side(region.width), side(region.height));
  for (let y0 = region.y0; y0 < region.y0 + region.height; y0 += TILE) {
    for (let x0 = region.x0; x0 < region.x0 + region.width; x0 += TILE) {
      const tile: Region = {
        x0,
        y0,
        width: Math.min(TILE, region.x0 + region.width - x0),
        height: Math.min(TILE, region.y0 + region.height - y0),
      };
      // pixel u covers samples S·(u − x0) … + S − 1; its centre lies between them
      const intrinsics = {
        fx: S * fx,
        fy: S * fy,
        cx: S * (cx - x0) + (S - 1) / 2 + MARGIN,
        cy: S * (cy - y0) + (S - 1) / 2 + MARGIN,
      };
      target.clear();
      bodies.forEach(({ vertices, faces, t }, person) => {
        const firstFace = firstFaces[person];
        rasterise(
          target,
          vertices,
          faces,
          { intrinsics, t },
          { firstFace, cullBack: inFront[person], near: NEAR },
        );
      });
      shadeTile(target, bodies, firstFaces, tile, region, layer);
    }
  }
  return layer;
}
