/** @file People as objects of three.js: skinned meshes with bones by name, where the photograph's camera saw them. */

import type { Bone, BufferGeometry, Group, SkinnedMesh } from 'three';
import { fileFromCam, filePlace, fileRotations, type MotionSpace } from '../animation/index.ts';
import { bodyParts, type BodyModel } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { personColour } from '../imaging/index.ts';
import { linearFromSrgb, quatWxyzFromRotmat, type Vec3 } from '../math/index.ts';
import {
  pelvisOf,
  skinnedBody,
  suitTints,
  type Motion,
  type MotionCamera,
  type Reconstruction,
} from '../result/index.ts';
import type { ThreeKit } from './three-kit.ts';
import { typed, type TypedKit } from './typed-kit.ts';

/** Bones that a vertex of three.js hangs on. */
const MOST_BONES = 4;

/** The pose that somebody is shown in. */
interface Shown {
  readonly id: number;
  readonly globalOrient: Vec3;
  readonly bodyPose: Vec3[];
  readonly betas: number[];
  readonly t: Vec3;
}

/** The name of the object of a person. */
export const personName = (id: number): string => `person ${id}`;

/** A surface hangs on its heaviest bones. */
function addSkin(
  geometry: BufferGeometry,
  { influenceCount, skinIndex, skinWeight, vertexCount }: BodyModel,
  three: TypedKit,
): void {
  const bones = new Uint16Array(MOST_BONES * vertexCount);
  const weights = new Float32Array(MOST_BONES * vertexCount);
  for (let v = 0; v < vertexCount; v++) {
    const own = Array.from({ length: influenceCount }, (_, k) => v * influenceCount + k)
      .toSorted((a, b) => skinWeight[b] - skinWeight[a])
      .slice(0, MOST_BONES);
    const sum = own.reduce((total, k) => total + skinWeight[k], 0);
    own.forEach((k, i) => {
      bones[MOST_BONES * v + i] = skinIndex[k];
      weights[MOST_BONES * v + i] = skinWeight[k] / sum;
    });
  }
  geometry.setAttribute('skinIndex', new three.Uint16BufferAttribute(bones, MOST_BONES));
  geometry.setAttribute('skinWeight', new three.BufferAttribute(weights, MOST_BONES));
}

function geometryOf({ id, ...pose }: Shown, body: BodyModel, three: TypedKit): BufferGeometry {
  const { restVertices } = skinnedBody(pose, body);
  const tints = suitTints(bodyParts(body), personColour(id));
  const colours = Float32Array.from(tints, (v) => linearFromSrgb(v / 255));
  const geometry = new three.BufferGeometry();
  geometry.setAttribute('position', new three.BufferAttribute(Float32Array.from(restVertices), 3));
  geometry.setAttribute('color', new three.BufferAttribute(colours, 3));
  geometry.setIndex(new three.BufferAttribute(Uint32Array.from(body.faces), 1));
  geometry.computeVertexNormals();
  addSkin(geometry, body, three);
  return geometry;
}

/** Bones at rest, a child in its parent; the first is the root. */
function bonesOf(pose: Shown, body: BodyModel, three: TypedKit): Bone[] {
  const { joints, jointNames, parents } = skinnedBody(pose, body);
  const bones = jointNames.map((name) => Object.assign(new three.Bone(), { name }));
  bones.forEach((bone, j) => {
    const parent = parents[j];
    const from = (k: number): number => (parent < 0 ? 0 : joints[3 * parent + k]);
    bone.position.set(
      joints[3 * j] - from(0),
      joints[3 * j + 1] - from(1),
      joints[3 * j + 2] - from(2),
    );
    if (parent >= 0) bones[parent].add(bone);
  });
  return bones;
}

function meshOf(
  shown: Shown,
  body: BodyModel,
  camera: MotionCamera,
  space: MotionSpace,
  three: TypedKit,
): SkinnedMesh {
  const material = new three.MeshStandardMaterial({ vertexColors: true, roughness: 0.8 });
  const mesh = new three.SkinnedMesh(geometryOf(shown, body, three), material);
  const bones = bonesOf(shown, body, three);
  mesh.name = 'body';
  mesh.add(bones[0]);
  mesh.updateMatrixWorld(true);
  // its inverses are those of the bones at rest
  mesh.bind(new three.Skeleton(bones));
  // people leave the sphere that their rest pose fills
  mesh.frustumCulled = false;
  const placement = fileFromCam(camera, space);
  const rotmats = fileRotations(shown, placement);
  bones.forEach((bone, j) => {
    const [w, x, y, z] = quatWxyzFromRotmat(rotmats.subarray(9 * j, 9 * j + 9));
    bone.quaternion.set(x, y, z, w);
  });
  const [x, y, z] = filePlace(shown, pelvisOf(body, shown.betas), placement);
  bones[0].position.set(x, y, z);
  return mesh;
}

/** Everybody as they are first seen. */
function everybody(source: Reconstruction | Motion): Shown[] {
  if ('people' in source) {
    return source.people.map(({ id, body, camera: { t } }) => ({ ...body, id, t }));
  }
  return source.tracks.map(({ id, betas, frames: [first] }) => ({ ...first, id, betas }));
}

/**
 * People as a `Group` of the caller's three.js: y up, metres, the photograph's camera at the origin looking along −z. Each is a `Group`
 * named `person <id>` with a `SkinnedMesh` named `body` and 24 `Bone`s by SMPL's names. Pose correctives are left out, as in an animated
 * GLB; those of a motion stand as they are first seen, and `toAnimationClip` moves them.
 * @param three the caller's three.js.
 * @param body the one that the result speaks of.
 * @param space of a motion, whose floor may be known: `world` has it at y = 0.
 * @throws E_CONFIG for a result of another body.
 * @example
 * ```ts
 * import { loadBody, parseResult } from 'multiroi';
 * import { toObject3D } from 'multiroi/viewer';
 * import * as THREE from 'three';
 *
 * const text = await (await fetch('photo.json')).text();
 * const body = await fetch('/multiroi/assets/body/open.safetensors');
 * const model = loadBody(new Uint8Array(await body.arrayBuffer()));
 * const scene = new THREE.Scene();
 * scene.add(toObject3D(THREE, parseResult(text), model), new THREE.HemisphereLight());
 * ```
 */
export function toObject3D<K extends ThreeKit>(
  three: K,
  source: Reconstruction | Motion,
  body: BodyModel,
  space: MotionSpace = 'camera',
): InstanceType<K['Group']> {
  if (source.model.body !== body.id) {
    throw new MultiRoiError(
      'E_CONFIG',
      `toObject3D: expected the body "${source.model.body}", got "${body.id}"`,
    );
  }
  const kit = typed(three);
  const camera: MotionCamera =
    'people' in source
      ? {
          K: [
            [1, 0, 0],
            [0, 1, 0],
            [0, 0, 1],
          ],
          static: true,
        }
      : source.camera;
  const all: Group = new kit.Group();
  for (const shown of everybody(source)) {
    const person = new kit.Group();
    person.name = personName(shown.id);
    person.add(meshOf(shown, body, camera, space, kit));
    all.add(person);
  }
  return all as InstanceType<K['Group']>;
}
