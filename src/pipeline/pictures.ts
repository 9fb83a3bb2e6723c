/** @file A result as pictures: over its photograph, from the side, from above. */

import type { BodyModel } from '../body/index.ts';
import type { Intrinsics } from '../camera/index.ts';
import { MultiRoiError } from '../errors.ts';
import {
  overlay,
  personColour,
  sideView,
  topView,
  type SceneBody,
  type SceneCamera,
} from '../imaging/index.ts';
import type { PixelImage } from '../platform.ts';
import { intrinsicsOf, poseResult } from './redraw.ts';
import type { Reconstruction } from './result.ts';

function bodiesOf(result: Reconstruction, body: BodyModel): SceneBody[] {
  return poseResult(result, body).map(({ person, vertices }) => ({
    vertices,
    faces: body.faces,
    t: person.camera.t,
    colour: personColour(person.id),
  }));
}

/** The camera of a result; without people the usual estimate, for pictures of nobody. */
export function sceneCamera({ people, image: { width, height } }: Reconstruction): SceneCamera {
  const focal = Math.hypot(width, height);
  const estimate: Intrinsics = {
    fx: focal,
    fy: focal,
    cx: width / 2,
    cy: height / 2,
    focalSource: 'estimate',
  };
  return {
    width,
    height,
    intrinsics: people.length > 0 ? intrinsicsOf(people[0].camera) : estimate,
  };
}

/**
 * Everyone drawn over the photograph.
 * @throws E_CONFIG when the image is not of the size that the result was made from.
 */
export function drawOverlay(
  result: Reconstruction,
  body: BodyModel,
  image: PixelImage,
): PixelImage {
  const { width, height } = result.image;
  if (image.width !== width || image.height !== height) {
    throw new MultiRoiError(
      'E_CONFIG',
      `drawOverlay: expected the image of the result, ${width}×${height}, got ${image.width}×${image.height}`,
    );
  }
  return overlay(image, bodiesOf(result, body), sceneCamera(result).intrinsics);
}

/** The scene from the right-hand side, the camera on the left. */
export function drawSide(result: Reconstruction, body: BodyModel): PixelImage {
  return sideView(bodiesOf(result, body), sceneCamera(result));
}

/** The scene from above, the camera at the bottom. */
export function drawTop(result: Reconstruction, body: BodyModel): PixelImage {
  return topView(bodiesOf(result, body), sceneCamera(result));
}
