import { beforeAll, describe, expect, test } from 'vitest';
import { lightPlatform, randomLightWeights } from '../../test/support/light.ts';
import { toyBody } from '../../test/support/toy-body.ts';
import { MultiRoiError, SILENT } from '../base/index.ts';
import { nodePlatform } from '../node/index.ts';
import type { Photo, Platform } from '../platform/index.ts';
import { Rng } from '../base/index.ts';
import { MultiRoi } from './multi-roi.ts';
import { resultSchema } from '../result/result-schema.ts';
import type { Detection } from '../detect/index.ts';

const rng = new Rng('photo');
const photo: Photo = {
  width: 200,
  height: 150,
  data: Uint8Array.from({ length: 200 * 150 * 3 }, () => rng.int(256)),
  exifFocalPx: 300,
};
const boxes: Detection[] = [
  { box: { x0: 10, y0: 10, x1: 60, y1: 120 }, score: 0.5 },
  { box: { x0: 90, y0: 20, x1: 180, y1: 140 }, score: 0.9 },
  { box: { x0: 20, y0: 30, x1: 40, y1: 60 }, score: 0.7 },
];
const weights = randomLightWeights();
let hmr: MultiRoi;
beforeAll(async () => {
  hmr = await MultiRoi.load(lightPlatform(weights));
});

test('that the networks run in WebAssembly is told once, and not to whom has asked for it', async () => {
  const platform = lightPlatform(weights);
  const facts = {
    kind: 'wasm',
    version: '1',
    providers: ['wasm'],
    why: 'none is installed',
    remedy: 'npm install it',
  } as const;
  const slow: Platform = { ...platform, runtime: { ...platform.runtime, facts: () => facts } };
  const lines: string[] = [];
  const log = { ...SILENT, warn: (line: string): void => void lines.push(line) };
  for (const provider of ['wasm', undefined, undefined]) {
    await (await MultiRoi.load(slow, { log, provider })).dispose();
    expect(lines).toHaveLength(provider === undefined ? 1 : 0);
  }
  expect(lines[0]).toMatch(/^the networks run in WebAssembly.*none is installed.*npm install it$/);
});

