/** @file Laws of augmentation: whatever is drawn, pixels, joints, bodies and cameras stay together. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPosedBody, createPoser, regressJoints } from '../../src/body/index.ts';
import { applyAffine, invertAffine, PAPER5 } from '../../src/camera/index.ts';
import {
  AUGMENTATION,
  cutSample,
  drawAugmentation,
  mirrorPicture,
  mirrorRecord,
  OCCLUDERS,
  RANDOM_ROIS,
  sampleOptions,
  turnTruth,
  type Augmentation,
  type Sample,
  type SampleOptions,
} from '../../src/training/index.ts';
import { SPIN24, type PersonRecord } from '../../src/dataset/index.ts';
import { networkConfig } from '../../src/network/index.ts';
import type { PixelImage } from '../../src/platform/index.ts';
import { Rng } from '../../src/base/index.ts';
import { landmarkedBody } from '../support/dataset-files.ts';
import { bareRecord } from '../support/records.ts';

const WIDTH = 240;
const HEIGHT = 180;
/** Pixels a metre, of an orthographic camera: joints and keypoints differ by a factor alone. */
const PX_PER_M = 50;
const paper = sampleOptions(networkConfig({ model: 'light' }), PAPER5);
const official = sampleOptions(networkConfig({ model: 'resnet50', preset: 'official' }), PAPER5);
const either = fc.constantFrom(paper, official);
const seeds = fc.integer({ min: 0, max: 1e6 });

/** Someone in the middle of the picture, every label known. */
function person(rng: Rng): PersonRecord {
  const joints24 = new Float32Array(96);
  const keypoints24 = new Float32Array(72);
  for (let j = 0; j < 24; j++) {
    const [x, y] = [rng.uniform(-0.5, 0.5), rng.uniform(-0.9, 0.9)];
    joints24.set([x, y, rng.normal(5, 0.2), 1], 4 * j);
    keypoints24.set([WIDTH / 2 + PX_PER_M * x, HEIGHT / 2 + PX_PER_M * y, 1], 3 * j);
  }
  const normals = (n: number): Float32Array => Float32Array.from({ length: n }, () => rng.normal());
  return {
    ...bareRecord(),
    center: [rng.uniform(0, WIDTH), rng.uniform(0, HEIGHT)],
    keypoints24,
    openpose25: normals(75).map(Math.abs),
    joints24,
    pose: normals(72),
    betas: normals(10),
    translation: [rng.normal(), rng.normal(), 5],
    visibility: Uint8Array.from({ length: 24 }, () => rng.int(3)),
  };
}

function noise(rng: Rng): PixelImage {
  const data = Uint8Array.from({ length: 3 * WIDTH * HEIGHT }, () => rng.int(256));
  return { width: WIDTH, height: HEIGHT, data };
}

const BLACK: PixelImage = {
  width: WIDTH,
  height: HEIGHT,
  data: new Uint8Array(3 * WIDTH * HEIGHT),
};

/** A black picture with a soft red spot of 5 px across. */
function spotAt(x0: number, y0: number): PixelImage {
  const data = new Uint8Array(3 * WIDTH * HEIGHT);
  for (let y = Math.floor(y0) - 6; y <= y0 + 6; y++) {
    for (let x = Math.floor(x0) - 6; x <= x0 + 6; x++) {
      const bright = 255 * Math.exp(-((x - x0) ** 2 + (y - y0) ** 2) / 8);
      data[3 * (y * WIDTH + x)] = bright;
    }
  }
  return { width: WIDTH, height: HEIGHT, data };
}

function brightest({ width, data }: PixelImage): readonly [number, number] {
  let [sum, x, y] = [0, 0, 0];
  for (let i = 0; i < data.length; i += 3) {
    sum += data[i];
    x += data[i] * ((i / 3) % width);
    y += data[i] * Math.floor(i / 3 / width);
  }
  return [x / sum, y / sum];
}

function draw(seed: number, change: Partial<Augmentation> = {}): Augmentation {
  const always = { ...AUGMENTATION, turn: { ...AUGMENTATION.turn, upright: 0.2 } };
  return { ...drawAugmentation(always, 5, new Rng(seed)), ...change };
}

/** Joint j of the 24 in crop m. */
function keypoint({ keypoints }: Sample, m: number, j: number): readonly [number, number] {
  const at = 3 * (49 * m + SPIN24.first + j);
  return [keypoints[at], keypoints[at + 1]];
}

function cut(seed: number, options: SampleOptions, augmentation: Augmentation): Sample {
  const rng = new Rng(seed);
  return cutSample(person(rng.fork('person')), BLACK, options, rng, augmentation);
}

test('mirroring twice changes nothing', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const rng = new Rng(seed);
      const record = person(rng);
      const once = mirrorRecord(record, WIDTH);
      const back = mirrorRecord(once, WIDTH);
      expect(once).not.toEqual(record);
      for (const key of ['joints24', 'pose', 'visibility', 'translation'] as const) {
        // −0 is 0
        expect(Array.from(back[key] ?? [], (v) => v + 0)).toEqual([...(record[key] ?? [])]);
      }
      // w − 1 − x is rounded to float32 twice
      for (const key of ['keypoints24', 'openpose25'] as const) {
        back[key]?.forEach((v, i) => expect(v).toBeCloseTo(record[key]?.[i] ?? NaN, 4));
      }
      expect(back.center[0]).toBeCloseTo(record.center[0], 9);
      const picture = noise(rng);
      const twice = mirrorPicture(mirrorPicture(picture));
      expect(Buffer.compare(twice.data, picture.data)).toBe(0);
    }),
    { numRuns: 5 },
  );
});

