/** @file What hides what: people and boxes in one z-buffer. */

import type { Intrinsics } from '../camera/index.ts';
import { RasterTarget, rasterise } from '../imaging/index.ts';
import type { PlacedActor } from './actor.ts';
import { FIRST_PROP, PERSON_STRIDE } from './compose.ts';
import { BOX_CORNERS, BOX_FACE_COUNT, BOX_FACES, type PropBox } from './props.ts';
import { countPixels } from './truth.ts';
import type { SyntheticView } from './view.ts';

/** The subject keeps this share of its pixels, or it is drawn alone. */
const LEAST_UNHIDDEN = 0.35;

/** Who and what is seen where, before anything is shaded. */
export interface StageScene {
  readonly target: RasterTarget;
  /** The subject first. */
  readonly people: readonly PlacedActor[];
  readonly boxes: readonly PropBox[];
  /** Visible pixels of each person [P]. */
  readonly pixels: Uint32Array;
  /** Share of the subject's pixels that nothing else hides. */
  readonly unhidden: number;
}

/** Z-buffers by picture size, reused. */
export class Rasteriser {
  readonly #targets = new Map<string, RasterTarget>();
  readonly #corners = new Float32Array(24);

  #target({ width, height }: SyntheticView): RasterTarget {
    const key = `${width}x${height}`;
    let target = this.#targets.get(key);
    if (target === undefined) this.#targets.set(key, (target = new RasterTarget(width, height)));
    target.clear();
    return target;
  }

  #drawPerson(target: RasterTarget, intrinsics: Intrinsics, person: PlacedActor, i: number): void {
    const { dressed } = person;
    const vertices = dressed.vertices.subarray(0, 3 * dressed.vertexCount);
    const firstFace = i * PERSON_STRIDE;
    rasterise(target, vertices, dressed.bodyFaces, { intrinsics }, { cullBack: true, firstFace });
    if (dressed.skirtFaces.length === 0) return;
    // a skirt is seen from inside too
    const firstSkirtFace = firstFace + dressed.bodyFaces.length / 3;
    rasterise(target, vertices, dressed.skirtFaces, { intrinsics }, { firstFace: firstSkirtFace });
  }

  #drawBox(target: RasterTarget, intrinsics: Intrinsics, box: PropBox, i: number): void {
    const { centre, axes } = box;
    BOX_CORNERS.forEach(([a, b, c], corner) => {
      for (let k = 0; k < 3; k++) {
        this.#corners[3 * corner + k] = centre[k] + a * axes[k] + b * axes[3 + k] + c * axes[6 + k];
      }
    });
    const firstFace = FIRST_PROP + i * BOX_FACE_COUNT;
    rasterise(target, this.#corners, BOX_FACES, { intrinsics }, { cullBack: true, firstFace });
  }

  /**
   * Draws a dressed scene; when too little of the subject is left to see, the subject alone.
   * @param people the subject first.
   */
  draw(
    view: SyntheticView,
    intrinsics: Intrinsics,
    people: readonly PlacedActor[],
    boxes: readonly PropBox[],
  ): StageScene {
    const [subject] = people;
    let target = this.#target(view);
    this.#drawPerson(target, intrinsics, subject, 0);
    const alone = countPixels(target, 1)[0];
    people.slice(1).forEach((person, i) => this.#drawPerson(target, intrinsics, person, i + 1));
    boxes.forEach((box, i) => this.#drawBox(target, intrinsics, box, i));
    const more = people.length > 1 || boxes.length > 0;
    const pixels = more ? countPixels(target, people.length) : Uint32Array.of(alone);
    const unhidden = alone === 0 ? 0 : pixels[0] / alone;
    if (unhidden >= LEAST_UNHIDDEN) return { target, people, boxes, pixels, unhidden };
    target = this.#target(view);
    this.#drawPerson(target, intrinsics, subject, 0);
    return { target, people: [subject], boxes: [], pixels: countPixels(target, 1), unhidden: 1 };
  }
}
