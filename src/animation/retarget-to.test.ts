import { Object3D, Quaternion, Vector3 } from 'three';
import { describe, expect, test } from 'vitest';
import { sampleMotion } from '../../test/support/motion.ts';
import { fileJoints } from '../../test/support/motion-joints.ts';
import { toyBody } from '../../test/support/toy-body.ts';
import { Rng } from '../base/index.ts';
import { jointSet } from '../body/index.ts';
import { vec3At } from '../math/index.ts';
import { fileFromCam, fileRotations } from './clip.ts';
import { HUMANOID } from './humanoid.ts';
import { retargetTo, type TargetBone } from './retarget-to.ts';

const body = toyBody();
const motion = sampleMotion(body);
const [walker] = motion.tracks;
const { names, parents = [] } = jointSet('smpl24');

/** Where Mixamo's joints are in an A-pose, cm; whoever this is has long arms and short legs. */
const PLACES: Readonly<Record<string, [number, number, number]>> = {
  Hips: [0, 90, 0],
  Spine: [0, 100, -1],
  Spine1: [0, 112, -2],
  Spine2: [0, 125, -2],
  Neck: [0, 145, 0],
  Head: [0, 155, 2],
  LeftShoulder: [6, 140, 0],
  LeftArm: [18, 139, -1],
  LeftForeArm: [42, 117, -2],
  LeftHand: [64, 93, 1],
  LeftHandMiddle1: [71, 85, 3],
  LeftUpLeg: [10, 86, 0],
  LeftLeg: [12, 50, 1],
  LeftFoot: [13, 9, -2],
  LeftToeBase: [16, 1, 11],
};

interface Model {
  readonly root: Object3D;
  readonly bones: Map<string, Object3D>;
  readonly target: Map<string, TargetBone>;
}

/** The skeleton, every bone of it turned at rest, a node without meaning above each forearm. */
function model(prefix: string, lacking: readonly string[] = []): Model {
  const rng = new Rng('model');
  const root = new Object3D();
  root.quaternion.setFromAxisAngle(new Vector3(0, 1, 0), 0);
  const bones = new Map<string, Object3D>();
  const target = new Map<string, TargetBone>();
  const tuple = ({ w, x, y, z }: Quaternion): number[] => [w, x, y, z];
  HUMANOID.forEach(({ mixamo }, j) => {
    if (lacking.includes(mixamo)) return;
    const mirrored = mixamo.startsWith('Right');
    const [x, y, z] = PLACES[mixamo.replace('Right', 'Left')];
    let parent = parents[j];
    while (parent >= 0 && lacking.includes(HUMANOID[parent].mixamo)) parent = parents[parent];
    let above = parent < 0 ? root : (bones.get(HUMANOID[parent].mixamo) ?? root);
    if (mixamo.endsWith('ForeArm')) {
      const twist = new Object3D();
      twist.quaternion.setFromAxisAngle(new Vector3(1, 2, 0).normalize(), 0.7);
      above.add(twist);
      above = twist;
    }
    const bone = new Object3D();
    root.updateMatrixWorld(true);
    const position = new Vector3(mirrored ? -x : x, y, z);
    const axis = new Vector3(rng.normal(), rng.normal(), rng.normal()).normalize();
    const quaternion = new Quaternion().setFromAxisAngle(axis, rng.uniform(0, 3));
    bone.position.copy(above.worldToLocal(position.clone()));
    const parentTurn = above.getWorldQuaternion(new Quaternion());
    bone.quaternion.copy(parentTurn.clone().invert().multiply(quaternion));
    above.add(bone);
    bones.set(mixamo, bone);
    target.set(`${prefix}${mixamo}`, {
      position: [position.x, position.y, position.z],
      quatWxyz: tuple(quaternion),
      parentQuatWxyz: tuple(parentTurn),
    });
  });
  return { root, bones, target };
}

/** Joints of limbs with what they point to. */
const LIMBS = HUMANOID.flatMap(({ mixamo, aim }, j) =>
  aim.kind === 'along' ? [{ mixamo, j, child: names.indexOf(aim.child) }] : [],
);

