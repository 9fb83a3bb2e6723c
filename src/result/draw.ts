/** @file A result as pictures: over its photograph, from the side, from above. */

import type { BodyModel } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import {
  overlay,
  personColour,
  sideView,
  topView,
  type SceneBody,
  type SceneCamera,
} from '../imaging/index.ts';
import type { PixelImage } from '../platform/index.ts';
import { poseResult, sceneIntrinsics, type PosedPerson } from './pose-result.ts';
import type { Reconstruction } from './result.ts';

function bodiesOf(posed: readonly PosedPerson[], body: BodyModel): SceneBody[] {
  return posed.map(({ person, vertices }) => ({
    vertices,
    faces: body.faces,
    t: person.camera.t,
    colour: personColour(person.id),
  }));
}

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
 * @param posed what `poseResult` gives, where it is at hand.
 * @throws E_CONFIG as {@link checkPhotograph}.
 */
export function drawOverlay(
  result: Reconstruction,
  body: BodyModel,
  image: PixelImage,
  posed: readonly PosedPerson[] = poseResult(result, body),
): PixelImage {
  checkPhotograph(result, image);
  return overlay(image, bodiesOf(posed, body), sceneIntrinsics(result));
}

/** The scene from the right-hand side, the camera on the left; `posed` as in {@link drawOverlay}. */
export function drawSide(
  result: Reconstruction,
  body: BodyModel,
  posed: readonly PosedPerson[] = poseResult(result, body),
): PixelImage {
  return sideView(bodiesOf(posed, body), sceneCamera(result));
}

/** The scene from above, the camera at the bottom; `posed` as in {@link drawOverlay}. */
export function drawTop(
  result: Reconstruction,
  body: BodyModel,
  posed: readonly PosedPerson[] = poseResult(result, body),
): PixelImage {
  return topView(bodiesOf(posed, body), sceneCamera(result));
}
