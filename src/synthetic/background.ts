/**
 * @file What is behind the people, painted at half the picture's resolution: rooms, open ground,
 * studios, clutter and photographic panoramas. Every pixel is a ray into a world whose floor is the
 * one the people stand on, so perspective, horizon and shadows agree.
 */

import { atan2, cos, sin } from '../base/index.ts';
import type { Rng } from '../base/index.ts';
import {
  fabricAt,
  muted,
  plainFabric,
  sampleColour,
  sampleFabric,
  type Fabric,
  type Rgb,
} from './fabric.ts';
import { irradianceAt, type Light } from './light.ts';
import type { NoiseTable } from './noise.ts';
import type { PanoramaImage } from './panorama.ts';
import type { SyntheticView } from './view.ts';

/** Replaces the direction that a pixel [3] looks, world axes, by the linear light from there; in place as `fabricAt`. */
type Painter = (pixel: Float64Array) => void;

/** What a background must agree with. */
export interface BackgroundScene {
  readonly view: SyntheticView;
  /** Height of the floor in the world whose origin is the camera (negative), or null: none in sight. */
  readonly floorY: number | null;
  /** Where people stand, world x and z; rooms are built around it. */
  readonly subject: readonly [x: number, z: number];
  /** 0 where no shadow falls … 1, for a place of the floor in world coordinates. */
  readonly shadowAt: (x: number, z: number) => number;
  readonly light: Light;
  readonly noise: NoiseTable;
}

/** A floor further away than this is haze. */
const HAZE_M = 40;
const BELOW_SIGHT = -30;

function shade(light: Light, nx: number, ny: number, nz: number): Rgb {
  const facing = Math.max(0, nx * light.sun[0] + ny * light.sun[1] + nz * light.sun[2]);
  const [r, g, b] = [0, 1, 2].map(
    (c) => irradianceAt(light, c, nx, ny, nz) + facing * light.sunColour[c] * 0.8,
  );
  return [r, g, b];
}

function mixInto(out: Float64Array, other: Rgb, amount: number): void {
  out[0] += (other[0] - out[0]) * amount;
  out[1] += (other[1] - out[1]) * amount;
  out[2] += (other[2] - out[2]) * amount;
}

const eachChannel = (value: (channel: 0 | 1 | 2) => number): Rgb => [value(0), value(1), value(2)];

/** A floor to the horizon; patterns melt away where a pixel covers more than one repeat. */
function floorPainter(scene: BackgroundScene, fabric: Fabric, haze: Rgb | null): Painter {
  const floorY = scene.floorY ?? BELOW_SIGHT;
  const sunlit = shade(scene.light, 0, 1, 0);
  const [sunR, sunG, sunB] = sunlit;
  const perPixel = 2 / scene.view.focalPx;
  const mean = eachChannel((c) => 0.6 * fabric.base[c] + 0.4 * fabric.second[c]);
  const flat = fabric.pattern === 'plain' ? fabric.base : mean;
  return (out) => {
    const x = out[0];
    const y = out[1];
    const z = out[2];
    const s = floorY / y;
    const px = s * x;
    const pz = s * z;
    out[0] = px;
    out[1] = pz;
    fabricAt(fabric, scene.noise, out);
    const footprint = (perPixel * s * s) / -floorY;
    mixInto(out, flat, Math.min(1, footprint * fabric.frequency * 1.5));
    const shadow = scene.floorY === null ? 0 : scene.shadowAt(px, pz);
    const open = 1 - shadow;
    out[0] *= sunR * open;
    out[1] *= sunG * open;
    out[2] *= sunB * open;
    if (haze === null) return;
    const veil = Math.min(1, s / HAZE_M);
    mixInto(out, haze, veil * Math.sqrt(veil));
  };
}

function floorFabric(rng: Rng): Fabric {
  return {
    ...muted(sampleFabric(rng, 0.55), rng.uniform(0.1, 0.95)),
    frequency: rng.uniform(0.5, 4),
    grain: rng.uniform(0.05, 0.4),
  };
}

function wallFabric(rng: Rng): Fabric {
  const fabric = muted(sampleFabric(rng, 0.25), rng.uniform(0, 0.9));
  const pale = rng.chance(0.6);
  const lift = (colour: Rgb): Rgb => eachChannel((c) => 0.35 + 0.6 * colour[c]);
  return {
    ...fabric,
    base: pale ? lift(fabric.base) : fabric.base,
    second: pale ? lift(fabric.second) : fabric.second,
    frequency: rng.uniform(0.8, 8),
    grain: rng.uniform(0, 0.15),
  };
}

