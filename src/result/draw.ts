/** @file A result as pictures: over its photograph, from the side, from above. */

import type { BodyModel } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { overlay, sideView, topView, type SceneBody, type SceneCamera } from '../imaging/index.ts';
import type { PixelImage } from '../platform/index.ts';
import { sceneBodies, type Material } from './materials.ts';
import { poseResult, sceneIntrinsics } from './pose-result.ts';
import type { Reconstruction } from './result.ts';

export interface SceneDrawOptions {
  /** What bodies are made of; default `suit`. */
  readonly material?: Material;
  /** What `sceneBodies` gives, where it is at hand. */
  readonly bodies?: readonly SceneBody[];
}

const bodiesOf = (
  result: Reconstruction,
  body: BodyModel,
  { material, bodies }: SceneDrawOptions,
): readonly SceneBody[] => bodies ?? sceneBodies(poseResult(result, body), body, material);

function sceneCamera(result: Reconstruction): SceneCamera {
  return { ...result.image, intrinsics: sceneIntrinsics(result) };
}

/** @throws E_CONFIG when an image is not of the size that the result was made from. */
export function checkPhotograph(result: Reconstruction, image: PixelImage): void {
  const { width, height } = result.image;
  if (image.width !== width || image.height !== height) {
    throw new MultiRoiError(
      'E_CONFIG',
      `drawOverlay: expected the image of the result, ${width}×${height}, got ${image.width}×${image.height}`,
    );
  }
}

/**
 * Everyone drawn over the photograph.
 * @throws E_CONFIG as {@link checkPhotograph}.
 */
export function drawOverlay(
  result: Reconstruction,
  body: BodyModel,
  image: PixelImage,
  options: SceneDrawOptions = {},
): PixelImage {
  checkPhotograph(result, image);
  return overlay(image, bodiesOf(result, body, options), sceneIntrinsics(result));
}

/** The scene from the right-hand side, the camera on the left. */
export function drawSide(
  result: Reconstruction,
  body: BodyModel,
  options: SceneDrawOptions = {},
): PixelImage {
  return sideView(bodiesOf(result, body, options), sceneCamera(result));
}

/** The scene from above, the camera at the bottom. */
export function drawTop(
  result: Reconstruction,
  body: BodyModel,
  options: SceneDrawOptions = {},
): PixelImage {
  return topView(bodiesOf(result, body, options), sceneCamera(result));
}
