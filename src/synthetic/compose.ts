/** @file From what each pixel sees to a picture: background, cloth, skin and boxes under the scene's light. */

import type { RasterTarget } from '../imaging/index.ts';
import type { DressedBody } from './dressed-body.ts';
import { fabricAt } from './fabric.ts';
import { irradianceAt, type Light } from './light.ts';
import type { NoiseTable } from './noise.ts';
import { albedoAt, type Outfit } from './outfit.ts';
import { BOX_CORNERS, BOX_FACE_COUNT, BOX_FACES, BOX_SIDES, type PropBox } from './props.ts';

/** Face numbers of person p start at p · 2¹⁷, those of box i at {@link FIRST_PROP} + i · 12. */
const PERSON_BITS = 17;
export const PERSON_STRIDE: number = 1 << PERSON_BITS;
export const FIRST_PROP: number = 1 << 24;

/** Which person a face belongs to, or −1. Shifts, because this is asked for every pixel. */
export function personOfFace(face: number): number {
  return face >= FIRST_PROP ? -1 : face >> PERSON_BITS;
}

/** Somebody as they are shaded. */
export interface ComposedPerson {
  readonly body: DressedBody;
  readonly outfit: Outfit;
}

/** The light, turned into the camera's axes. */
export interface SceneLight {
  readonly light: Light;
  /** From the camera's axes to the light's [3, 3]. */
  readonly lightFromCam: Float64Array;
  readonly sunCam: Float64Array;
}

/** Doubles a half-resolution picture, bilinear: pixel 2k sees ¾ of k and ¼ of k − 1. */
export function upsample(half: Uint8Array, width: number, height: number, out: Uint8Array): void {
  const columns = Math.ceil(width / 2);
  const rows = Math.ceil(height / 2);
  const line = new Int32Array(3 * columns);
  for (let y = 0; y < height; y++) {
    let i = 3 * width * y;
    const end = i + 3 * width;
    const near = y >> 1;
    const far = Math.min(rows - 1, Math.max(0, near + ((y & 1) === 0 ? -1 : 1)));
    const nearRow = 3 * near * columns;
    const farRow = 3 * far * columns;
    for (let k = 0; k < line.length; k++) line[k] = 3 * half[nearRow + k] + half[farRow + k];
    let left = 0;
    for (let here = 0, right = 3; here < line.length; left = here, here += 3, right += 3, i += 6) {
      if (right === line.length) right = here;
      const [r, g, b] = [3 * line[here] + 8, 3 * line[here + 1] + 8, 3 * line[here + 2] + 8];
      out[i] = (r + line[left]) >> 4;
      out[i + 1] = (g + line[left + 1]) >> 4;
      out[i + 2] = (b + line[left + 2]) >> 4;
      // the last column of an odd width is half a one
      if (i + 3 >= end) break;
      out[i + 3] = (r + line[right]) >> 4;
      out[i + 4] = (g + line[right + 1]) >> 4;
      out[i + 5] = (b + line[right + 2]) >> 4;
    }
  }
}

/** @param i the pixel, by which its weights are found; what is handed over is a whole number and needs no box. */
function shadePerson(
  { body, outfit }: ComposedPerson,
  face: number,
  barycentric: Float32Array,
  i: number,
  noise: NoiseTable,
  out: Float64Array,
): void {
  const w1 = barycentric[2 * i];
  const w2 = barycentric[2 * i + 1];
  const { rest, lit, bodyFaces, skirtFaces } = body;
  const onBody = 3 * face < bodyFaces.length;
  const faces = onBody ? bodyFaces : skirtFaces;
  const f = onBody ? 3 * face : 3 * face - bodyFaces.length;
  const a = 3 * faces[f];
  const b = 3 * faces[f + 1];
  const c = 3 * faces[f + 2];
  body.lightVertex(a);
  body.lightVertex(b);
  body.lightVertex(c);
  const w0 = 1 - w1 - w2;
  out[0] = w0 * rest[a] + w1 * rest[b] + w2 * rest[c];
  out[1] = w0 * rest[a + 1] + w1 * rest[b + 1] + w2 * rest[c + 1];
  out[2] = w0 * rest[a + 2] + w1 * rest[b + 2] + w2 * rest[c + 2];
  if (onBody) albedoAt(outfit, noise, out);
  else {
    out[0] *= 1.5;
    fabricAt(outfit.skirtFabric, noise, out);
  }
  out[0] *= w0 * lit[a] + w1 * lit[b] + w2 * lit[c];
  out[1] *= w0 * lit[a + 1] + w1 * lit[b + 1] + w2 * lit[c + 1];
  out[2] *= w0 * lit[a + 2] + w1 * lit[b + 2] + w2 * lit[c + 2];
}

