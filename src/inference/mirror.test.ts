import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lightPlatform, randomLightWeights } from '../../test/support/light.ts';
import { mirrorPicture } from '../training/index.ts';
import { mirrorPose } from '../synthetic/index.ts';
import type { Detection } from '../detect/index.ts';
import { IMAGENET } from '../imaging/index.ts';
import { axisAngleFromRotmat, rotmatFromAxisAngle } from '../math/index.ts';
import type { Photo } from '../platform/index.ts';
import { Rng } from '../base/index.ts';
import { Heads } from './heads.ts';
import { withLimbs } from './limb-features.ts';
import { BONES } from './observe-bones.ts';
import {
  meanWithMirrored,
  mirrorBoxes,
  mirrorKeypoints,
  mirrorLimbs,
  mirrorPlanes,
  mirrorRotmats,
} from './mirror.ts';
import { MultiRoi } from '../reconstruct/multi-roi.ts';
import {
  MOVENET_KEYPOINTS,
  LIMB_FLIP,
  LIMB_WIDTH,
  MOVENET_WIDTH,
  readWeightsFile,
  type Prediction,
} from '../network/index.ts';
import { nodeRuntime } from '../node/index.ts';
import { parseResult } from '../result/result-schema.ts';

const rng = new Rng('mirror');

function somePose(): Float32Array {
  return Float32Array.from({ length: 72 }, () => rng.normal(0, 0.5));
}

function rotmatsOf(pose: ArrayLike<number>): Float32Array {
  const rotmats = new Float32Array(216);
  for (let j = 0; j < 24; j++) {
    rotmats.set(rotmatFromAxisAngle([pose[3 * j], pose[3 * j + 1], pose[3 * j + 2]]), 9 * j);
  }
  return rotmats;
}

function answer(rotmats: Float32Array, beta = 0): Prediction {
  return {
    rotmats,
    betas: new Float32Array(10).fill(beta),
    cameras: Float32Array.of(0.9, 0.1, 0.2),
  };
}

function expectNear(got: ArrayLike<number>, wanted: ArrayLike<number>, within = 1e-5): void {
  expect(got).toHaveLength(wanted.length);
  Array.from(got).forEach((value, i) => {
    expect(Math.abs(value - wanted[i]), `number ${i}`).toBeLessThan(within);
  });
}

test('rotations are mirrored as poses of data sets are, and back', () => {
  const pose = somePose();
  const mirrored = mirrorRotmats(rotmatsOf(pose));
  expectNear(mirrored, rotmatsOf(mirrorPose(pose, new Float64Array(72))));
  expectNear(mirrorRotmats(mirrored), rotmatsOf(pose), 1e-7);
});

test('planes are reversed row by row, boxes change the side', () => {
  const planes = Float32Array.from({ length: 12 }, (_, i) => i);
  mirrorPlanes(planes, { width: 3, height: 2, normalisation: IMAGENET });
  expect([...planes]).toEqual([2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9]);
  const boxes = Float32Array.of(0.1, 0.2, 0.3, -0.4, 0.5, 0.6);
  mirrorBoxes(boxes);
  expectNear(boxes, [-0.1, 0.2, 0.3, 0.4, 0.5, 0.6], 1e-7);
});

describe('the mean of both passes', () => {
  test('of passes that agree is what they say', () => {
    const own = answer(rotmatsOf(somePose()), 0.5);
    const mean = meanWithMirrored(own, answer(mirrorRotmats(own.rotmats), -0.1));
    expectNear(mean.rotmats, own.rotmats);
    expectNear(mean.betas, Array(10).fill(0.2));
    expect(mean.cameras).toBe(own.cameras);
  });

  test('is half way about the same axis', () => {
    fc.assert(
      fc.property(fc.double({ min: -3, max: 3, noNaN: true }), (angle) => {
        const turned = (by: number): Float32Array =>
          rotmatsOf(Float32Array.from({ length: 72 }, (_, i) => (i % 3 === 1 ? by : 0)));
        const mean = meanWithMirrored(answer(turned(0)), answer(mirrorRotmats(turned(angle))));
        const [x, y, z] = axisAngleFromRotmat(mean.rotmats.subarray(0, 9));
        expectNear([x, y, z], [0, angle / 2, 0], 1e-3);
      }),
    );
  });

  test('keeps the own answer where there is no middle, and where one is no pose', () => {
    const own = answer(rotmatsOf(new Float32Array(72)));
    const opposite = answer(
      rotmatsOf(Float32Array.from({ length: 72 }, (_, i) => (i % 3 === 0 ? Math.PI : 0))),
    );
    expectNear(meanWithMirrored(own, opposite).rotmats, own.rotmats);
    const broken = answer(new Float32Array(216).fill(NaN));
    expect(meanWithMirrored(own, broken)).toBe(own);
  });
});

