/**
 * @file A posed person with clothes on: the body's vertices pushed out by what they wear, a skirt where
 * there is one, normals, and the light on them. The ground truth stays that of the body inside.
 */

import type { BodyModel } from '../../body/index.ts';
import { vertexNormals } from '../../math/index.ts';

import { irradianceAt, type Light } from './light.ts';
import type { NoiseTable } from './noise.ts';
import { volumeAt, type Outfit } from './outfit.ts';
import type { ShadowGrid } from './shadow.ts';
import type { SkirtPattern } from './skirt.ts';

/** What must lie between a place and the sun to shade it, metres: clothes do not shade themselves. */
const SHADOW_BIAS = 0.06;
/** Skin and cloth hide part of the sky from one another where they face down or inward. */
const AMBIENT_FLOOR = 0.72;
const NONE = new Uint32Array(0);

/** The surface of one person, reused from picture to picture. */
export class DressedBody {
  /** Camera frame, metres: the body's vertices, then the skirt's [V + N, 3]. */
  readonly vertices: Float32Array;
  /** Red, green, blue irradiance at each vertex [V + N, 3]. */
  readonly lit: Float32Array;
  /** Rest place of each vertex [V + N, 3], which the outfit is cut by. */
  readonly rest: Float32Array;
  /** [F, 3]. */
  readonly bodyFaces: Uint32Array;
  readonly #normals: Float32Array;
  readonly #pattern: SkirtPattern;
  readonly #bodySize: number;
  readonly #allSkirtFaces: Uint32Array;
  #skirtFaces: Uint32Array = NONE;

  constructor(model: BodyModel, pattern: SkirtPattern) {
    const size = model.template.length + 3 * pattern.vertexCount;
    this.#bodySize = model.template.length;
    this.#pattern = pattern;
    this.vertices = new Float32Array(size);
    this.lit = new Float32Array(size);
    this.#normals = new Float32Array(size);
    this.rest = new Float32Array(size);
    this.rest.set(model.template);
    this.rest.set(pattern.rest, model.template.length);
    this.bodyFaces = model.faces;
    this.#allSkirtFaces = pattern.faces.map((vertex) => vertex + model.vertexCount);
  }

  /** Faces of the current skirt [G, 3]; none without one. */
  get skirtFaces(): Uint32Array {
    return this.#skirtFaces;
  }

  /** Vertices in use: with the skirt's, or without. */
  get vertexCount(): number {
    return (this.#skirtFaces.length > 0 ? this.vertices.length : this.#bodySize) / 3;
  }

  /**
   * Puts clothes on a posed body.
   * @param posed vertices [V, 3], axes of the camera frame; @param t added to each.
   */
  dress(posed: Float32Array, t: ArrayLike<number>, outfit: Outfit, noise: NoiseTable): void {
    const { vertices, rest } = this;
    const end = this.#bodySize;
    const body = vertices.subarray(0, end);
    const normals = this.#normals.subarray(0, end);
    vertexNormals(posed, this.bodyFaces, normals);
    for (let i = 0; i < end; i += 3) {
      const volume = volumeAt(outfit, rest[i], rest[i + 1], rest[i + 2], noise);
      vertices[i] = posed[i] + t[0] + volume * normals[i];
      vertices[i + 1] = posed[i + 1] + t[1] + volume * normals[i + 1];
      vertices[i + 2] = posed[i + 2] + t[2] + volume * normals[i + 2];
    }
    vertexNormals(body, this.bodyFaces, normals);
    const { skirt, bottom } = outfit;
    this.#skirtFaces =
      skirt === null
        ? NONE
        : this.#allSkirtFaces.subarray(0, 3 * this.#pattern.faceCountTo(skirt.endY));
    if (skirt !== null) this.#hangSkirt(skirt.flare, bottom.seed, noise);
  }

  #hangSkirt(flare: number, seed: number, noise: NoiseTable): void {
    const { anchors, weight, hang, rest } = this.#pattern;
    const { vertices } = this;
    const start = this.#bodySize;
    const skirt = vertices.subarray(start);
    const normals = this.#normals.subarray(start);
    for (let i = 0; i < weight.length; i++) {
      const a = 3 * anchors[2 * i];
      const b = 3 * anchors[2 * i + 1];
      for (let k = 0; k < 3; k++) {
        skirt[3 * i + k] = weight[i] * vertices[a + k] + (1 - weight[i]) * vertices[b + k];
      }
    }
    vertexNormals(skirt, this.#pattern.faces, normals);
    for (let i = 0; i < weight.length; i++) {
      const pleats = 1 + noise.at(60 * rest[3 * i] + seed, 60 * rest[3 * i + 2]);
      const out = 0.012 + flare * hang[i] * pleats;
      for (let k = 3 * i; k < 3 * i + 3; k++) skirt[k] += out * normals[k];
    }
    vertexNormals(skirt, this.#pattern.faces, normals);
  }

  /**
   * Computes the light at every vertex.
   * @param lightFromCam rotation from the camera's axes to the light's [3, 3].
   * @param sunCam unit vector towards the sun, camera frame.
   * @param shadow grid along the sun that this body was added to.
   */
  light(
    light: Light,
    lightFromCam: ArrayLike<number>,
    sunCam: ArrayLike<number>,
    shadow: ShadowGrid,
  ): void {
    const { lit, vertices } = this;
    const normals = this.#normals;
    const [r0, r1, r2, r3, r4, r5, r6, r7, r8] = Array.from(lightFromCam);
    const hard = Math.max(...light.sunColour) > 0;
    for (let i = 0; i < 3 * this.vertexCount; i += 3) {
      const nx = normals[i];
      const ny = normals[i + 1];
      const nz = normals[i + 2];
      const x = r0 * nx + r1 * ny + r2 * nz;
      const y = r3 * nx + r4 * ny + r5 * nz;
      const z = r6 * nx + r7 * ny + r8 * nz;
      const facing = nx * sunCam[0] + ny * sunCam[1] + nz * sunCam[2];
      const sun = hard && facing > 0 ? facing * shadow.litAt(vertices, i, SHADOW_BIAS) : 0;
      const open = AMBIENT_FLOOR + (1 - AMBIENT_FLOOR) * (0.5 + 0.5 * y);
      for (let c = 0; c < 3; c++) {
        lit[i + c] = open * irradianceAt(light, c, x, y, z) + sun * light.sunColour[c];
      }
    }
  }
}
