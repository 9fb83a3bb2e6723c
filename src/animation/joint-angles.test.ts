import { Euler, MathUtils, Matrix4 } from 'three';
import { beforeAll, describe, expect, test } from 'vitest';
import { sampleMotion, SAMPLE_WORLD } from '../../test/support/motion.ts';
import { fileJoints } from '../../test/support/motion-joints.ts';
import { toyBody } from '../../test/support/toy-body.ts';
import { Rng } from '../base/index.ts';
import { jointSet, readBody, type BodyModel } from '../body/index.ts';
import {
  axisAngleFromRotmat,
  matmul3,
  rotate3,
  transpose3,
  vec3At,
  type Vec3,
} from '../math/index.ts';
import { nodeFiles } from '../node/index.ts';
import type { Motion, MotionTrack } from '../result/index.ts';
import {
  anglesCsv,
  anglesJson,
  JOINT_ANGLES,
  jointAngles,
  type JointAngle,
} from './joint-angles.ts';
import { restCorrections, restJoints } from './rig.ts';

const body = toyBody();
const motion = sampleMotion(body);
const [walker] = motion.tracks;
const { names } = jointSet('smpl24');

/** The walker in one frame with these local rotations, everything else at rest; whatever way they face. */
function posed(turns: Readonly<Record<string, Vec3>>, globalOrient: Vec3): MotionTrack {
  const bodyPose = names.slice(1).map((name): Vec3 => turns[name] ?? [0, 0, 0]);
  const [frame] = walker.frames;
  return { ...walker, last: 0, gaps: [], frames: [{ ...frame, globalOrient, bodyPose }] };
}

let open: BodyModel;
beforeAll(async () => {
  open = await readBody(nodeFiles, 'open');
});

const FACING: readonly Vec3[] = [
  [Math.PI, 0, 0],
  [0.3, -2, 1],
];

function anglesOf(turns: Readonly<Record<string, Vec3>>, facing = FACING[1], on = body) {
  const named: Motion = { ...motion, model: { ...motion.model, body: on.id } };
  const { angles } = jointAngles(named, posed(turns, facing), on);
  return (name: JointAngle): number => angles[name][0];
}

describe('a limb that is turned alone', () => {
  // axes of the body: x left, y up, z to the front
  test.each<[string, string, Vec3, JointAngle]>([
    ['a thigh to the front', 'left_hip', [-0.5, 0, 0], 'left_hip_flexion'],
    ['a thigh to the front', 'right_hip', [-0.5, 0, 0], 'right_hip_flexion'],
    ['a left thigh outwards', 'left_hip', [0, 0, 0.4], 'left_hip_abduction'],
    ['a right thigh outwards', 'right_hip', [0, 0, -0.4], 'right_hip_abduction'],
    ['left toes inwards', 'left_hip', [0, -0.3, 0], 'left_hip_rotation'],
    ['right toes inwards', 'right_hip', [0, 0.3, 0], 'right_hip_rotation'],
    ['a heel to the back', 'left_knee', [1, 0, 0], 'left_knee_flexion'],
    ['a heel to the back', 'right_knee', [1, 0, 0], 'right_knee_flexion'],
    ['toes up', 'left_ankle', [-0.3, 0, 0], 'left_ankle_dorsiflexion'],
    ['toes up', 'right_ankle', [-0.3, 0, 0], 'right_ankle_dorsiflexion'],
    ['a left arm up', 'left_shoulder', [0, 0, 0.3], 'left_shoulder_elevation'],
    ['a right arm up', 'right_shoulder', [0, 0, -0.3], 'right_shoulder_elevation'],
  ])('%s: %s makes the angle larger', (_, joint, turn, name) => {
    const [angle, rest] = [{ [joint]: turn }, {}].map((turns) =>
      anglesOf(turns, FACING[1], open)(name),
    );
    // bones do not lie quite along the body's axes at rest, which takes something of the turn elsewhere
    const share = (angle - rest) / MathUtils.radToDeg(Math.hypot(...turn));
    expect(share).toBeGreaterThan(0.97);
    expect(share).toBeLessThan(1.03);
  });
});

test('at rest the open body stands as it was made: knees a little bent, legs apart, arms level', () => {
  const angle = anglesOf({}, FACING[0], open);
  const near = (name: JointAngle, degrees: number): void =>
    expect(Math.abs(angle(name) - degrees)).toBeLessThan(5);
  near('left_knee_flexion', 8);
  near('right_hip_abduction', 4);
  near('left_shoulder_elevation', 90);
  near('right_elbow_flexion', 0);
  near('trunk_lean', 0);
});