/** A picture, door, window or cupboard on a wall: a rectangle with a frame. */
interface Panel {
  readonly u: number;
  readonly v: number;
  readonly halfU: number;
  readonly halfV: number;
  readonly fabric: Fabric;
  readonly glow: number;
}

interface Wall {
  /** Distance along the axis, and which axis (0 x, 2 z) and direction it bounds. */
  readonly at: number;
  readonly axis: 0 | 2;
  readonly shade: Rgb;
  readonly fabric: Fabric;
  readonly panels: readonly Panel[];
}

function samplePanels(rng: Rng, floorY: number): Panel[] {
  return Array.from({ length: rng.int(5) }, () => {
    const door = rng.chance(0.3);
    const halfV = door ? rng.uniform(0.95, 1.1) : rng.uniform(0.12, 0.6);
    return {
      u: rng.uniform(-4, 4),
      v: floorY + (door ? halfV : rng.uniform(0.4, 2)),
      halfU: door ? rng.uniform(0.38, 0.5) : rng.uniform(0.12, 0.8),
      halfV,
      fabric: sampleFabric(rng, 0.5),
      glow: rng.chance(0.2) ? rng.uniform(1, 3) : 0,
    };
  });
}

/** @param out u and v on the wall on the way in, its light on the way out. */
function paintWall(wall: Wall, noise: NoiseTable, out: Float64Array): void {
  const u = out[0];
  const v = out[1];
  for (const panel of wall.panels) {
    const du = Math.abs(u - panel.u);
    const dv = Math.abs(v - panel.v);
    if (du > panel.halfU || dv > panel.halfV) continue;
    const frame = du > panel.halfU - 0.05 || dv > panel.halfV - 0.05;
    fabricAt(panel.fabric, noise, out);
    if (frame) for (let c = 0; c < 3; c++) out[c] *= 0.5;
    const level = !frame && panel.glow > 0 ? panel.glow : 1;
    for (let c = 0; c < 3; c++) out[c] *= wall.shade[c] * level;
    return;
  }
  fabricAt(wall.fabric, noise, out);
  for (let c = 0; c < 3; c++) out[c] *= wall.shade[c];
}

/** A room with the camera and the people inside. */
function roomPainter(scene: BackgroundScene, rng: Rng): Painter {
  const floorY = scene.floorY ?? BELOW_SIGHT;
  const yaw = rng.uniform(-0.6, 0.6);
  const [cosYaw, sinYaw] = [cos(yaw), sin(yaw)];
  const [subjectX, subjectZ] = scene.subject;
  const px = cosYaw * subjectX + sinYaw * subjectZ;
  const pz = -sinYaw * subjectX + cosYaw * subjectZ;
  const ceiling = Math.max(floorY + rng.uniform(2.3, 3.6), 0.3);
  const fabric = wallFabric(rng);
  const wall = (axis: 0 | 2, at: number, nx: number, nz: number): Wall => ({
    at,
    axis,
    shade: shade(scene.light, cosYaw * nx - sinYaw * nz, 0, sinYaw * nx + cosYaw * nz),
    fabric: rng.chance(0.3) ? wallFabric(rng) : fabric,
    panels: samplePanels(rng, floorY),
  });
  const left = wall(0, Math.min(px, 0) - rng.uniform(0.8, 4), 1, 0);
  const right = wall(0, Math.max(px, 0) + rng.uniform(0.8, 4), -1, 0);
  const front = wall(2, Math.min(pz, 0) - rng.uniform(0.5, 5), 0, 1);
  const back = wall(2, Math.max(pz, 0) + 3, 0, -1);
  const floor = floorPainter(scene, floorFabric(rng), null);
  const above = shade(scene.light, 0, -1, 0);
  const roof = rng.uniform(0.5, 0.9);
  return (out) => {
    const x = out[0];
    const y = out[1];
    const z = out[2];
    const rx = cosYaw * x + sinYaw * z;
    const rz = -sinYaw * x + cosYaw * z;
    const side = rx > 0 ? right : left;
    const end = rz > 0 ? back : front;
    const sideS = rx === 0 ? Infinity : side.at / rx;
    const endS = rz === 0 ? Infinity : end.at / rz;
    const wallS = Math.min(sideS, endS);
    if (y < 0 && floorY / y < wallS) {
      floor(out);
      return;
    }
    if (y > 0 && ceiling / y < wallS) {
      for (let c = 0; c < 3; c++) out[c] = roof * above[c];
      return;
    }
    const onSide = sideS < endS;
    out[0] = onSide ? rz * sideS : rx * endS;
    out[1] = y * wallS;
    paintWall(onSide ? side : end, scene.noise, out);
    // a corner is darker than the middle of a wall
    const corner = Math.min(1, Math.abs(sideS - endS) / wallS + 0.75);
    for (let c = 0; c < 3; c++) out[c] *= corner;
  };
}

