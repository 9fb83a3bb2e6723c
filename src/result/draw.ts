/** @file A result as pictures: over its photograph, from the side, from above. */

import type { BodyModel } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { overlay, sideView, topView, type SceneBody, type SceneCamera } from '../imaging/index.ts';
import type { PixelImage } from '../platform/index.ts';
import { sceneBodies, type Material } from './materials.ts';
import { poseResult, sceneIntrinsics } from './pose-result.ts';
import type { Reconstruction } from './result.ts';

/** How people of a result are drawn. */
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
 * Everyone drawn over the photograph; a picture of its size, the photograph stays as it is.
 * @throws E_CONFIG as `checkPhotograph`: when the photograph is of another size, and when the result speaks of another body.
 * @example
 * ```ts
 * import { readFile, writeFile } from 'node:fs/promises';
 * import { drawOverlay } from 'multiroi';
 * import { MultiRoi, nodePlatform } from 'multiroi/node';
 *
 * const hmr = await MultiRoi.load();
 * const { photo, result } = await hmr.reconstructPhoto(await readFile('photo.jpg'));
 * const picture = drawOverlay(result, hmr.body, photo, { material: 'clay' });
 * await writeFile('overlay.png', await nodePlatform.images.encodePng(picture));
 * await hmr.dispose();
 * ```
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

/**
 * The scene from above, the camera at the bottom.
 * @example
 * ```ts
 * import { readFile, writeFile } from 'node:fs/promises';
 * import { drawTop, parseResult, readBody } from 'multiroi';
 * import { nodePlatform } from 'multiroi/node';
 *
 * const result = parseResult(await readFile('photo.json', 'utf8'));
 * const body = await readBody(nodePlatform.files, result.model.body);
 * const png = await nodePlatform.images.encodePng(drawTop(result, body));
 * await writeFile('top.png', png);
 * ```
 */
export function drawTop(
  result: Reconstruction,
  body: BodyModel,
  options: SceneDrawOptions = {},
): PixelImage {
  return topView(bodiesOf(result, body, options), sceneCamera(result));
}
