import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { madeMoments } from '../../../bench/support/made-rigs.ts';
import { loadBody } from '../../body/index.ts';
import { MultiRoiError } from '../../base/index.ts';
import { rotmatFromAxisAngle, vec3At, type Vec3 } from '../../math/index.ts';
import {
  parseMultiview,
  poseResult,
  projectPerson,
  type Mat3,
  type Person,
} from '../../result/index.ts';
import { matchPeople } from './match-people.ts';
import { pixelOf } from './project-view.ts';
import { reconstructViews, resultOfView } from './reconstruct-views.ts';
import { checkRig, rayOfPixel, type RigCamera } from './rig.ts';
import { parseRig } from './rig-file.ts';
import { seenPeople, sightingsOf, type SeenPerson } from './seen-person.ts';
import { triangulate } from './triangulate.ts';

const body = loadBody(
  readFileSync(new URL('../../../assets/body/open.safetensors', import.meta.url)),
);
const K: Mat3 = [
  [800, 0, 320],
  [0, 790, 240],
  [0, 0, 1],
];
const rows = (m: ArrayLike<number>): Mat3 => [vec3At(m, 0), vec3At(m, 3), vec3At(m, 6)];

function camera(turn: Vec3, t: Vec3, distortion: number[] = []): RigCamera {
  const R = rows(rotmatFromAxisAngle(turn));
  return { name: 'one', width: 640, height: 480, K, distortion, R, t };
}

test('a lens taken back is the lens: pixels of rays, rays of pixels', () => {
  const one = camera([0, 0, 0], [0, 0, 0], [-0.2, 0.05, 1e-3, -2e-3, 0.01]);
  const inside = fc.double({ min: -0.45, max: 0.45, noNaN: true });
  fc.assert(
    fc.property(inside, inside, (x, y) => {
      const [u, v] = pixelOf(one, [2 * x, 2 * y, 2]);
      const ray = rayOfPixel(one, u, v);
      expect(ray[0]).toBeCloseTo(x, 6);
      expect(ray[1]).toBeCloseTo(y, 6);
    }),
  );
});

test('rays meet where the point is; parallel ones, and ones that meet behind a camera, nowhere', () => {
  const cameras = [camera([0, 0, 0], [0, 0, 0]), camera([0, 0.8, 0], [-1.5, 0.1, 0.5])];
  const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(coordinate, coordinate, coordinate, (x, y, z) => {
      const point: Vec3 = [x, y, 4 + z];
      const met = triangulate(
        cameras.map((each) => ({ camera: each, pixel: pixelOf(each, point), weight: 1 })),
      );
      expect(Math.hypot(...point.map((value, i) => value - (met?.[i] ?? NaN)))).toBeLessThan(1e-6);
    }),
  );
  const sighting = { camera: cameras[0], pixel: [320, 240], weight: 1 } as const;
  expect(triangulate([sighting, sighting])).toBeNull();
  // the second camera looks away from where rays meet
  const away = camera([0, Math.PI, 0], [1, 0, 4]);
  expect(triangulate([sighting, { camera: away, pixel: [500, 240], weight: 1 }])).toBeNull();
});

test('two views of people put their knees near the truth, four nearer', () => {
  const moments = madeMoments(body, 3);
  const error = (views: number): number => {
    const each = moments.map(({ results, cameras, truths }) => {
      const multiview = reconstructViews(results.slice(0, views), cameras.slice(0, views), body);
      expect(multiview.people).toHaveLength(1);
      expect(multiview.people[0].seen).toHaveLength(views);
      const own = resultOfView(multiview, 0, results[0], body);
      const knees = own.people[0].joints3d.smpl24.slice(4, 6).flat();
      return Math.hypot(...knees.map((x, i) => x - truths[0][6 + i])) / Math.SQRT2;
    });
    return each.reduce((sum, x) => sum + x, 0) / each.length;
  };
  const [two, four] = [error(2), error(4)];
  expect(two).toBeLessThan(0.06);
  expect(four).toBeLessThan(two);
});

test('the same numbers whatever the order of the views', () => {
  const [{ results, cameras }] = madeMoments(body, 1);
  const forth = reconstructViews(results, cameras, body);
  const back = reconstructViews(results.toReversed(), cameras.toReversed(), body);
  forth.people[0].joints3d.smpl24.forEach((joint, j) => {
    joint.forEach((x, axis) => {
      expect(back.people[0].joints3d.smpl24[j][axis]).toBeCloseTo(x, 3);
    });
  });
});