/** Ground to the horizon, a sky, and a skyline of buildings or trees. */
function outdoorPainter(scene: BackgroundScene, rng: Rng): Painter {
  const zenith = sampleSky(rng);
  const horizon = eachChannel((c) => 0.5 * zenith[c] + 0.45);
  const floor = floorPainter(scene, floorFabric(rng), horizon);
  const clouds = rng.uniform(0, 0.8);
  const cloudSeed = rng.uniform(0, 256);
  const skyline = sampleFabric(rng, 0.5);
  const trees = rng.chance(0.5);
  const tall = rng.chance(0.25) ? 0 : rng.uniform(0.03, 0.4);
  const wall = shade(scene.light, 0, 0, 1);
  return (out) => {
    const x = out[0];
    const y = out[1];
    const z = out[2];
    const level = Math.sqrt(x * x + z * z);
    const elevation = y / (level + 1e-6);
    const azimuth = atan2(x, -z) * 40;
    const ragged = trees
      ? scene.noise.at(azimuth * 3, cloudSeed)
      : scene.noise.near(azimuth * 0.5, cloudSeed);
    if (elevation > 0 && elevation < tall * (0.6 + 0.8 * ragged)) {
      out[0] = azimuth * 0.2;
      out[1] = elevation * 6;
      fabricAt(skyline, scene.noise, out);
      for (let c = 0; c < 3; c++) out[c] *= wall[c] * 0.8;
      mixInto(out, horizon, 0.25);
      return;
    }
    if (y < 0) {
      floor(out);
      return;
    }
    const high = Math.min(1, elevation * 1.2);
    for (let c = 0; c < 3; c++) out[c] = horizon[c] + (zenith[c] - horizon[c]) * high;
    const cloud = scene.noise.at((x / (y + 0.15)) * 12 + cloudSeed, (z / (y + 0.15)) * 12);
    if (cloud > 0) mixInto(out, [1, 1, 1], Math.min(1, cloud * 2 * clouds));
  };
}

function sampleSky(rng: Rng): Rgb {
  if (rng.chance(0.3)) return [0.6, 0.62, 0.65];
  return [rng.uniform(0.05, 0.35), rng.uniform(0.25, 0.5), rng.uniform(0.5, 0.95)];
}

/** A backdrop that rolls into the floor, as photographers hang it; also blotches and gradients. */
function studioPainter(scene: BackgroundScene, rng: Rng): Painter {
  const fabric = plainFabric(sampleColour(rng), rng.uniform(0, 0.3), rng.uniform(0, 256));
  const second = rng.chance(0.5) ? sampleColour(rng) : fabric.base;
  const blotches = rng.chance(0.4) ? rng.uniform(2, 10) : 0;
  const floor = floorPainter(scene, fabric, null);
  const tilt = rng.uniform(-1, 1);
  return (out) => {
    const x = out[0];
    const y = out[1];
    const z = out[2];
    const level = Math.sqrt(x * x + z * z);
    const t = y / level;
    const up = Math.min(1, Math.max(0, 0.5 + 1.2 * t + (tilt * x) / level));
    for (let c = 0; c < 3; c++) out[c] = fabric.base[c] + (second[c] - fabric.base[c]) * up;
    if (blotches > 0) {
      const cloud = scene.noise.at((x / level) * 20 * blotches, t * 20 * blotches + fabric.seed);
      for (let c = 0; c < 3; c++) out[c] *= 1 + 0.7 * cloud;
    }
    if (scene.floorY === null || t >= 0) return;
    const [r, g, b] = out;
    out[0] = x;
    out[1] = y;
    out[2] = z;
    floor(out);
    mixInto(out, [r, g, b], Math.min(1, Math.max(0, 1 + t * 8)));
  };
}

