/** @file What the synthesiser is made of, loaded through the platform. */

import { readBody, type BodyModel } from '../body/index.ts';
import type { Platform } from '../platform/index.ts';
import type { Light } from './light.ts';
import { PanoramaImage, parsePanoramaIndex } from './panorama.ts';
import { parsePosePrior, type PosePrior } from './pose-prior.ts';

/** Surroundings that people are put into, and the light that comes from there. */
export interface Panorama {
  readonly image: PanoramaImage;
  readonly light: Light;
}

/** What every synthetic picture is made from; `loadSynthesisAssets` reads it. */
export interface SynthesisAssets {
  readonly body: BodyModel;
  readonly prior: PosePrior;
  readonly panoramas: readonly Panorama[];
}

const TRAINING_PRIOR = 'synthetic/pose-prior.safetensors';

/**
 * Loads the open body, a pose prior and the panoramas that ship with the package.
 * @param prior asset to load poses from; default: the prior learned from training clips.
 */
export async function loadSynthesisAssets(
  { files, images }: Pick<Platform, 'files' | 'images'>,
  prior: string = TRAINING_PRIOR,
): Promise<SynthesisAssets> {
  const index = await files.asset('synthetic/panoramas.json');
  const entries = parsePanoramaIndex(new TextDecoder().decode(index));
  const panoramas = entries.map(async ({ file, light }) => {
    const bytes = await files.asset(`synthetic/${file}`);
    const image = new PanoramaImage(await images.decode(bytes, file));
    return { image, light: image.exposed(light) };
  });
  return {
    body: await readBody(files, 'open'),
    prior: parsePosePrior(await files.asset(prior)),
    panoramas: await Promise.all(panoramas),
  };
}