/** Somebody else who does the same a step to the side, as each camera sees them. */
function beside(all: readonly SeenPerson[], step: Vec3): Person[] {
  const points = Array.from({ length: 17 }, (_, k) => {
    const [x, y, z] = triangulate(sightingsOf(all, k)) ?? [0, 0, 0];
    return [x + step[0], y + step[1], z + step[2]];
  });
  return all.map(({ camera: each, person }) => ({
    ...person,
    joints2d: {
      ...person.joints2d,
      observed: { coco17: points.map((point) => [...pixelOf(each, point), 0.8] as const) },
    },
  })) as Person[];
}

test('who is who in three views, whatever the order, and who is seen by one alone', () => {
  const [{ results, cameras }] = madeMoments(body, 1);
  const rig = cameras.slice(0, 3);
  const first = seenPeople(results.slice(0, 3), rig);
  const [second, third] = [beside(first, [0.9, 0, 0.4]), beside(first, [-0.8, 0.1, 0.6])];
  const views = rig.map((_, v) => {
    // the third is hidden from all but the last camera
    const people = [first[v].person, second[v], ...(v === 2 ? [third[v]] : [])];
    const named = people.map((person, id) => ({ ...person, id }));
    return { ...results[v], people: v === 1 ? named.toReversed() : named };
  });
  const groups = matchPeople(seenPeople(views, rig)).map((group) =>
    group.map(({ view, person: { id } }) => `${view}: ${id}`),
  );
  expect(groups.toSorted((a, b) => b.length - a.length || a[0].localeCompare(b[0]))).toEqual([
    ['0: 0', '1: 0', '2: 0'],
    ['0: 1', '1: 1', '2: 1'],
    ['2: 2'],
  ]);
});

test('the body in a view projects to where the world says, and its file is read back', () => {
  const [{ results, cameras }] = madeMoments(body, 1);
  const multiview = reconstructViews(results, cameras, body);
  cameras.forEach((_, v) => {
    const own = resultOfView(multiview, v, results[v], body);
    const [posed] = poseResult(own, body);
    const pixels = projectPerson(posed.person, posed.joints);
    const { smpl24 } = multiview.people[0].seen[v].joints2d;
    smpl24.forEach(([x, y], j) => {
      expect(Math.hypot(pixels[2 * j] - x, pixels[2 * j + 1] - y)).toBeLessThan(0.05);
    });
  });
  expect(parseMultiview(JSON.stringify(multiview))).toEqual(multiview);
});

test('cameras that make no sense are refused, every problem at once', () => {
  const bad = { ...camera([0, 0, 0], [NaN, 0, 0]), R: rows([2, 0, 0, 0, 1, 0, 0, 0, 1]) };
  expect(() => checkRig([camera([0, 0, 0], [0, 0, 0]), bad])).toThrow(/cameras\[1\].*R[^]*t/);
  expect(() => checkRig([bad])).toThrow('two cameras');
});