/** Light of the panorama's own world, turned by `yaw`; people's shadows fall on its ground. */
function panoramaPainter(scene: BackgroundScene, image: PanoramaImage, yaw: number): Painter {
  return (out) => {
    const x = out[0];
    const y = out[1];
    const z = out[2];
    image.sample(out, yaw);
    if (scene.floorY === null || y >= -1e-3) return;
    const s = scene.floorY / y;
    const shadow = 0.8 * scene.shadowAt(s * x, s * z);
    for (let c = 0; c < 3; c++) out[c] *= 1 - shadow;
  };
}

/** How a background is chosen; the painter draws its details from `rng`. */
export function samplePainter(
  scene: BackgroundScene,
  panorama: { image: PanoramaImage; yaw: number } | null,
  rng: Rng,
): Painter {
  if (panorama !== null) return panoramaPainter(scene, panorama.image, panorama.yaw);
  if (scene.floorY === null) {
    return rng.chance(0.5) ? outdoorPainter(scene, rng) : studioPainter(scene, rng);
  }
  const way = rng.uniform();
  if (way < 0.5) return roomPainter(scene, rng);
  return way < 0.78 ? outdoorPainter(scene, rng) : studioPainter(scene, rng);
}

/**
 * Paints the half-resolution background.
 * @param toDisplay linear light to 0–255.
 * @param out [⌈H/2⌉, ⌈W/2⌉, 3].
 */
export function paintBackground(
  { width, height, focalPx, worldFromCam }: SyntheticView,
  painter: Painter,
  toDisplay: (linear: number) => number,
  out: Uint8Array,
): void {
  const columns = Math.ceil(width / 2);
  const rows = Math.ceil(height / 2);
  const pixel = new Float64Array(3);
  for (let row = 0, i = 0; row < rows; row++) {
    // a half-resolution pixel covers 2 × 2 pixels and is centred between them
    const dy = (2 * row + 0.5 - height / 2) / focalPx;
    for (let column = 0; column < columns; column++, i += 3) {
      const dx = (2 * column + 0.5 - width / 2) / focalPx;
      pixel[0] = worldFromCam[0] * dx + worldFromCam[1] * dy + worldFromCam[2];
      pixel[1] = worldFromCam[3] * dx + worldFromCam[4] * dy + worldFromCam[5];
      pixel[2] = worldFromCam[6] * dx + worldFromCam[7] * dy + worldFromCam[8];
      painter(pixel);
      out[i] = toDisplay(pixel[0]);
      out[i + 1] = toDisplay(pixel[1]);
      out[i + 2] = toDisplay(pixel[2]);
    }
  }
}

/** Draws bars, boxes and discs over a painted background: things, signs, foliage, whatever distracts. */
export function scatterClutter(
  view: SyntheticView,
  toDisplay: (linear: number) => number,
  rng: Rng,
  out: Uint8Array,
): void {
  const columns = Math.ceil(view.width / 2);
  const rows = Math.ceil(view.height / 2);
  const count = rng.int(26);
  for (let k = 0; k < count; k++) {
    const [r, g, b] = sampleColour(rng).map(toDisplay);
    const halfX = rng.uniform(2, 1 + columns * 0.16 * rng.uniform());
    const halfY = rng.uniform(2, 1 + rows * 0.22 * rng.uniform());
    const cx = rng.uniform(0, columns);
    const cy = rng.uniform(0, rows);
    const round = rng.chance(0.4);
    const y0 = Math.max(0, Math.ceil(cy - halfY));
    const y1 = Math.min(rows - 1, Math.floor(cy + halfY));
    for (let y = y0; y <= y1; y++) {
      const away = (y - cy) / halfY;
      const across = round ? halfX * Math.sqrt(Math.max(0, 1 - away * away)) : halfX;
      const x0 = Math.max(0, Math.ceil(cx - across));
      const x1 = Math.min(columns - 1, Math.floor(cx + across));
      for (let i = 3 * (y * columns + x0); i <= 3 * (y * columns + x1); i += 3) {
        out[i] = r;
        out[i + 1] = g;
        out[i + 2] = b;
      }
    }
  }
}