test('hips of any flexion, abduction and rotation come back as three.js made them', () => {
  const rng = new Rng('hips');
  const corrections = restCorrections(restJoints(body, walker.betas));
  const bodyFromIsb = [0, 0, -1, 0, 1, 0, 1, 0, 0];
  for (const side of ['left', 'right'] as const) {
    const outwards = side === 'left' ? 1 : -1;
    const [flexion, abduction, rotation] = [1.2, 0.6, 0.8].map((most) => rng.uniform(-most, most));
    const euler = new Euler(outwards * abduction, -outwards * rotation, flexion, 'ZXY');
    const columns = new Matrix4().makeRotationFromEuler(euler).elements;
    const made = [0, 1, 2].flatMap((row) => [0, 4, 8].map((column) => columns[row + column]));
    // R_hip C = A · made · Aᵀ
    const j = names.indexOf(`${side}_hip`);
    const turned = matmul3(matmul3(bodyFromIsb, made), transpose3(bodyFromIsb));
    const local = matmul3(turned, transpose3(corrections.subarray(9 * j, 9 * j + 9)));
    const angle = anglesOf({ [names[j]]: vec3At(axisAngleFromRotmat(local), 0) });
    expect(angle(`${side}_hip_flexion`)).toBeCloseTo(MathUtils.radToDeg(flexion), 4);
    expect(angle(`${side}_hip_abduction`)).toBeCloseTo(MathUtils.radToDeg(abduction), 4);
    expect(angle(`${side}_hip_rotation`)).toBeCloseTo(MathUtils.radToDeg(rotation), 4);
  }
});

test('elbows and knees say how far two bones are from one line', () => {
  const frame = walker.frames[7];
  const track = { ...walker, frames: [frame] };
  const { angles } = jointAngles(motion, track, body);
  const joints = fileJoints(motion, track, frame, body);
  const bend = (a: string, b: string, c: string): number => {
    const [p, q, r] = [a, b, c].map((name) => joints[names.indexOf(name)]);
    const [u, v] = [q.map((x, k) => x - p[k]), r.map((x, k) => x - q[k])];
    const dot = u.reduce((sum, x, k) => sum + x * v[k], 0);
    return MathUtils.radToDeg(Math.acos(dot / Math.hypot(...u) / Math.hypot(...v)));
  };
  expect(angles.left_elbow_flexion[0]).toBeCloseTo(
    bend('left_shoulder', 'left_elbow', 'left_wrist'),
    4,
  );
  // a knee bends about one axis only when nothing else turns it
  const flexed = anglesOf({ left_knee: [1.2, 0, 0] }, FACING[0]);
  expect(Math.abs(flexed('left_knee_flexion'))).toBeGreaterThan(40);
});

test('the way somebody faces changes no angle but the trunk’s', () => {
  const turns: Readonly<Record<string, Vec3>> = {
    left_hip: [-0.4, 0.2, 0.1],
    right_elbow: [0, 1, 0],
  };
  const [a, b] = FACING.map((facing) => anglesOf(turns, facing));
  for (const name of JOINT_ANGLES) {
    if (name !== 'trunk_lean') expect(a(name)).toBeCloseTo(b(name), 4);
  }
});

test('the trunk leans from the world’s vertical, and from the camera’s where there is none', () => {
  const { rotation } = SAMPLE_WORLD;
  const world: Motion = { ...motion, camera: { ...motion.camera, world: SAMPLE_WORLD } };
  const [frame] = walker.frames;
  const [pelvis, neck] = ['pelvis', 'neck'].map((name) => names.indexOf(name));
  for (const source of [motion, world]) {
    const joints = fileJoints(source, walker, frame, body);
    const trunk = joints[neck].map((x, k) => x - joints[pelvis][k]);
    const lean = MathUtils.radToDeg(Math.acos(trunk[1] / Math.hypot(...trunk)));
    const { angles } = jointAngles(source, walker, body);
    expect(angles.trunk_lean[0]).toBeCloseTo(lean, 3);
  }
  expect(rotate3(rotation.flat(), [0, -1, 0])[1]).toBeLessThan(1);
});

test('files hold every frame of every track', () => {
  const series = motion.tracks.map((track) => jointAngles(motion, track, body));
  const rows = anglesCsv(series).trim().split('\n');
  expect(rows[0].split(',')).toEqual(['track', 'frame', 'seconds', ...JOINT_ANGLES]);
  expect(rows).toHaveLength(1 + 34 + 20);
  expect(rows[13]).toMatch(/^0,18,0\.7200,/);
  const { unit, tracks } = JSON.parse(anglesJson(series)) as {
    unit: string;
    tracks: { id: number; frame: number[]; angles: Record<string, number[]> }[];
  };
  expect(unit).toBe('degrees');
  expect(tracks.map(({ id }) => id)).toEqual([0, 1]);
  const column = 3 + JOINT_ANGLES.indexOf('right_knee_flexion');
  expect(tracks[1].angles['right_knee_flexion'][3]).toBe(
    Number(rows[1 + 34 + 3].split(',')[column]),
  );
});
