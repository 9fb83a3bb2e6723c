/** @file Everyone's joints as spheres and bones as rods: two draw calls, however many people. */

import {
  Color,
  CylinderGeometry,
  Group,
  InstancedMesh,
  Matrix4,
  Quaternion,
  SphereGeometry,
  Vector3,
} from 'three';
import { personColour } from '../imaging/index.ts';
import { setColour } from './body-mesh.ts';
import { clay } from './clay.ts';

const JOINT_M = 0.021;
const BONE_M = 0.009;
const UP = new Vector3(0, 1, 0);

/** A person's joints [J, 3], camera frame, t included. */
export interface Skeleton {
  readonly id: number;
  readonly joints: ArrayLike<number>;
}

/** Joints and bones of everybody who is shown. */
export class Skeletons {
  /** In the camera frame. */
  readonly group: Group = new Group();
  #joints: InstancedMesh;
  #bones: InstancedMesh;
  readonly #sphere = new SphereGeometry(1, 20, 14);
  readonly #rod = new CylinderGeometry(1, 1, 1, 12, 1);
  readonly #surface = clay();
  readonly #matrix = new Matrix4();
  readonly #turn = new Quaternion();
  readonly #from = new Vector3();
  readonly #to = new Vector3();
  readonly #scale = new Vector3();
  readonly #colour = new Color();

  constructor() {
    this.#joints = this.#mesh(this.#sphere, 24);
    this.#bones = this.#mesh(this.#rod, 24);
  }

  /** Draws these people; rods run from each joint to its parent. */
  set(people: readonly Skeleton[], parents: ArrayLike<number>): void {
    const needed = people.length * parents.length;
    this.#joints = this.#roomFor(this.#joints, this.#sphere, needed);
    this.#bones = this.#roomFor(this.#bones, this.#rod, needed);
    let [j, b] = [0, 0];
    for (const { id, joints } of people) {
      setColour(this.#colour, personColour(id));
      for (let k = 0; k < parents.length; k++) {
        this.#to.fromArray(joints, 3 * k);
        this.#turn.identity();
        this.#matrix.compose(this.#to, this.#turn, this.#scale.setScalar(JOINT_M));
        this.#joints.setMatrixAt(j, this.#matrix);
        this.#joints.setColorAt(j++, this.#colour);
        if (parents[k] < 0) continue;
        this.#from.fromArray(joints, 3 * parents[k]);
        const length = this.#from.distanceTo(this.#to);
        if (!(length > 0)) continue;
        this.#scale.set(BONE_M, length, BONE_M);
        this.#to.sub(this.#from).divideScalar(length);
        this.#turn.setFromUnitVectors(UP, this.#to);
        this.#from.addScaledVector(this.#to, length / 2);
        this.#matrix.compose(this.#from, this.#turn, this.#scale);
        this.#bones.setMatrixAt(b, this.#matrix);
        this.#bones.setColorAt(b++, this.#colour);
      }
    }
    for (const [mesh, count] of [
      [this.#joints, j],
      [this.#bones, b],
    ] as const) {
      mesh.count = count;
      mesh.instanceMatrix.needsUpdate = true;
      if (mesh.instanceColor !== null) mesh.instanceColor.needsUpdate = true;
    }
  }

  show(joints: boolean, bones: boolean): void {
    this.#joints.visible = joints;
    this.#bones.visible = bones;
  }

  dispose(): void {
    this.#joints.dispose();
    this.#bones.dispose();
    this.#sphere.dispose();
    this.#rod.dispose();
    this.#surface.dispose();
  }

  #mesh(shape: SphereGeometry | CylinderGeometry, capacity: number): InstancedMesh {
    const mesh = new InstancedMesh(shape, this.#surface, capacity);
    mesh.frustumCulled = false;
    mesh.count = 0;
    mesh.setColorAt(0, this.#colour);
    this.group.add(mesh);
    return mesh;
  }

  #roomFor(
    mesh: InstancedMesh,
    shape: SphereGeometry | CylinderGeometry,
    needed: number,
  ): InstancedMesh {
    if (mesh.instanceMatrix.count >= needed) return mesh;
    const { visible } = mesh;
    mesh.removeFromParent();
    mesh.dispose();
    const larger = this.#mesh(shape, 2 * needed);
    larger.visible = visible;
    return larger;
  }
}