test('calibrations of Pose2Sim, Panoptic, OpenCV and ours say the same', () => {
  const R = rotmatFromAxisAngle([0.1, -0.2, 0.3]);
  const list = (values: ArrayLike<number>): string => Array.from(values).join(', ');
  const matrix = `[[800, 0, 320], [0, 790, 240], [0, 0, 1]]`;
  const toml = `[cam_01]\nname = "a"\nsize = [640.0, 480.0]\nmatrix = ${matrix}\ndistortions = [0.1, 0.02, 0.0, 0.0]\nrotation = [0.1, -0.2, 0.3]\ntranslation = [1.0, 2.0, 3.0]\nfisheye = false\n[metadata]\nadjusted = false\n`;
  const yaml = `%YAML:1.0\n---\nimage_width: 640\nimage_height: 480\ncamera_matrix: !!opencv-matrix\n   rows: 3\n   cols: 3\n   dt: d\n   data: [ 800., 0., 320., 0., 790., 240., 0., 0., 1. ]\ndistortion_coefficients: !!opencv-matrix\n   rows: 1\n   cols: 5\n   dt: d\n   data: [ 0.1, 0.02, 0., 0., 0. ]\nR: !!opencv-matrix\n   rows: 3\n   cols: 3\n   dt: d\n   data: [ ${list(R)} ]\nT: !!opencv-matrix\n   rows: 3\n   cols: 1\n   dt: d\n   data: [ 1., 2., 3. ]\n`;
  const panoptic = JSON.stringify({
    cameras: [
      {
        name: 'a',
        resolution: [640, 480],
        K,
        distCoef: [0.1, 0.02, 0, 0, 0],
        R: rows(R),
        t: [[100], [200], [300]],
      },
    ],
  });
  const own = JSON.stringify({
    cameras: [
      {
        name: 'a',
        image: 'a.jpg',
        width: 640,
        height: 480,
        K,
        distortion: [0.1, 0.02],
        R: rows(R),
        t: [1, 2, 3],
      },
    ],
  });
  const read = [
    ['Calib.toml', toml],
    ['a.yml', yaml],
    ['calibration.json', panoptic],
    ['views.json', own],
  ].map(([name, text]) => parseRig(text, name)[0]);
  for (const { name, width, height, K: k, distortion, R: r, t } of read) {
    expect({ name, width, height }).toEqual({ name: 'a', width: 640, height: 480 });
    expect(k).toEqual(K);
    expect(distortion.slice(0, 2)).toEqual([0.1, 0.02]);
    r.flat().forEach((x, i) => expect(x).toBeCloseTo(R[i], 12));
    t.forEach((x, i) => expect(x).toBeCloseTo(i + 1, 12));
  }
  expect(read[3].image).toBe('a.jpg');
});

test('a stereo pair of OpenCV is two cameras', () => {
  const node = (name: string, data: string, r: number, c: number): string =>
    `${name}: !!opencv-matrix\n   rows: ${r}\n   cols: ${c}\n   dt: d\n   data: [${data}]\n`;
  const text = `%YAML:1.0\n---\n${node('M1', '800,0,320,0,790,240,0,0,1', 3, 3)}${node('M2', '800,0,320,0,790,240,0,0,1', 3, 3)}${node('R', '1,0,0,0,1,0,0,0,1', 3, 3)}${node('T', '-0.5,0,0', 3, 1)}`;
  const [left, right] = parseRig(text, 'extrinsics.yml');
  expect(left.t).toEqual([0, 0, 0]);
  expect(right.t).toEqual([-0.5, 0, 0]);
});

/** A matrix of ones as OpenCV writes it. */
const opencv = (name: string, rows: number, cols: number): string =>
  `${name}: !!opencv-matrix\n   rows: ${rows}\n   cols: ${cols}\n   data: [${Array(rows * cols)
    .fill(1)
    .join()}]\n`;

test.each([
  ['a.json', '{"cameras": 3}'],
  ['a.json', 'nothing'],
  ['a.toml', 'x = = 1'],
  ['a.toml', 'x = 1'],
  ['a.yml', 'K: [1, 2'],
  ['a.yml', '- 1\n- 2'],
  ['a.yml', 'K: !!opencv-matrix\n  rows: 3\n  cols: 3\n  data: [1]'],
  ['a.yml', `${opencv('K', 1, 4)}${opencv('R', 3, 3)}${opencv('T', 3, 1)}`],
  ['a.yml', `${opencv('K', 3, 3)}${opencv('R', 2, 2)}${opencv('T', 3, 1)}`],
  ['a.yml', `${opencv('K', 3, 3)}${opencv('R', 3, 3)}${opencv('T', 1, 2)}`],
  ['a.yml', `${opencv('M1', 3, 3)}${opencv('M2', 1, 4)}${opencv('R', 3, 3)}${opencv('T', 3, 1)}`],
  [
    'a.toml',
    '[c]\nsize=[-1,1]\nmatrix=[[1,0,0],[0,1,0],[0,0,1]]\ndistortions=[0]\nrotation=[0,0,0]\ntranslation=[0,0,0]',
  ],
  [
    'a.toml',
    '[c]\nsize=[1,1]\nmatrix=[[1,0,0],[0,1,0],[0,0,1]]\ndistortions=[0]\nrotation=[0,0,0]\ntranslation=[0,0,0]\nfisheye=true',
  ],
])('%s %j is no calibration', (name, text) => {
  let caught: unknown;
  try {
    parseRig(text, name);
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(MultiRoiError);
  expect((caught as MultiRoiError).code).toBe('E_FORMAT');
});