describe('a result', () => {
  test('is what its schema says, for everyone, best first', async () => {
    const result = await hmr.reconstruct(photo, { boxes, file: 'a.jpg' });
    expect(resultSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
    expect(result.image).toEqual({ file: 'a.jpg', width: 200, height: 150 });
    expect(result.model).toMatchObject({ name: 'light', preset: 'paper', rois: 5, body: 'open' });
    expect(result.model.weights).toMatch(/^[0-9a-f]{64}$/);
    expect(result.people.map(({ id, score }) => [id, score])).toEqual([
      [0, 0.9],
      [1, 0.7],
      [2, 0.5],
    ]);
    const stages = ['detect', 'crop', 'encode', 'heads', 'refine', 'body'];
    expect(Object.keys(result.timings)).toEqual(stages);
  });

  test('of weights on MoveNet: what it saw of the regions serves the network and the fit', async () => {
    const platform = lightPlatform(randomLightWeights({ poseEncoder: 'movenet' }));
    const own = await MultiRoi.load(platform);
    const result = await own.reconstruct(photo, { boxes });
    await own.dispose();
    expect(result.people).toHaveLength(3);
    for (const person of result.people) {
      expect(person.expectedError).toBeNull();
      expect(person.localCameras).toHaveLength(5);
      expect(person.joints2d.observed?.coco17).toHaveLength(17);
      expect(person.camera.t.every(Number.isFinite)).toBe(true);
    }
    // BlazePose's looks at each and at their mirror images, which tell which way limbs point
    expect(platform.runs).toEqual([1, 1, 1, 1, 1, 1]);
    expect(platform.alive()).toBe(0);
  });

  test('is laid on key-points unless asked not to, with the local cameras that the network predicted', async () => {
    const plain = await hmr.reconstruct(photo, { boxes, refine: false });
    const result = await hmr.reconstruct(photo, { boxes });
    expect(resultSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
    expect(result.timings.refine).toBeGreaterThan(0);
    for (const [p, person] of result.people.entries()) {
      const { localCameras, consistency, refined } = plain.people[p];
      expect(refined).toBeUndefined();
      expect(plain.people[p].joints2d.observed).toBeUndefined();
      expect(person.joints2d.observed?.coco17).toHaveLength(17);
      expect(person).toMatchObject({ localCameras, consistency });
      expect(person.refined).toBeDefined();
      expect(person.camera.t.every(Number.isFinite)).toBe(true);
    }
  });

  test('has regions of the paper around the padded square box', async () => {
    const { people } = await hmr.reconstruct(photo, { boxes: boxes.slice(0, 1) });
    const [{ rois, localCameras }] = people;
    expect(rois).toHaveLength(5);
    expect(localCameras).toHaveLength(5);
    expect(rois[0]).toEqual({
      center: [35, 65],
      size: 121.00000000000001,
      width: 121.00000000000001,
    });
    expect(rois[1].center[0] - 35).toBeCloseTo(12.1, 9);
    expect(rois[1].size / rois[0].size).toBeCloseTo(1.5, 12);
  });

  test('does not depend on who else is on the photograph', async () => {
    const all = await hmr.reconstruct(photo, { boxes });
    const alone = await hmr.reconstruct(photo, { boxes: boxes.slice(1, 2) });
    const [a] = all.people;
    const [b] = alone.people;
    expect(a.box).toEqual(b.box);
    a.joints3d.smpl24.flat().forEach((value, i) => {
      expect(value).toBeCloseTo(b.joints3d.smpl24.flat()[i], 4);
    });
  });

  test('of nobody has nobody', async () => {
    expect((await hmr.reconstruct(photo, { boxes: [] })).people).toEqual([]);
  });
});

describe('the focal length', () => {
  const focal = async (options: object) => {
    const { people } = await hmr.reconstruct(photo, { boxes: boxes.slice(0, 1), ...options });
    const { focalPx, focalSource, K } = people[0].camera;
    return [focalPx, focalSource, K[0][2], K[1][1]];
  };

  test('given, then EXIF, then the estimate', async () => {
    expect(await focal({ focalPx: 500 })).toEqual([500, 'given', 100, 500]);
    expect(await focal({})).toEqual([300, 'exif', 100, 300]);
    expect(await focal({ exif: undefined })).toEqual([300, 'exif', 100, 300]);
    expect(await focal({ exif: false })).toEqual([250, 'estimate', 100, 250]);
    const intrinsics = { fx: 400, fy: 380, cx: 90, cy: 70 };
    expect(await focal({ intrinsics })).toEqual([400, 'given', 90, 380]);
  });

  test.each([{ focalPx: NaN }, { fovDeg: 180 }, { intrinsics: { fx: 1, fy: 0, cx: 0, cy: 0 } }])(
    '%j is refused',
    async (options) => {
      await expect(hmr.reconstruct(photo, { boxes, ...options })).rejects.toMatchObject({
        code: 'E_RANGE',
      });
    },
  );
});

test('crops are encoded in runs of four people; sessions are released', async () => {
  const platform = lightPlatform(weights);
  const own = await MultiRoi.load(platform, { rois: 3 });
  const many = Array.from({ length: 9 }, (_, i) => ({ ...boxes[i % 3], score: i / 10 }));
  const done: string[] = [];
  const { people, model } = await own.reconstruct(photo, {
    boxes: many,
    onProgress: (...args) => done.push(args.join(' ')),
  });
  const depths = Array.from({ length: 18 }, () => 1);
  expect(platform.runs).toEqual([12, 12, 3, ...depths]);
  expect(done).toEqual(['4 9 people', '8 9 people', '9 9 people']);
  expect(people).toHaveLength(9);
  expect(model.rois).toBe(3);
  // pose encoder, heads for four and for one
  expect(platform.alive()).toBe(4);
  await own.dispose();
  expect(platform.alive()).toBe(0);
  await expect(own.reconstruct(photo, { boxes })).rejects.toThrow('got a disposed one');
  await expect(own.find(photo)).rejects.toThrow('find: expected a loaded model');
  await expect(own.follow(photo, [])).rejects.toThrow('follow: expected a loaded model');
  await own.dispose();
});

test('people can be chosen', async () => {
  const ids = async (options: object) => {
    const { people } = await hmr.reconstruct(photo, { boxes, ...options });
    return people.map(({ score }) => score);
  };
  expect(await ids({ persons: 'largest' })).toEqual([0.9]);
  expect(await ids({ persons: 2 })).toEqual([0.9, 0.5]);
  expect(await ids({ minSizePx: 100 })).toEqual([0.9, 0.5]);
  await expect(ids({ persons: 0 })).rejects.toMatchObject({ code: 'E_RANGE' });
});

test("a set of regions of one's own is one argument away", async () => {
  const rois = {
    id: 'wide2',
    offsets: [
      [0, 0],
      [0, 0.2],
    ],
    scales: [1, 2],
  } as const;
  const own = await MultiRoi.load(lightPlatform(weights), { rois });
  const { people } = await own.reconstruct(photo, { boxes: boxes.slice(0, 1) });
  expect(people[0].rois[1].size).toBeCloseTo(242, 9);
  expect(people[0].rois[1].center[1]).toBeCloseTo(65 + 24.2, 9);
  await own.dispose();
});

test('a box outside the image, or without area, is E_RANGE', async () => {
  for (const box of [
    { x0: 300, y0: 10, x1: 400, y1: 100 },
    { x0: 50, y0: 10, x1: 50, y1: 100 },
    { x0: NaN, y0: 10, x1: 50, y1: 100 },
  ]) {
    await expect(hmr.reconstruct(photo, { boxes: [{ box, score: 1 }] })).rejects.toMatchObject({
      code: 'E_RANGE',
    });
  }
});

test('an aborted call stops, the next one works; calls wait for one another', async () => {
  const stop = new AbortController();
  const stopped = hmr.reconstruct(photo, {
    boxes,
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
  const next = hmr.reconstruct(photo, { boxes });
  await expect(stopped).rejects.toMatchObject({ code: 'E_ABORT' });
  expect((await next).people).toHaveLength(3);
});

describe('weights', () => {
  const load = (options: object) => MultiRoi.load(lightPlatform(weights), options);

  test('of another model or preset are refused', async () => {
    await expect(load({ weights, model: 'resnet50' })).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: 'load: expected weights of model resnet50, got those of light',
    });
    await expect(load({ preset: 'official' })).rejects.toMatchObject({ code: 'E_CONFIG' });
  });

  test('that are no weights are E_FORMAT', async () => {
    await expect(load({ weights: new Uint8Array(100) })).rejects.toMatchObject({
      code: 'E_FORMAT',
    });
  });

  test('that answer nonsense leave the person out, and say so', async () => {
    const warnings: string[] = [];
    const log = {
      debug: () => {},
      info: () => {},
      warn: (message: string) => warnings.push(message),
      error: () => {},
    };
    const platform = lightPlatform(weights);
    let runs = 0;
    const broken = {
      ...platform,
      runtime: {
        createSession: async (...args: Parameters<typeof platform.runtime.createSession>) => {
          const session = await platform.runtime.createSession(...args);
          return {
            ...session,
            run: async (...feeds: Parameters<typeof session.run>) => {
              const outputs = await session.run(...feeds);
              const cameras = outputs['cameras']?.data;
              // the first person's first camera is turned inside out
              if (cameras instanceof Float32Array && runs++ === 0) cameras[0] = -1;
              return outputs;
            },
          };
        },
      },
    };
    const own = await MultiRoi.load(broken, { log });
    const aside: [number, boolean][] = [];
    const { people, lost } = await own.reconstruct(photo, {
      boxes,
      onUnplaced: (index, { camera, score }) => aside.push([index, camera.t[2] > 0 && score > 0.7]),
    });
    expect(aside).toEqual([[0, true]]);
    expect(people.map(({ id, score }) => [id, score])).toEqual([
      [0, 0.7],
      [1, 0.5],
    ]);
    expect(lost).toEqual([
      {
        status: 'unplaced',
        score: 0.9,
        box: expect.any(Array) as number[],
        reason: expect.any(String) as string,
      },
    ]);
    expect(warnings).toEqual([expect.stringContaining('a person is left out')]);
  });
});

test('errors are typed', async () => {
  await expect(hmr.reconstruct(Uint8Array.of(1, 2, 3))).rejects.toBeInstanceOf(MultiRoiError);
});

describe('quality', () => {
  /** A platform, and what was asked of it. */
  function shipping(): { platform: Platform; asked: string[] } {
    const light = lightPlatform();
    const asked: string[] = [];
    const asset = (name: string): Promise<Uint8Array> => {
      asked.push(name);
      return light.files.asset(name);
    };
    return { platform: { ...light, files: { ...light.files, asset } }, asked };
  }

  test('best looks in a mirror, too', async () => {
    const { platform, asked } = shipping();
    const best = await MultiRoi.load(platform, { quality: 'best' });
    const { people } = await best.reconstruct(photo, { boxes });
    expect(people.map(({ mirrored }) => mirrored)).toEqual([true, true, true]);
    expect(asked).toContain('weights/light.safetensors');
    const plain = await best.reconstruct(photo, { boxes, mirror: false });
    expect(plain.people.map(({ mirrored }) => mirrored)).toEqual([undefined, undefined, undefined]);
  });
});

describe('another body than the weights speak of', () => {
  test('is fitted to what they say, and the result says how well', async () => {
    const toy = toyBody();
    const told: string[] = [];
    const ignore = (): void => {};
    const log = { debug: ignore, info: (m: string) => told.push(m), warn: ignore, error: ignore };
    const own = await MultiRoi.load(lightPlatform(weights), { body: toy, log });
    expect(told).toEqual(['the weights speak of the body open; toy is fitted to what they say']);
    expect(own.body).toBe(toy);
    const { people, model } = await own.reconstruct(photo, { boxes: boxes.slice(0, 1) });
    await own.dispose();
    expect(model.body).toBe('toy');
    const plain = await hmr.reconstruct(photo, { boxes: boxes.slice(0, 1) });
    expect(people[0].body.bodyPose).toEqual(plain.people[0].body.bodyPose);
    expect(people[0].body.retargeted).toMatchObject({ from: 'open' });
    people[0].joints3d.smpl24[0].forEach((x, k) => {
      expect(x).toBeCloseTo(plain.people[0].joints3d.smpl24[0][k], 6);
    });
    expect(plain.people[0].body.retargeted).toBeUndefined();
  });

  test('that is not there, or weights that are not, say how to get them', async () => {
    const load = (options: object) => MultiRoi.load(nodePlatform, { weights, ...options });
    await expect(load({ body: 'smpl-nobody' })).rejects.toMatchObject({
      code: 'E_IO',
      hint: expect.stringContaining('multiroi body import') as string,
    });
    await expect(MultiRoi.load(nodePlatform, { model: 'resnet50' })).rejects.toMatchObject({
      code: 'E_IO',
      message: 'load: expected weights of resnet50, got none',
    });
  });
});

describe('what weights of the released kind fix', () => {
  const fixed = randomLightWeights({ focal: 'annotated-for-roi0', scorer: 'tanh-mlp' });

  test('the number of regions', async () => {
    await expect(MultiRoi.load(lightPlatform(fixed), { rois: 3 })).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining('expected 5 regions') as string,
    });
  });

  test('that EXIF says nothing to them, and given focal lengths do', async () => {
    const own = await MultiRoi.load(lightPlatform(fixed));
    const camera = async (options: object) =>
      (await own.reconstruct(photo, { boxes: boxes.slice(0, 1), ...options })).people[0].camera;
    expect(await camera({})).toMatchObject({ focalPx: 250, focalSource: 'estimate' });
    expect(await camera({ focalPx: 400 })).toMatchObject({ focalPx: 400, focalSource: 'given' });
    await own.dispose();
  });
});

test('a body that results cannot hold is refused before anything is loaded for it', async () => {
  const body = { ...toyBody(), shapeCount: 16 };
  await expect(MultiRoi.load(lightPlatform(weights), { body })).rejects.toThrow(
    /24 joints and 10 betas, got 24 and 16/,
  );
});
