/**
 * @file A posed person with clothes on: the body's vertices pushed out by what they wear, a skirt where
 * there is one, normals, and the light on them. The ground truth stays that of the body inside.
 */

import type { BodyModel } from '../body/index.ts';
import { vertexNormals } from '../math/index.ts';

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

interface Lighting {
  readonly light: Light;
  readonly lightFromCam: ArrayLike<number>;
  readonly sunCam: ArrayLike<number>;
  /** Null without a sun. */
  readonly shadow: ShadowGrid | null;
}

/** The surface of one person, reused from picture to picture. */
export class DressedBody {
  /** Camera frame, metres: the body's vertices, then the skirt's [V + N, 3]. */
  readonly vertices: Float32Array;
  /** Red, green, blue irradiance at each vertex [V + N, 3] that {@link lightVertex} was asked for. */
  readonly lit: Float32Array;
  /** Rest place of each vertex [V + N, 3], which the outfit is cut by. */
  readonly rest: Float32Array;
  /** [F, 3]. */
  readonly bodyFaces: Uint32Array;
  readonly #normals: Float32Array;
  /** Whether the light of a vertex has been computed, by three times its number. */
  readonly #known: Uint8Array;
  #lighting: Lighting | null = null;
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
    this.#known = new Uint8Array(size);
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
   * Sets the light; each vertex is lit when it is first asked for.
   * @param lightFromCam rotation from the camera's axes to the light's [3, 3].
   * @param sunCam unit vector towards the sun, camera frame.
   * @param shadow grid along the sun that this body was added to; it must stay as it is.
   */
  light(
    light: Light,
    lightFromCam: ArrayLike<number>,
    sunCam: ArrayLike<number>,
    shadow: ShadowGrid,
  ): void {
    const hard = Math.max(...light.sunColour) > 0;
    this.#lighting = { light, lightFromCam, sunCam, shadow: hard ? shadow : null };
    this.#known.fill(0);
  }

  /** Makes sure that `lit` holds the light of a vertex; @param i three times its number. */
  lightVertex(i: number): void {
    if (this.#known[i] === 0) this.#light(i);
  }

  #light(i: number): void {
    this.#known[i] = 1;
    if (this.#lighting === null) return;
    const { lit, vertices } = this;
    const { light, lightFromCam: r, sunCam, shadow } = this.#lighting;
    const normals = this.#normals;
    const nx = normals[i];
    const ny = normals[i + 1];
    const nz = normals[i + 2];
    const x = r[0] * nx + r[1] * ny + r[2] * nz;
    const y = r[3] * nx + r[4] * ny + r[5] * nz;
    const z = r[6] * nx + r[7] * ny + r[8] * nz;
    const facing = nx * sunCam[0] + ny * sunCam[1] + nz * sunCam[2];
    const sun = shadow !== null && facing > 0 ? facing * shadow.litAt(vertices, i, SHADOW_BIAS) : 0;
    const open = AMBIENT_FLOOR + (1 - AMBIENT_FLOOR) * (0.5 + 0.5 * y);
    for (let c = 0; c < 3; c++) {
      lit[i + c] = open * irradianceAt(light, c, x, y, z) + sun * light.sunColour[c];
    }
  }
}
