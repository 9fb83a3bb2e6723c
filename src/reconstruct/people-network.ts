/** @file The network run on everybody of a photograph: regions to crops, crops to features, features to predictions. */

import { applyAffineToPoints } from '../camera/index.ts';
import { throwIfAborted } from '../base/index.ts';
import type { FoundPerson } from '../detect/index.ts';
import {
  boxInformation,
  CropCutter,
  cropLength,
  keepToPerson,
  mirrorBoxes,
  mirroredKeypoints,
  mirrorPlanes,
  mirrorRois,
} from '../inference/index.ts';
import { MOVENET_WIDTH, seesKeypoints, type Prediction } from '../network/index.ts';
import type { Photo } from '../platform/index.ts';
import type { LoadedModel } from './load.ts';
import {
  withEveryonesLimbs,
  type PersonObservation,
  type PersonRegions,
} from './observe-people.ts';
import { RECONSTRUCT_DEFAULTS } from './options.ts';
import type { Stopwatch } from './stopwatch.ts';

/** A person and the regions they are looked at through; the view is rolled until they stand where the network wants it. */
export interface FoundView extends PersonRegions {
  readonly found: FoundPerson;
  /** Whether the crops are flipped before the encoder sees them. */
  readonly mirrored: boolean;
}

/** The same person in a mirror. */
export function mirroredView(view: FoundView): FoundView {
  return { ...view, rois: mirrorRois(view.rois), mirrored: true };
}

type Needed = Pick<LoadedModel, 'config' | 'encoder' | 'heads' | 'set'>;

/** Encoder, fusion and heads on people of photographs, one photograph at a time: buffers are made once. */
export class PeopleNetwork {
  readonly #model: Needed;
  readonly #cutter: CropCutter;
  /** Crops of one run of the encoder [P·M, 3, H, W]. */
  readonly #planes: Float32Array;

  constructor(model: Needed) {
    const { encoder, set } = model;
    this.#model = model;
    this.#cutter = new CropCutter(encoder.format);
    this.#planes = new Float32Array(
      encoder.peoplePerRun * set.scales.length * cropLength(encoder.format),
    );
  }

  /**
   * What the encoder puts out for everybody's regions [P, M, D]; what regions saw of somebody else is replaced by what the others
   * saw of the person.
   * @param tell called with how many people have been encoded more.
   * @throws E_ABORT.
   */
  async encode(
    photo: Photo,
    views: readonly FoundView[],
    clock: Stopwatch,
    tell: (people: number) => void,
    signal: AbortSignal | undefined,
  ): Promise<Float32Array> {
    const { encoder, set, config } = this.#model;
    const each = set.scales.length * encoder.width;
    const features = new Float32Array(views.length * each);
    for (let start = 0; start < views.length; start += encoder.peoplePerRun) {
      throwIfAborted('reconstruct', signal);
      const some = views.slice(start, start + encoder.peoplePerRun);
      const planes = await clock.measure('crop', () => this.#cut(photo, some));
      const encoded = await clock.measure('encode', () => encoder.encode(planes, some.length));
      if (seesKeypoints(config)) keepToPeople(encoded, some);
      features.set(encoded, start * each);
      tell(some.length);
    }
    return features;
  }

  /**
   * What the heads make of what the encoder put out, and of limbs where they see those.
   * @param views all mirrored, or none of them.
   * @param seen of the same people; empty for heads that see no limbs.
   */
  decode(
    photo: Photo,
    views: readonly FoundView[],
    encoded: Float32Array,
    seen: readonly PersonObservation[],
    fusion: boolean = RECONSTRUCT_DEFAULTS.fusion,
  ): Promise<Prediction[]> {
    const { config, heads, set } = this.#model;
    const M = set.scales.length;
    const boxes = new Float32Array(views.length * M * 3);
    views.forEach(({ rois, view, mirrored }, p) => {
      const own = boxInformation(rois, view, photo, config.focal);
      if (mirrored) mirrorBoxes(own);
      boxes.set(own, p * M * 3);
    });
    const features = config.limbs
      ? withEveryonesLimbs(encoded, views, seen, views[0].mirrored)
      : encoded;
    return heads.run(features, boxes, views.length, fusion);
  }

  #cut(photo: Photo, views: readonly FoundView[]): Float32Array {
    const { encoder, set } = this.#model;
    const each = set.scales.length * cropLength(encoder.format);
    const planes = this.#planes.subarray(0, views.length * each);
    views.forEach(({ rois, view, mirrored }, p) => {
      const own = planes.subarray(p * each, (p + 1) * each);
      this.#cutter.cut(photo, view, rois, own);
      if (mirrored) mirrorPlanes(own, encoder.format);
    });
    return planes;
  }
}

/** What the regions of each saw of somebody else is replaced by what the others saw of them, in place. */
function keepToPeople(features: Float32Array, views: readonly FoundView[]): void {
  views.forEach(({ found: { keypoints }, view, rois, mirrored }, p) => {
    const each = rois.length * MOVENET_WIDTH;
    const own = features.subarray(p * each, (p + 1) * each);
    if (keypoints === null) return void keepToPerson(own, rois);
    const { points, scores } = keypoints;
    const person = { points: applyAffineToPoints(view.viewFromImage, points), scores };
    keepToPerson(own, rois, mirrored ? mirroredKeypoints(person, rois[0].center[0]) : person);
  });
}
