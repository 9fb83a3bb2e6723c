/** @file The calibration that goes with what is loaded, if there is one. */

import type { NetworkConfig } from '../../network/index.ts';
import { regionsOf } from '../../network/index.ts';
import { readText } from '../../format/index.ts';
import type { Files } from '../../platform/index.ts';
import { CALIBRATIONS_ASSET, parseCalibrations, type RoiCalibration } from './calibration.ts';

/** What decides whether a calibration holds. */
export interface Calibrated {
  /** SHA-256 of the weights file, hexadecimal. */
  readonly sha256: string;
  /** As stored with the weights, and as it runs. */
  readonly stored: NetworkConfig;
  readonly config: NetworkConfig;
}

/** Whether people are looked at as the weights were calibrated: with their own regions and their own roll. */
function looksAsStored({ stored, config }: Calibrated): boolean {
  const asStored = regionsOf({ ...stored, rois: config.rois });
  const { offsets, scales } = regionsOf(config);
  return (
    config.roll === stored.roll &&
    JSON.stringify([offsets, scales]) === JSON.stringify([asStored.offsets, asStored.scales])
  );
}

/**
 * The calibration of these weights for this number of regions; null where nobody has made one.
 * @param file path or bytes of a file of calibrations; default: the shipped one.
 * @throws E_IO, E_FORMAT for a file that is absent or something else.
 */
export async function loadCalibration(
  files: Files,
  file: string | Uint8Array | undefined,
  calibrated: Calibrated,
): Promise<RoiCalibration | null> {
  const { sha256, stored, config } = calibrated;
  const { rois } = config;
  // a set of one's own may hold more regions than the one that the weights come with
  const fits = rois <= (stored.roiSet?.scales.length ?? rois);
  if (config.model !== 'light' || !fits || !looksAsStored(calibrated)) return null;
  const bytes =
    file === undefined
      ? await files.asset(CALIBRATIONS_ASSET)
      : typeof file === 'string'
        ? await files.read(file)
        : file;
  const text = readText('confidence', bytes, typeof file === 'string' ? file : 'calibrations');
  const [own] = parseCalibrations(text, { weights: sha256, rois });
  return own?.byRois[0] ?? null;
}