test('a marked pixel stays under its joint', () => {
  fc.assert(
    fc.property(seeds, fc.nat(23), either, (seed, j, options) => {
      const record = person(new Rng(seed));
      const [x, y] = (record.keypoints24 ?? []).slice(3 * j, 3 * j + 2);
      const augmentation = draw(seed);
      const sample = cutSample(record, spotAt(x, y), options, new Rng(seed), augmentation);
      const name = augmentation.flip ? SPIN24.flip[j] : j;
      sample.crops.forEach((crop, m) => {
        const [u, v] = keypoint(sample, m, name);
        const k = crop.width / sample.rois[m].width;
        const margin = 8 * k;
        const inside =
          u > margin && v > margin && u < crop.width - margin && v < crop.height - margin;
        if (!inside) return;
        const [a, b] = brightest(crop);
        // truncation to 8 bits pulls the centroid by less than this share of a source pixel
        expect(Math.hypot(a - u, b - v)).toBeLessThan(0.15 * Math.max(1, k));
      });
    }),
    { numRuns: 12 },
  );
});

test('joints in space turn and mirror with joints in the picture', () => {
  fc.assert(
    fc.property(seeds, either, (seed, options) => {
      const sample = cut(seed, options, draw(seed));
      const joints = sample.joints24 ?? new Float32Array(0);
      sample.rois.forEach((roi, m) => {
        const k = (sample.crops[m].width / roi.width) * PX_PER_M;
        const [u0, v0] = keypoint(sample, m, 0);
        for (let j = 1; j < 24; j++) {
          const [u, v] = keypoint(sample, m, j);
          expect(u - u0).toBeCloseTo(k * (joints[4 * j] - joints[0]), 2);
          expect(v - v0).toBeCloseTo(k * (joints[4 * j + 1] - joints[1]), 2);
        }
      });
    }),
    { numRuns: 6 },
  );
});

test('the body turns with its joints', () => {
  const model = landmarkedBody();
  const poser = createPoser(model);
  const body = createPosedBody(model);
  const all = new Float32Array(3 * 49);
  const jointsOf = (pose: Float32Array, betas: Float32Array): Float32Array => {
    poser.pose({ globalOrient: pose.subarray(0, 3), bodyPose: pose.subarray(3), betas }, body);
    regressJoints(model, 'paper49', body.vertices, body.joints, all);
    const joints24 = new Float32Array(96);
    for (let j = 0; j < 24; j++) joints24.set(all.subarray(3 * (25 + j), 3 * (26 + j)), 4 * j);
    return joints24;
  };
  fc.assert(
    fc.property(seeds, fc.double({ min: -60, max: 60, noNaN: true }), (seed, turnDeg) => {
      const { pose, betas } = person(new Rng(seed));
      if (pose === null || betas === null) throw new Error('a person has a body');
      const truth = { pose, joints24: jointsOf(pose, betas) };
      const turned = turnTruth(truth, turnDeg);
      const posed = jointsOf(turned.pose ?? pose, betas);
      const joints = turned.joints24 ?? posed;
      // the root turns about the pelvis, the joints about the origin: differences agree
      for (let i = 4; i < 96; i++) {
        expect(posed[i] - posed[i % 4]).toBeCloseTo(joints[i] - joints[i % 4], 4);
      }
    }),
    { numRuns: 8 },
  );
});

describe('a turned picture', () => {
  /** Joint 0 in pixels of the turned picture, by every RoI. */
  const seenBy = (sample: Sample): (readonly [number, number])[] =>
    sample.cropFromTurned.map((cropFromTurned, m) =>
      applyAffine(invertAffine(cropFromTurned), ...keypoint(sample, m, 0)),
    );

  test('about the base centre is one picture for all RoIs, and so has one full camera', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const places = seenBy(cut(seed, paper, draw(seed)));
        for (const [x, y] of places) {
          expect(x).toBeCloseTo(places[0][0], 2);
          expect(y).toBeCloseTo(places[0][1], 2);
        }
      }),
      { numRuns: 6 },
    );
  });

  test('about each RoI is as many pictures, (I − R)(c_m − c_0) apart', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const sample = cut(seed, official, draw(seed, { turnDeg: 40 }));
        const r = (40 * Math.PI) / 180;
        const places = seenBy(sample);
        sample.rois.forEach(({ center }, m) => {
          const dx = center[0] - sample.rois[0].center[0];
          const dy = center[1] - sample.rois[0].center[1];
          const expected = [
            dx - (Math.cos(r) * dx + Math.sin(r) * dy),
            dy - (Math.cos(r) * dy - Math.sin(r) * dx),
          ];
          expect(places[m][0] - places[0][0]).toBeCloseTo(expected[0], 2);
          expect(places[m][1] - places[0][1]).toBeCloseTo(expected[1], 2);
        });
      }),
      { numRuns: 5 },
    );
  });
});

test('same seed, same bytes; another seed, others', () => {
  const all = {
    ...AUGMENTATION,
    occluders: { ...OCCLUDERS, probability: 1 },
    randomRois: RANDOM_ROIS,
  };
  const bytes = (seed: number): Buffer => {
    const rng = new Rng(seed);
    const augmentation = drawAugmentation(all, 5, rng.fork('augmentation'));
    const picture = noise(new Rng('picture'));
    const record = person(new Rng('person'));
    const { crops } = cutSample(record, picture, paper, rng, augmentation);
    return Buffer.concat(crops.map(({ data }) => data));
  };
  expect(bytes(3).equals(bytes(3))).toBe(true);
  expect(bytes(3).equals(bytes(4))).toBe(false);
});