test('a mirrored photograph has the mirrored person, whom a single look does not give', async () => {
  const [width, height] = [160, 120];
  const photo: Photo = {
    width,
    height,
    data: Uint8Array.from({ length: width * height * 3 }, () => rng.int(256)),
    exifFocalPx: 200,
  };
  const mirroredPhoto: Photo = { ...mirrorPicture(photo), exifFocalPx: 200 };
  const box = { x0: 20, y0: 10, x1: 80, y1: 110 };
  const boxes: Detection[] = [{ box, score: 0.9 }];
  const mirroredBoxes = [{ box: { ...box, x0: width - box.x1, x1: width - box.x0 }, score: 0.9 }];
  const hmr = await MultiRoi.load(lightPlatform(randomLightWeights()));
  const poses = async (mirror: boolean): Promise<[Float64Array, Float64Array]> => {
    const progress: number[] = [];
    const onProgress = (done: number): number => progress.push(done);
    const one = await hmr.reconstruct(photo, { boxes, mirror, onProgress });
    const other = await hmr.reconstruct(mirroredPhoto, { boxes: mirroredBoxes, mirror });
    expect(progress.at(-1)).toBe(1);
    expect(one.people[0].mirrored).toBe(mirror ? true : undefined);
    expect(parseResult(JSON.stringify(one))).toEqual(one);
    const [a, b] = [one, other].map(({ people: [{ body }] }) =>
      Float64Array.from([...body.globalOrient, ...body.bodyPose.flat()]),
    );
    return [a, mirrorPose(b, new Float64Array(72))];
  };
  const [own, unmirrored] = await poses(true);
  expectNear(rotmatsOf(own), rotmatsOf(unmirrored), 2e-3);
  const [single, other] = await poses(false);
  const apart = Math.max(...rotmatsOf(single).map((x, i) => Math.abs(x - rotmatsOf(other)[i])));
  expect(apart).toBeGreaterThan(2e-2);
  await hmr.dispose();
});

describe('key-points of MoveNet', () => {
  const features = Float32Array.from({ length: 2 * MOVENET_WIDTH }, () => rng.uniform(0, 0.5));

  test('change sides in a mirror, and come back in another', () => {
    const mirrored = mirrorKeypoints(features, MOVENET_WIDTH);
    const [left, right] = ['leftWrist', 'rightWrist'].map((name) =>
      MOVENET_KEYPOINTS.findIndex((each) => each === name),
    );
    for (const row of [0, MOVENET_WIDTH]) {
      expect(mirrored[row + 2 * left]).toBe(-features[row + 2 * right]);
      expect(mirrored[row + 2 * left + 1]).toBe(features[row + 2 * right + 1]);
      expect(mirrored[row + 34 + left]).toBe(features[row + 34 + right]);
      expect(mirrored[row + 51 + right]).toBe(features[row + 51 + left]);
      expect(mirrored[row]).toBe(-features[row]);
    }
    expect(mirrorKeypoints(mirrored, MOVENET_WIDTH)).toEqual(features);
  });

  test('carry limbs with them, which change sides too', () => {
    expect(BONES.map(({ from }) => from.replace(/^left|^right/, ''))).toEqual(
      LIMB_FLIP.map((n) => BONES[n].from.replace(/^left|^right/, '')),
    );
    expect(BONES.length).toBe(LIMB_FLIP.length);
    const limbs = Float32Array.from({ length: LIMB_WIDTH }, () => rng.uniform(-1, 1));
    const rows = withLimbs(features, limbs);
    const width = MOVENET_WIDTH + LIMB_WIDTH;
    expect(rows.length).toBe(2 * width);
    const mirrored = mirrorKeypoints(rows, width);
    expect(mirrored).toEqual(
      withLimbs(mirrorKeypoints(features, MOVENET_WIDTH), mirrorLimbs(limbs)),
    );
    // the left upper arm is the right one's mirror image; whether somebody is there stays
    expect(mirrored[MOVENET_WIDTH]).toBe(-limbs[3]);
    expect(mirrored[MOVENET_WIDTH + 1]).toBe(limbs[4]);
    expect(mirrored[width - 1]).toBe(limbs[LIMB_WIDTH - 1]);
    expect(mirrorKeypoints(mirrored, width)).toEqual(rows);
  });

  test.each([false, true])(
    'of a mirrored person give the mirrored pose, limbs %s',
    async (seen) => {
      const file = readWeightsFile(
        randomLightWeights({ poseEncoder: 'movenet', rois: 2, limbs: seen }),
      );
      const heads = new Heads(nodeRuntime, { threads: 1 }, file.config, file.tensors);
      const boxes = Float32Array.of(0.1, 0.2, 1, 0.15, 0.1, 0.4);
      const limbs = Float32Array.from({ length: LIMB_WIDTH }, () => rng.uniform(-1, 1));
      const rows = seen ? withLimbs(features, limbs) : features;
      const [own] = await heads.run(rows, boxes, 1);
      mirrorBoxes(boxes);
      const [other] = await heads.run(mirrorKeypoints(rows, rows.length / 2), boxes, 1);
      await heads.dispose();
      expectNear(mirrorRotmats(other.rotmats), own.rotmats, 1e-5);
      expectNear(other.betas, own.betas, 1e-5);
    },
  );
});