/** The cosine of the largest angle between a limb of the model and the person's, over the track. */
function worstLimb({ root, bones, target }: Model, limbs = LIMBS): number {
  const retargeting = retargetTo(target, 'mixamo', body, walker.betas);
  const place = fileFromCam(motion.camera, 'camera');
  let worst = 1;
  for (const frame of walker.frames) {
    const rotmats = fileRotations(frame, place);
    const local = retargeting.rotations({ rotmats, betas: walker.betas });
    for (const [name, [w, x, y, z]] of local) {
      bones.get(name.replace(/^mixamorig:?/, ''))?.quaternion.set(x, y, z, w);
    }
    root.updateMatrixWorld(true);
    const truth = fileJoints(motion, walker, frame, body).map((joint) => new Vector3(...joint));
    for (const { j, mixamo, child } of limbs) {
      const at = (name: string): Vector3 =>
        (bones.get(name) ?? root).getWorldPosition(new Vector3());
      const own = at(HUMANOID[child].mixamo).sub(at(mixamo)).normalize();
      const wanted = truth[child].clone().sub(truth[j]).normalize();
      worst = Math.min(worst, own.dot(wanted));
    }
  }
  return worst;
}

describe.each(['', 'mixamorig:', 'mixamorig'])('names with the prefix "%s"', (prefix) => {
  test('limbs point where the person’s do, whatever the rest pose', () => {
    expect(worstLimb(model(prefix))).toBeGreaterThan(1 - 1e-9);
  });
});

test('bones that the skeleton lacks hand their turn on', () => {
  const lacking = ['Spine2', 'LeftShoulder', 'LeftHandMiddle1', 'RightHandMiddle1'];
  const limbs = LIMBS.filter(({ mixamo }) => !mixamo.endsWith('Hand'));
  expect(worstLimb(model('', lacking), limbs)).toBeGreaterThan(1 - 1e-9);
});

test('the scale is that of the hips above the ankles', () => {
  const { target } = model('');
  const { scale } = retargetTo(target, 'mixamo', body, walker.betas);
  const rest = retargetTo(
    new Map(
      [...target].map(([name, bone]) => {
        const position = vec3At(
          bone.position.map((x) => x / scale),
          0,
        );
        return [name, { ...bone, position }];
      }),
    ),
    'mixamo',
    body,
    walker.betas,
  );
  expect(rest.scale).toBeCloseTo(1, 9);
});

test('a person in the T-pose leaves the humanoid’s spine and head as they rest', () => {
  const { target, bones } = model('');
  const rotmats = Float64Array.from({ length: 9 * 24 }, (_, i) => ((i % 9) % 4 === 0 ? 1 : 0));
  const local = retargetTo(target, 'mixamo', body, walker.betas).rotations({
    rotmats,
    betas: walker.betas,
  });
  for (const name of ['Hips', 'Spine', 'Spine1', 'Neck', 'Head', 'LeftShoulder']) {
    const [w, x, y, z] = local.get(name) ?? [];
    const rest = bones.get(name)?.quaternion ?? new Quaternion();
    expect(new Quaternion(x, y, z, w).angleTo(rest)).toBeLessThan(1e-6);
  }
});

test('hands without fingers lie as they rest on forearms', () => {
  const { target, bones } = model('', ['LeftHandMiddle1', 'RightHandMiddle1']);
  const rotmats = Float64Array.from({ length: 9 * 24 }, (_, i) => ((i % 9) % 4 === 0 ? 1 : 0));
  const local = retargetTo(target, 'mixamo', body, walker.betas).rotations({
    rotmats,
    betas: walker.betas,
  });
  for (const name of ['LeftHand', 'RightHand']) {
    const [w, x, y, z] = local.get(name) ?? [];
    const rest = bones.get(name)?.quaternion ?? new Quaternion();
    expect(new Quaternion(x, y, z, w).angleTo(rest)).toBeLessThan(1e-6);
  }
});

test('a skeleton without legs of these names is refused', () => {
  const { target } = model('', ['LeftFoot']);
  expect(() => retargetTo(target, 'mixamo', body, walker.betas)).toThrow(/none called LeftFoot/);
  expect(() => retargetTo(target, 'vrm', body, walker.betas)).toThrow(/bones of "vrm"/);
});
