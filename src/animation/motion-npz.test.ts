import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sampleMotion, SAMPLE_WORLD } from '../../test/support/motion.ts';
import { fileJoints } from '../../test/support/motion-joints.ts';
import { toyBody } from '../../test/support/toy-body.ts';
import { float64Of, readNpz } from '../format/index.ts';
import type { Motion } from '../result/index.ts';
import { trackNpz } from './motion-npz.ts';
import { restJoints } from './rig.ts';

const body = toyBody();
const seen = sampleMotion(body);
const [first] = seen.tracks;
const walker = {
  ...first,
  contacts: {
    leftFoot: first.frames.map((_, i) => i % 2 === 0),
    rightFoot: first.frames.map(() => true),
  },
};
const motion: Motion = { ...seen, camera: { ...seen.camera, world: SAMPLE_WORLD } };
const T = walker.frames.length;

test('our reader finds what was written, under the names of AMASS', () => {
  const arrays = readNpz(trackNpz(motion, walker, body));
  const numbers = (name: string): number[] => [
    ...float64Of(name, arrays.get(name) ?? { type: 'none' }),
  ];
  expect(Object.fromEntries([...arrays].map(([name, { shape }]) => [name, shape]))).toEqual({
    poses: [T, 72],
    trans: [T, 3],
    betas: [10],
    gender: [],
    mocap_framerate: [],
    fps: [],
    frame: [T],
    seconds: [T],
    score: [T],
    K: [3, 3],
    joints2d: [T, 24, 2],
    poses_world: [T, 72],
    trans_world: [T, 3],
    contacts: [T, 2],
  });
  expect(numbers('mocap_framerate')).toEqual([25]);
  expect(numbers('frame').slice(10, 14)).toEqual([10, 11, 18, 19]);
  expect(numbers('contacts').slice(0, 4)).toEqual([1, 1, 0, 1]);
  expect(numbers('K')).toEqual(motion.camera.K.flat());
  expect(numbers('trans')[3]).toBeCloseTo(walker.frames[1].t[0], 6);
  expect(numbers('poses')[72 + 5]).toBeCloseTo(walker.frames[1].bodyPose[0][2], 6);
});

test('the gender is the body’s, where its name says one', () => {
  const gender = (id: string): unknown => {
    const named = { ...motion, model: { ...motion.model, body: id } };
    const arrays = readNpz(trackNpz(named, walker, { ...body, id }));
    return arrays.get('gender')?.data[0];
  };
  expect([gender('open'), gender('smpl-female'), gender('smpl-male')]).toEqual([
    'neutral',
    'female',
    'male',
  ]);
});

const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;

describe.skipIf(!hasNumpy)('numpy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'multiroi-npz-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    ['with a floor', motion],
    ['without', seen],
  ])('poses the joints where they are, %s', (_, source) => {
    const [path, rest] = ['track.npz', 'rest.json'].map((name) => join(folder, name));
    writeFileSync(path, trackNpz(source, walker, body));
    const joints = restJoints(body, walker.betas);
    const rows = Array.from({ length: 24 }, (__, j) => [...joints.subarray(3 * j, 3 * j + 3)]);
    writeFileSync(rest, JSON.stringify({ joints: rows, parents: [...body.parents] }));
    const run = spawnSync('python3', ['test/support/pose_npz.py', path, rest], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    expect(run.stderr).toBe('');
    const posed = JSON.parse(run.stdout) as Record<'cam' | 'world', number[][][]> & {
      gender: string;
      keys: Record<string, [string, number[]]>;
    };
    expect(posed.gender).toBe('neutral');
    expect(posed.keys['poses']).toEqual(['<f4', [T, 72]]);
    const mostMm = (own: number[][][], truth: (i: number) => number[][]): number =>
      Math.max(
        ...own.map((frame, i) =>
          Math.max(
            ...frame.map((joint, j) =>
              Math.hypot(...joint.map((x, k) => 1000 * (x - truth(i)[j][k]))),
            ),
          ),
        ),
      );
    const { world: __, ...camera } = source.camera;
    // y and z of the camera's own frame are the other way round
    const truthCam = (i: number): number[][] =>
      fileJoints({ ...source, camera }, walker, walker.frames[i], body).map(([x, y, z]) => [
        x,
        -y,
        -z,
      ]);
    expect(mostMm(posed.cam, truthCam)).toBeLessThan(0.01);
    const truthWorld = (i: number): number[][] =>
      fileJoints(source, walker, walker.frames[i], body);
    expect(mostMm(posed.world, truthWorld)).toBeLessThan(0.01);
  });
});
