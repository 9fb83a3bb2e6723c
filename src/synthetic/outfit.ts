/**
 * @file What a person wears: which part of the body is cloth, skin, hair or shoe, and how thick it is.
 * All places are those of the mean body's rest pose (T-pose, metres, y up, x left, origin the
 * pelvis), so that an outfit fits every shape and pose.
 */

import type { Rng } from '../base/index.ts';
import {
  fabricAt,
  plainFabric,
  rgbFromHsv,
  sampleColour,
  sampleFabric,
  type Fabric,
  type Rgb,
} from './fabric.ts';
import type { NoiseTable } from './noise.ts';

/** Heights and widths of the rest pose that outfits are cut by, metres. */
const REST = {
  shoulderX: 0.165,
  wristX: 0.7,
  armY: 0.36,
  neckY: 0.545,
  crotchY: -0.06,
  ankleY: -0.87,
} as const;

/** What a person wears. Heights (`…Y`) and widths are those of the mean body's rest pose, metres from the pelvis. */
export interface Outfit {
  readonly skin: Fabric;
  readonly hair: Fabric;
  /** Raises the hairline when negative; hair down the neck when `longHair`. */
  readonly hairline: number;
  readonly longHair: boolean;
  readonly lips: Rgb;
  readonly top: Fabric;
  /** What shows inside an open jacket, and half the width of the opening, metres. */
  readonly inner: Fabric;
  readonly opening: number;
  /** Sleeve end: 0 the shoulder, 1 the wrist. */
  readonly sleeve: number;
  /** Heights where the top begins and ends. */
  readonly necklineY: number;
  readonly hemY: number;
  readonly bottom: Fabric;
  /** Height where trousers, shorts or a dress end. */
  readonly bottomEndY: number;
  readonly shoes: Fabric;
  readonly shoeTopY: number;
  readonly print: { readonly y: number; readonly radius: number; readonly colour: Rgb } | null;
  /** Thickness of cloth and hair over the skin, metres. */
  readonly topVolume: number;
  readonly bottomVolume: number;
  readonly hairVolume: number;
  /** A skirt or coat below the waist, drawn by its own surface; null without one. */
  readonly skirt: { readonly endY: number; readonly flare: number } | null;
  readonly skirtFabric: Fabric;
}

const square = (x: number): number => x * x;

function sampleSkin(rng: Rng): Fabric {
  // melanin sets the depth, blood the red: a curve through measured skin tones, and a spread about it
  const depth = rng.uniform();
  const level = 0.66 * (1 - depth) * Math.sqrt(1 - depth) + 0.045;
  const warmth = rng.normal(0, 0.03);
  const colour: Rgb = [
    level * (1.08 + warmth),
    level * (0.64 + 0.1 * (1 - depth)),
    level * (0.5 + 0.14 * (1 - depth) - warmth),
  ];
  return plainFabric(colour, 0.08, rng.uniform(0, 256));
}

function sampleHair(rng: Rng): Fabric {
  if (rng.chance(0.12)) return plainFabric(sampleColour(rng), 0.3, rng.uniform(0, 256));
  const colour = rng.chance(0.15)
    ? rgbFromHsv(0.1, 0.06, rng.uniform(0.45, 0.85))
    : rgbFromHsv(rng.uniform(0.05, 0.12), rng.uniform(0.3, 0.7), rng.uniform(0.08, 0.62));
  return plainFabric(colour, 0.5, rng.uniform(0, 256));
}

/** Clothes, skin and hair of a person, all drawn from `rng`. */
export function sampleOutfit(rng: Rng): Outfit {
  const skin = sampleSkin(rng);
  const top = sampleFabric(rng, 0.4);
  const oneCloth = rng.chance(0.12);
  const skirt = rng.chance(0.18)
    ? { endY: rng.uniform(-0.72, -0.22), flare: rng.uniform(0.01, 0.1) }
    : null;
  const bottomEndY = rng.chance(0.3) ? rng.uniform(-0.55, -0.2) : rng.uniform(-0.92, -0.78);
  const bareLegs = skirt !== null && rng.chance(0.7);
  return {
    skin,
    hair: sampleHair(rng),
    hairline: rng.normal(0, 0.02),
    longHair: rng.chance(0.4),
    lips: [skin.base[0] * 0.85, skin.base[1] * 0.5, skin.base[2] * 0.55],
    top,
    inner: sampleFabric(rng, 0.2),
    opening: rng.chance(0.22) ? rng.uniform(0.025, 0.08) : 0,
    sleeve: rng.chance(0.45) ? rng.uniform(0.9, 1.02) : rng.uniform(-0.05, 0.85),
    necklineY: rng.uniform(0.46, 0.56),
    hemY: rng.uniform(-0.12, 0.06),
    bottom: oneCloth ? top : bareLegs ? skin : sampleFabric(rng, 0.12),
    bottomEndY,
    shoes: plainFabric(sampleColour(rng), 0.2, rng.uniform(0, 256)),
    shoeTopY: rng.chance(0.1)
      ? -2
      : rng.chance(0.15)
        ? rng.uniform(-0.75, -0.5)
        : rng.uniform(-0.895, -0.82),
    print: rng.chance(0.25)
      ? { y: rng.uniform(0.25, 0.36), radius: rng.uniform(0.03, 0.08), colour: sampleColour(rng) }
      : null,
    topVolume: rng.uniform(0.003, 0.024),
    bottomVolume: bareLegs ? 0 : rng.uniform(0.003, 0.02),
    hairVolume: rng.uniform(0.004, 0.035),
    skirt,
    skirtFabric: rng.chance(0.5) ? top : sampleFabric(rng, 0.35),
  };
}

