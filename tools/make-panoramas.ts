/**
 * @file Makes `assets/synthetic/panoramas.json` and the small panoramas beside it from the CC0 HDR environments of
 * the npm package `@pmndrs/assets`: `npx tsx tools/make-panoramas.ts`. They are lossless (WebP), because what a
 * JPEG decodes to depends on the decoder, and a benchmark's pixels must not.
 *
 * An 8-bit picture has lost the light of its sun, so the light is measured here, on the HDR data: the
 * irradiance as nine spherical-harmonic coefficients per channel (Ramamoorthi and Hanrahan 2001), and
 * the brightest cone as one directional light.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { FloatType } from 'three';
import { EXRLoader } from 'three/examples/jsm/loaders/EXRLoader.js';

const NAMES = [
  'apartment', 'bridge', 'city', 'dawn', 'esplanade', 'forest', 'hall', 'lab', 'lobby',
  'night', 'park', 'sky', 'studio', 'sunrise', 'sunset', 'venice', 'warehouse', 'workshop',
]; // oxfmt-ignore
const OUT = new URL('../assets/synthetic/', import.meta.url);
/** A light is directional when it is narrower than this. */
const SUN_CONE_COS = Math.cos((12 * Math.PI) / 180);

/** Radiance above which a pixel is a light and not a surface. */
const SUN_RADIANCE = 100;

type Vector = [number, number, number];

interface Hdr {
  readonly width: number;
  readonly height: number;
  /** Radiance, row 0 up, [H, W, 3]. */
  readonly data: Float32Array;
}

async function readHdr(name: string): Promise<Hdr> {
  const module = (await import(`@pmndrs/assets/hdri/${name}.exr.js`)) as { default: string };
  const bytes = Buffer.from(module.default.slice(module.default.indexOf(',') + 1), 'base64');
  const loader = new EXRLoader();
  loader.setDataType(FloatType);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  const { width, height, data } = loader.parse(file);
  if (width === undefined || height === undefined || data === undefined) {
    throw new Error(`${name}: expected pixels, got none`);
  }
  const channels = data.length / (width * height);
  const upright = new Float32Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      // the loader's rows run from the ground to the sky
      const from = ((height - 1 - row) * width + column) * channels;
      const rgb = [0, 1, 2].map((c) => Number(data[from + c]));
      // the file's lossy compression rings around a sun, each channel by itself: keep its strength, grey
      const strength = Math.max(...rgb.map(Math.abs));
      for (let c = 0; c < 3; c++) {
        const value = strength > SUN_RADIANCE ? strength : rgb[c];
        upright[(row * width + column) * 3 + c] = Math.max(0, value);
      }
    }
  }
  return { width, height, data: upright };
}

/** The world direction (y up) of a panorama's pixel; its column runs to the right of who looks at it. */
function direction(hdr: Hdr, row: number, column: number): Vector {
  const theta = (Math.PI * (row + 0.5)) / hdr.height;
  const phi = (2 * Math.PI * (column + 0.5)) / hdr.width;
  const s = Math.sin(theta);
  return [s * Math.cos(phi), Math.cos(theta), s * Math.sin(phi)];
}

/** The nine real spherical harmonics of degree ≤ 2. */
function harmonics([x, y, z]: Vector): number[] {
  return [
    0.282095, 0.488603 * y, 0.488603 * z, 0.488603 * x, 1.092548 * x * y, 1.092548 * y * z,
    0.315392 * (3 * z * z - 1), 1.092548 * x * z, 0.546274 * (x * x - y * y),
  ]; // oxfmt-ignore
}
/** Convolution with the clamped cosine, divided by π: constant radiance L gives shading L. */
const COSINE = [1, 2 / 3, 2 / 3, 2 / 3, 1 / 4, 1 / 4, 1 / 4, 1 / 4, 1 / 4];

function eachPixel(hdr: Hdr, visit: (d: Vector, solidAngle: number, pixel: number) => void): void {
  const unit = (2 * Math.PI * Math.PI) / (hdr.width * hdr.height);
  for (let row = 0; row < hdr.height; row++) {
    const solidAngle = unit * Math.sin((Math.PI * (row + 0.5)) / hdr.height);
    for (let column = 0; column < hdr.width; column++) {
      visit(direction(hdr, row, column), solidAngle, (row * hdr.width + column) * 3);
    }
  }
}

const luminance = (data: Float32Array, i: number): number =>
  0.2126 * data[i] + 0.7152 * data[i + 1] + 0.0722 * data[i + 2];

const round = (value: number): number => Math.round(value * 1e4) / 1e4;

/** Light relative to the mean radiance of the panorama, so that every scene has the same exposure. */
function measureLight(hdr: Hdr): { sun: Vector; sunColour: Vector; irradiance: number[] } {
  const { data } = hdr;
  let sun: Vector = [0, 1, 0];
  let brightest = 0;
  let mean = 0;
  eachPixel(hdr, (d, w, i) => {
    const y = luminance(data, i);
    mean += (w * y) / (4 * Math.PI);
    if (y > brightest) {
      brightest = y;
      sun = d;
    }
  });
  const sunColour: Vector = [0, 0, 0];
  const irradiance = Array.from({ length: 27 }, () => 0);
  eachPixel(hdr, (d, w, i) => {
    const inSun = d[0] * sun[0] + d[1] * sun[1] + d[2] * sun[2] > SUN_CONE_COS;
    const basis = harmonics(d);
    for (let c = 0; c < 3; c++) {
      const radiance = data[i + c] / mean;
      if (inSun) sunColour[c] += (radiance * w) / Math.PI;
      else for (let k = 0; k < 9; k++) irradiance[c * 9 + k] += radiance * w * basis[k] * COSINE[k];
    }
  });
  return {
    sun: sun.map(round) as Vector,
    sunColour: sunColour.map(round) as Vector,
    irradiance: irradiance.map(round),
  };
}

/** Exposure to a mid-grey log average, a shoulder for the highlights, the sRGB curve. */
function toneMap(hdr: Hdr): Buffer {
  let logSum = 0;
  eachPixel(hdr, (_, w, i) => {
    logSum += w * Math.log(luminance(hdr.data, i) + 1e-3);
  });
  const exposure = 0.2 / Math.exp(logSum / (4 * Math.PI));
  const out = Buffer.alloc(hdr.data.length);
  for (let i = 0; i < out.length; i++) {
    const x = hdr.data[i] * exposure;
    const mapped = (x * (1 + x / 9)) / (1 + x);
    const display = mapped <= 0.0031308 ? 12.92 * mapped : 1.055 * mapped ** (1 / 2.4) - 0.055;
    out[i] = Math.min(255, Math.round(255 * display));
  }
  return out;
}

mkdirSync(OUT, { recursive: true });
const index: object[] = [];
let bytes = 0;
for (const name of NAMES) {
  const hdr = await readHdr(name);
  const raw = { width: hdr.width, height: hdr.height, channels: 3 as const };
  const picture = await sharp(toneMap(hdr), { raw }).webp({ lossless: true, effort: 6 }).toBuffer();
  writeFileSync(new URL(`panorama-${name}.webp`, OUT), picture);
  bytes += picture.length;
  index.push({ file: `panorama-${name}.webp`, ...measureLight(hdr) });
}
const text = index.map((entry) => JSON.stringify(entry)).join(',\n');
writeFileSync(new URL('panoramas.json', OUT), `[\n${text}\n]\n`);
console.log(`${NAMES.length} panoramas, ${(bytes / 1024).toFixed(0)} kB`);