/** Irradiance on the six sides of a box [6, 3]. */
function sideLight(box: PropBox, { light, lightFromCam, sunCam }: SceneLight): Float64Array {
  const sides = new Float64Array(18);
  BOX_SIDES.forEach(([axis, sign], side) => {
    const edge = box.axes.subarray(3 * axis, 3 * axis + 3);
    const scale = sign / Math.sqrt(edge[0] * edge[0] + edge[1] * edge[1] + edge[2] * edge[2]);
    const [nx, ny, nz] = [edge[0] * scale, edge[1] * scale, edge[2] * scale];
    const r = lightFromCam;
    const x = r[0] * nx + r[1] * ny + r[2] * nz;
    const y = r[3] * nx + r[4] * ny + r[5] * nz;
    const z = r[6] * nx + r[7] * ny + r[8] * nz;
    const sun = Math.max(0, nx * sunCam[0] + ny * sunCam[1] + nz * sunCam[2]);
    for (let c = 0; c < 3; c++) {
      sides[3 * side + c] = irradianceAt(light, c, x, y, z) + sun * light.sunColour[c];
    }
  });
  return sides;
}

function shadeBox(
  box: PropBox,
  sides: Float64Array,
  face: number,
  barycentric: Float32Array,
  i: number,
  noise: NoiseTable,
  out: Float64Array,
): void {
  const w1 = barycentric[2 * i];
  const w2 = barycentric[2 * i + 1];
  const a = BOX_CORNERS[BOX_FACES[3 * face]];
  const b = BOX_CORNERS[BOX_FACES[3 * face + 1]];
  const c = BOX_CORNERS[BOX_FACES[3 * face + 2]];
  const side = face >> 1;
  const axis = BOX_SIDES[side][0];
  const across = axis === 0 ? 2 : 0;
  const along = axis === 1 ? 2 : 1;
  const w0 = 1 - w1 - w2;
  out[0] = box.halfSize[across] * (w0 * a[across] + w1 * b[across] + w2 * c[across]);
  out[1] = box.halfSize[along] * (w0 * a[along] + w1 * b[along] + w2 * c[along]);
  fabricAt(box.fabric, noise, out);
  out[0] *= sides[3 * side];
  out[1] *= sides[3 * side + 1];
  out[2] *= sides[3 * side + 2];
}

/**
 * Draws people and boxes over the background already in `image`.
 * @param image display values [H, W, 3].
 */
export function compose(
  target: RasterTarget,
  people: readonly ComposedPerson[],
  boxes: readonly PropBox[],
  sceneLight: SceneLight,
  noise: NoiseTable,
  toDisplay: (linear: number) => number,
  image: Uint8Array,
): void {
  const { width, face, barycentric, drawn } = target;
  const sides = boxes.map((box) => sideLight(box, sceneLight));
  const pixel = new Float64Array(3);
  for (let y = drawn.y0; y <= drawn.y1; y++) {
    for (let i = y * width + drawn.x0; i <= y * width + drawn.x1; i++) {
      const id = face[i];
      if (id < 0) continue;
      if (id < FIRST_PROP) {
        const person = id >> PERSON_BITS;
        shadePerson(people[person], id - person * PERSON_STRIDE, barycentric, i, noise, pixel);
      } else {
        const box = ((id - FIRST_PROP) / BOX_FACE_COUNT) | 0;
        const own = (id - FIRST_PROP) % BOX_FACE_COUNT;
        shadeBox(boxes[box], sides[box], own, barycentric, i, noise, pixel);
      }
      image[3 * i] = toDisplay(pixel[0]);
      image[3 * i + 1] = toDisplay(pixel[1]);
      image[3 * i + 2] = toDisplay(pixel[2]);
    }
  }
}

/** One number per surface that an outline separates. */
const surfaceOf = (id: number): number => (id < FIRST_PROP ? id >> PERSON_BITS : id);

/**
 * Softens outlines: two neighbours of different surfaces lend each other a quarter.
 * @returns mean difference of the green values across the first person's outline before that, 0–255: how well the
 * person stands out.
 */
export function softenOutlines(target: RasterTarget, image: Uint8Array): number {
  const { width, height, face, drawn } = target;
  let difference = 0;
  let pairs = 0;
  const blend = (i: number, j: number): void => {
    for (let c = 0; c < 3; c++) {
      const p = image[3 * i + c];
      const q = image[3 * j + c];
      image[3 * i + c] = (3 * p + q + 2) >> 2;
      image[3 * j + c] = (p + 3 * q + 2) >> 2;
    }
  };
  const meet = (i: number, j: number): void => {
    const [here, there] = [surfaceOf(face[i]), surfaceOf(face[j])];
    if (here === there) return;
    if (here === 0 || there === 0) {
      difference += Math.abs(image[3 * i + 1] - image[3 * j + 1]);
      pairs++;
    }
    blend(i, j);
  };
  const bottom = Math.min(drawn.y1, height - 2);
  const right = Math.min(drawn.x1, width - 2);
  for (let y = Math.max(0, drawn.y0 - 1); y <= bottom; y++) {
    for (let x = Math.max(0, drawn.x0 - 1); x <= right; x++) {
      const i = y * width + x;
      const id = face[i];
      if (face[i + 1] !== id) meet(i, i + 1);
      if (face[i + width] !== id) meet(i, i + width);
    }
  }
  return pairs === 0 ? 0 : difference / pairs;
}
