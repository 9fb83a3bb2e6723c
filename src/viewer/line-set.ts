/** @file Line segments of a width in pixels, in buffers that are reused and grow. */

import type { Color } from 'three';
import { LineMaterial } from 'three/addons/lines/LineMaterial.js';
import { LineSegments2 } from 'three/addons/lines/LineSegments2.js';
import { LineSegmentsGeometry } from 'three/addons/lines/LineSegmentsGeometry.js';

export interface LineStyle {
  readonly widthPx: number;
  readonly opacity?: number;
}

/** Lines of one width on the screen, each with its colour. */
export class LineSet {
  readonly object: LineSegments2;
  readonly #material: LineMaterial;
  #positions: Float32Array;
  #colours: Float32Array;
  #count = 0;

  constructor({ widthPx, opacity = 1 }: LineStyle) {
    this.#material = new LineMaterial({
      linewidth: widthPx,
      vertexColors: true,
      transparent: true,
      opacity,
      depthWrite: false,
    });
    this.#positions = new Float32Array(6 * 16);
    this.#colours = new Float32Array(6 * 16);
    this.object = new LineSegments2(this.#geometry(), this.#material);
    this.object.frustumCulled = false;
    this.object.renderOrder = 4;
  }

  /** Whether things in front do not hide the lines. */
  set onTop(value: boolean) {
    this.#material.depthTest = !value;
  }

  /** Starts anew; follow with {@link add} and end with {@link done}. */
  clear(): void {
    this.#count = 0;
  }

  /** A segment between two points [x, y, z] in the colour's linear light. */
  add(from: ArrayLike<number>, to: ArrayLike<number>, { r, g, b }: Color): void {
    const at = 6 * this.#count++;
    if (at + 6 > this.#positions.length) this.#grow();
    for (let k = 0; k < 3; k++) {
      this.#positions[at + k] = from[k];
      this.#positions[at + 3 + k] = to[k];
    }
    for (const k of [0, 3]) {
      this.#colours[at + k] = r;
      this.#colours[at + k + 1] = g;
      this.#colours[at + k + 2] = b;
    }
  }

  done(): void {
    const { geometry } = this.object;
    for (const name of ['instanceStart', 'instanceColorStart']) {
      // both ends of a segment lie in one interleaved buffer
      geometry.getAttribute(name).needsUpdate = true;
    }
    geometry.instanceCount = this.#count;
  }

  dispose(): void {
    this.object.geometry.dispose();
    this.#material.dispose();
  }

  #geometry(): LineSegmentsGeometry {
    const geometry = new LineSegmentsGeometry();
    geometry.setPositions(this.#positions);
    geometry.setColors(this.#colours);
    geometry.instanceCount = 0;
    return geometry;
  }

  #grow(): void {
    const larger = (old: Float32Array): Float32Array => {
      const next = new Float32Array(2 * old.length);
      next.set(old);
      return next;
    };
    this.#positions = larger(this.#positions);
    this.#colours = larger(this.#colours);
    this.object.geometry.dispose();
    this.object.geometry = this.#geometry();
  }
}
