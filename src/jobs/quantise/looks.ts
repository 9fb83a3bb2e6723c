/** @file People as a network sees them: synthetic ones, or those on photographs. */

import {
  baseRoi,
  PADDING,
  resolveIntrinsics,
  roisOf,
  viewOf,
  type Intrinsics,
  type Roi,
  type View,
} from '../../camera/index.ts';
import { Rng, throwIfAborted } from '../../base/index.ts';
import { PersonFinder } from '../../detect/index.ts';
import { DETECTOR_JITTER } from '../../features/index.ts';
import {
  boxInformation,
  CropCutter,
  cropLength,
  encoderFormat,
  type NetworkLook,
} from '../../inference/index.ts';
import { regionsOf, type NetworkConfig } from '../../network/index.ts';
import { nodeFiles } from '../../node/index.ts';
import type { PixelImage, Platform, SessionOptions } from '../../platform/index.ts';
import { createSynthesiser, findRecipe, loadSynthesisAssets } from '../../synthetic/index.ts';

/** Cuts the regions of people for one network. */
function looker(
  config: NetworkConfig,
): (image: PixelImage, intrinsics: Intrinsics, base: (view: View) => Roi) => NetworkLook {
  const format = encoderFormat(config);
  const set = regionsOf(config);
  const cutter = new CropCutter(format);
  return (image, intrinsics, base) => {
    const view = viewOf(intrinsics);
    const rois = roisOf(base(view), set);
    const planes = new Float32Array(rois.length * cropLength(format));
    cutter.cut(image, view, rois, planes);
    return { planes, boxes: boxInformation(rois, view, image, config.focal) };
  };
}

/** Synthetic people, one a picture, in boxes that stray as a detector's do. */
export async function* syntheticLooks(
  platform: Pick<Platform, 'files' | 'images'>,
  config: NetworkConfig,
  count: number,
  seed: number,
): AsyncGenerator<NetworkLook> {
  const look = looker(config);
  const synthesiser = createSynthesiser(await loadSynthesisAssets(platform));
  const recipe = findRecipe('upright');
  const { shiftSd, scale } = DETECTOR_JITTER;
  for (let index = 0; index < count; index++) {
    const { image, intrinsics, people } = synthesiser.synthesise(recipe, `quantise${seed}`, index);
    const [person] = people;
    if (person === undefined) continue;
    const { joints2d } = person;
    const rng = new Rng(seed).fork(`box${index}`);
    yield look(image, intrinsics, () => {
      const confidence = Array.from({ length: joints2d.length / 2 }, (_, j) =>
        Number(Number.isFinite(joints2d[2 * j])),
      );
      const options = { shape: config.roiShape, padding: PADDING.joints };
      const { center, size, width } = baseRoi({ points: joints2d, confidence }, options);
      const factor = Math.exp(rng.uniform(Math.log(scale[0]), Math.log(scale[1])));
      const moved = [
        center[0] + size * rng.normal(0, shiftSd),
        center[1] + size * rng.normal(0, shiftSd),
      ] as const;
      return { center: moved, size: factor * size, width: factor * width };
    });
  }
}

/** The people that are found on photographs, at most `count`. @param onPhoto when all of a photograph were found. */
export async function* photographedLooks(
  platform: Platform,
  config: NetworkConfig,
  paths: readonly string[],
  count: number,
  session: SessionOptions & { readonly signal?: AbortSignal | undefined },
): AsyncGenerator<NetworkLook> {
  const look = looker(config);
  const finder = new PersonFinder(platform, session);
  let left = count;
  try {
    for (const path of paths) {
      throwIfAborted('quantise', session.signal);
      const photo = await platform.images.decode(await nodeFiles.read(path), path);
      const intrinsics = resolveIntrinsics(photo);
      for (const person of await finder.find(photo, session.signal)) {
        if (left-- <= 0) return;
        yield look(photo, intrinsics, (view) => person.baseRoi(view, config.roiShape));
      }
    }
  } finally {
    await finder.dispose();
  }
}
