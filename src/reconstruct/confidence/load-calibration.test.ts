import { beforeAll, describe, expect, test } from 'vitest';
import { lightPlatform, randomLightWeights } from '../../../test/support/light.ts';
import { PAPER5, WIDE5 } from '../../camera/index.ts';
import type { Detection } from '../../detect/index.ts';
import { readNpz } from '../../format/index.ts';
import { networkConfig, type NetworkConfig } from '../../network/index.ts';
import type { Photo } from '../../platform/index.ts';
import { Rng } from '../../base/index.ts';
import { sha256 } from '../../base/sha256.ts';
import { exportNpz } from '../../result/export.ts';
import { MultiRoi } from '../multi-roi.ts';
import type { LoadOptions } from '../options.ts';
import { parseResult } from '../../result/result-schema.ts';
import type { Reconstruction } from '../../result/result.ts';
import { calibrationsText, type Calibration, type Score } from './calibration.ts';
import { loadCalibration } from './load-calibration.ts';
import { JOINT_EVIDENCE, PERSON_EVIDENCE } from './evidence.ts';

const rng = new Rng('photo');
const photo: Photo = {
  width: 160,
  height: 120,
  data: Uint8Array.from({ length: 160 * 120 * 3 }, () => rng.int(256)),
  exifFocalPx: null,
};
const boxes: Detection[] = [{ box: { x0: 20, y0: 10, x1: 80, y1: 110 }, score: 0.9 }];
const weights = randomLightWeights();
const P = PERSON_EVIDENCE.length;

/** The height of the box alone counts: its logarithm is the score. */
function byBox(length: number): Score {
  const zeros = Array.from({ length }, () => 0);
  return {
    low: zeros.map(() => -100),
    high: zeros.map(() => 100),
    weights: zeros.with(PERSON_EVIDENCE.indexOf('boxPx'), 1),
    bias: 0,
  };
}

function calibrationOf(digest: string): Calibration {
  const curve = { scores: [0, 10], meanMm: [0, 100] };
  const joint = { score: byBox(P + JOINT_EVIDENCE.length), curve };
  return {
    weights: digest,
    people: 1,
    byRois: [
      {
        rois: 5,
        person: {
          score: byBox(P),
          curve: { ...curve, lowMm: [0, 50], highMm: [0, 200] },
        },
        joints: Array.from({ length: 23 }, () => joint),
        betasSd: Array.from({ length: 10 }, (_, s) => 1 + s / 10),
      },
    ],
  };
}

let confidence: Uint8Array;
beforeAll(async () => {
  confidence = new TextEncoder().encode(calibrationsText([], calibrationOf(await sha256(weights))));
});

async function reconstruct(options: LoadOptions, more = {}): Promise<Reconstruction> {
  const hmr = await MultiRoi.load(lightPlatform(weights), options);
  const result = await hmr.reconstruct(photo, { boxes, ...more });
  await hmr.dispose();
  return result;
}

describe('calibrated weights', () => {
  test('tell by the evidence how wrong joints are, in files too', async () => {
    const result = await reconstruct({ confidence });
    const [{ rois, expectedError }] = result.people;
    const meanMm = 10 * Math.log(1 + rois[0].size);
    expect(expectedError?.meanMm).toBeCloseTo(meanMm, 6);
    expect(expectedError?.rangeMm[0]).toBeCloseTo(meanMm / 2, 6);
    expect(expectedError?.rangeMm[1]).toBeCloseTo(2 * meanMm, 6);
    const [pelvis, ...others] = expectedError?.jointsMm.smpl24 ?? [];
    expect(pelvis).toBe(0);
    expect(others).toHaveLength(23);
    for (const mm of others) expect(mm).toBeCloseTo(meanMm, 6);
    expect(expectedError?.betasSd?.[3]).toBe(1.3);
    expect(parseResult(JSON.stringify(result))).toEqual(result);

    const hmr = await MultiRoi.load(lightPlatform(weights));
    const arrays = readNpz(exportNpz(result, hmr.body, false));
    await hmr.dispose();
    expect(arrays.get('expected_error_mm')?.shape).toEqual([1]);
    expect(arrays.get('expected_error_range_mm')?.shape).toEqual([1, 2]);
    expect(arrays.get('joint_expected_error_mm')?.data[5]).toBeCloseTo(meanMm, 3);
    expect(arrays.get('betas_sd')?.data[3]).toBeCloseTo(1.3, 6);
  });

  test('keep silent about a body that was changed', async () => {
    const { people } = await reconstruct({ confidence }, { heightM: 1.8 });
    expect(people[0].expectedError).toBeNull();
  });
});

describe('nobody knows', () => {
  test.each<[string, LoadOptions]>([
    ['of a number of regions that was not calibrated', { rois: 3 }],
    ['of other regions', { rois: WIDE5 }],
  ])('%s', async (_, options) => {
    const { people } = await reconstruct({ confidence, ...options });
    expect(people[0].expectedError).toBeNull();
  });

  test('of other weights, and of the shipped file', async () => {
    const other = calibrationsText([], calibrationOf('00'.repeat(32)));
    for (const file of [new TextEncoder().encode(other), undefined]) {
      const result = await reconstruct({ confidence: file });
      expect(result.people[0].expectedError).toBeNull();
      expect(parseResult(JSON.stringify(result))).toEqual(result);
    }
  });
});

test('people looked at in another roll are not those of the calibration', async () => {
  const stored = networkConfig({ model: 'light' });
  const weightsSha = await sha256(weights);
  const { files } = lightPlatform();
  const load = (config: NetworkConfig): ReturnType<typeof loadCalibration> =>
    loadCalibration(files, confidence, { sha256: weightsSha, stored, config });
  expect(await load(stored)).not.toBeNull();
  expect(await load({ ...stored, roll: 'upright' })).toBeNull();
});

test('the same regions under their own name are the same', async () => {
  const { people } = await reconstruct({ confidence, rois: { ...PAPER5, id: 'mine' } });
  expect(people[0].expectedError).not.toBeNull();
});

test('a file that is something else is refused', async () => {
  await expect(reconstruct({ confidence: Uint8Array.of(1, 2) })).rejects.toThrow(
    expect.objectContaining({ code: 'E_FORMAT' }),
  );
});
