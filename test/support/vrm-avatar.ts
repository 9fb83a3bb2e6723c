/** @file An avatar with VRM's humanoid, made of bones alone, by @pixiv's library. */
import { VRM, VRMHumanoid } from '@pixiv/three-vrm';
import { Group, Object3D, Quaternion, Vector3 } from 'three';
import type { Rng } from '../../src/base/index.ts';
import type { Rig } from '../../src/animation/rig.ts';

export interface Avatar {
  readonly vrm: VRM;
  /** By the names of VRM. */
  readonly bones: ReadonlyMap<string, Object3D>;
}

/**
 * Bones that stand in the T-pose of a rig, longer by `scale`, its hips at a height.
 * @param twist gives every bone some rest rotation, as modelling programs do.
 */
export function avatarOf(rig: Rig, hipsHeight: number, scale: number, twist?: Rng): Avatar {
  const bones = new Map<string, Object3D>();
  const scene = new Group();
  const turns = rig.names.map(() => {
    const axis = new Vector3(...[0, 1, 2].map(() => twist?.normal() ?? 1)).normalize();
    return new Quaternion().setFromAxisAngle(axis, twist?.uniform(0, 3) ?? 0);
  });
  rig.names.forEach((name, j) => {
    const parent = rig.parents[j];
    const above = parent < 0 ? new Quaternion() : turns[parent].clone().invert();
    const bone = new Object3D();
    bone.name = name;
    const offset = new Vector3(...[0, 1, 2].map((k) => scale * rig.offsets[3 * j + k]));
    bone.position.copy(parent < 0 ? new Vector3(0, hipsHeight, 0) : offset.applyQuaternion(above));
    bone.quaternion.copy(above).multiply(turns[j]);
    (bones.get(rig.names[parent] ?? '') ?? scene).add(bone);
    bones.set(name, bone);
  });
  const humanBones = Object.fromEntries([...bones].map(([name, node]) => [name, { node }]));
  scene.updateMatrixWorld(true);
  const humanoid = new VRMHumanoid(humanBones);
  scene.add(humanoid.normalizedHumanBonesRoot);
  const meta = { metaVersion: '1', name: 'bones', authors: ['test'], licenseUrl: '' } as const;
  return { vrm: new VRM({ scene, humanoid, meta }), bones };
}