/** What a place of the rest body is covered by. */
const ZONE = { skin: 0, hair: 1, top: 2, bottom: 3, shoes: 4, face: 5 } as const;
type Zone = (typeof ZONE)[keyof typeof ZONE];

function headZone(outfit: Outfit, x: number, y: number, z: number): Zone {
  const hairY = 0.655 + 0.9 * z + outfit.hairline;
  if (y > hairY && y > 0.58) return ZONE.hair;
  if (outfit.longHair && z < 0.02 - 0.2 * Math.abs(x)) return ZONE.hair;
  return z > 0.08 && y > 0.6 ? ZONE.face : ZONE.skin;
}

function zoneAt(outfit: Outfit, x: number, y: number, z: number): Zone {
  const side = Math.abs(x);
  if (y > REST.neckY && side < REST.shoulderX) return headZone(outfit, x, y, z);
  if (side > REST.shoulderX && y > REST.armY) {
    const along = (side - REST.shoulderX) / (REST.wristX - REST.shoulderX);
    return along < outfit.sleeve ? ZONE.top : ZONE.skin;
  }
  if (y < outfit.shoeTopY) return ZONE.shoes;
  if (y < outfit.bottomEndY) return ZONE.skin;
  if (y < outfit.hemY) return ZONE.bottom;
  // the neckline dips towards the middle of the chest
  const dip = z > 0 ? Math.max(0, 0.09 - side) * 0.5 : 0;
  if (y > outfit.necklineY - dip && side < 0.1) {
    return outfit.longHair && z < -0.01 ? ZONE.hair : ZONE.skin;
  }
  return ZONE.top;
}

/** Thickness of what covers a place, metres. */
export function volumeAt(
  outfit: Outfit,
  x: number,
  y: number,
  z: number,
  noise: NoiseTable,
): number {
  const folds = 1 + 0.5 * noise.at(x * 60 + outfit.top.seed, (y + 0.5 * z) * 45);
  switch (zoneAt(outfit, x, y, z)) {
    case ZONE.skin:
    case ZONE.face:
      return 0;
    case ZONE.hair:
      return outfit.hairVolume * folds * Math.min(1, Math.max(0.25, (y - 0.55) * 6));
    case ZONE.top:
      return outfit.topVolume * folds;
    case ZONE.bottom:
      return outfit.bottomVolume * folds;
    case ZONE.shoes:
      return 0.007;
  }
}

/** Eyes, brows and mouth: small, but they tell a face from the back of a head. */
function faceAt(outfit: Outfit, x: number, y: number, out: Float64Array): void {
  const side = Math.abs(x);
  const eye = square((side - 0.031) / 0.015) + square((y - 0.695) / 0.008);
  if (eye < 1) {
    const iris = Math.abs(side - 0.031) < 0.006;
    out.fill(iris ? 0.02 : 0.55);
    return;
  }
  const brow = side > 0.012 && side < 0.052 && Math.abs(y - 0.717 + 0.1 * (side - 0.03)) < 0.004;
  if (brow) {
    for (let c = 0; c < 3; c++) out[c] = outfit.hair.base[c] * 0.6;
    return;
  }
  const mouth = square(x / 0.026) + square((y - 0.622) / 0.008);
  if (mouth < 1) for (let c = 0; c < 3; c++) out[c] = outfit.lips[c];
}

/**
 * Replaces a place of the dressed rest body by the albedo there.
 * @param pixel [3], x, y and z on the way in, red, green and blue on the way out.
 */
export function albedoAt(outfit: Outfit, noise: NoiseTable, pixel: Float64Array): void {
  const x = pixel[0];
  const y = pixel[1];
  const z = pixel[2];
  const zone = zoneAt(outfit, x, y, z);
  // round the trunk, patterns follow x in front and behind and z at the sides
  pixel[0] = x + 0.6 * z;
  switch (zone) {
    case ZONE.skin:
      fabricAt(outfit.skin, noise, pixel);
      return;
    case ZONE.face:
      fabricAt(outfit.skin, noise, pixel);
      faceAt(outfit, x, y, pixel);
      return;
    case ZONE.hair:
      pixel[1] = y * 0.3;
      fabricAt(outfit.hair, noise, pixel);
      return;
    case ZONE.bottom:
      fabricAt(outfit.bottom, noise, pixel);
      return;
    case ZONE.shoes:
      fabricAt(outfit.shoes, noise, pixel);
      // soles
      if (y < -0.928) for (let c = 0; c < 3; c++) pixel[c] = pixel[c] * 0.4 + 0.05;
      return;
    case ZONE.top: {
      const { print } = outfit;
      if (print !== null && z > 0.03 && square(x) + square(y - print.y) < square(print.radius)) {
        for (let c = 0; c < 3; c++) pixel[c] = print.colour[c];
        return;
      }
      const open = z > 0.02 && Math.abs(x) < outfit.opening;
      fabricAt(open ? outfit.inner : outfit.top, noise, pixel);
    }
  }
}
