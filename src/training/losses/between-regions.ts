/** @file The losses that compare the regions of a person: L_cam (Eq. 16) and L_cont (Eq. 17). */

import type { Network, NetworkConfig } from '../../network/index.ts';
import { cameraConsistency, type ImpliedCameras } from './camera-losses.ts';
import { contrastiveLoss } from './contrastive-loss.ts';
import type { Terms } from './total-loss.ts';

/** None for one region, which has no other to be compared with. */
export function betweenRegions(
  config: NetworkConfig,
  { z }: Pick<Network, 'z'>,
  implied: ImpliedCameras,
): Terms {
  if (config.rois === 1) return {};
  return {
    camera: cameraConsistency(implied, config.cameraConsistency),
    ...(z !== undefined && { contrastive: contrastiveLoss(z, config.contrastive) }),
  };
}
