/**
 * @file Shape, pose and skinning of a body model in plain arrays (Loper et al. 2015, Eq. 2–4 and 6–10).
 * Buffers are made once; posing allocates nothing. Accumulates in float64, stores float32.
 * The input frame is the rotation's: with a camera-frame `globalOrient` the result is in axes of `cam`.
 */

import { rotmatFromAxisAngle } from '../math/index.ts';
import { requireLength } from './require-length.ts';
import type { BodyModel } from './body-model.ts';

/** Pose as axis-angle (rad) with betas [S]. */
export interface AxisAnglePose {
  /** Rotation of the whole body about its rest pelvis [3]. */
  readonly globalOrient: ArrayLike<number>;
  /** Rotations of joints 1…23 relative to their parents [23·3]. */
  readonly bodyPose: ArrayLike<number>;
  readonly betas: ArrayLike<number>;
}

/** Pose as rotation matrices [24, 9] row-major, the root first, with betas [S]. */
export interface RotmatPose {
  readonly rotmats: ArrayLike<number>;
  readonly betas: ArrayLike<number>;
}

/** A pose with a shape: axis-angles, as results hold them, or rotation matrices, as networks predict them. */
export type Pose = AxisAnglePose | RotmatPose;

/** Where results go: vertices [V, 3] and joints [24, 3] (m). */
export interface PosedBody {
  readonly vertices: Float32Array;
  readonly joints: Float32Array;
}

/**
 * Poses bodies of one model into arrays of the caller, and allocates nothing. Metres; the model's origin stays at 0,
 * axes are those that `globalOrient` turns into. Every method is E_SHAPE for arrays of another length.
 */
export interface Poser {
  /** The shaped body in zero pose. */
  rest(betas: ArrayLike<number>, out: PosedBody): void;
  /** The posed body. */
  pose(pose: Pose, out: PosedBody): void;
  /** Only the posed joints [24, 3]; a few microseconds. */
  poseJoints(pose: Pose, joints: Float32Array): void;
  /** Where the joints stand and how they are turned [24, 12]: rows of [R | p] of each. */
  poseFrames(pose: Pose, frames: Float64Array): void;
}

/** Arrays for one posed body of a model, to be written into by a `Poser` as often as wanted. */
export function createPosedBody(model: BodyModel): PosedBody {
  return {
    vertices: new Float32Array(model.vertexCount * 3),
    joints: new Float32Array(model.jointCount * 3),
  };
}

/** `out[i] = template[i] + Σ_s dirs[i, s] betas[s]`. */
function addShape(
  template: Float32Array,
  dirs: Float32Array,
  betas: Float64Array,
  out: Float64Array | Float32Array,
): void {
  const count = betas.length;
  for (let i = 0, d = 0; i < out.length; i++) {
    let sum = template[i];
    for (let s = 0; s < count; s++, d++) sum += dirs[d] * betas[s];
    out[i] = sum;
  }
}

/** `vertices += poseDirs · feature`, with the feature R_j − I of the joints below the root. */
function addPoseCorrectives(
  poseDirs: Float32Array,
  rotations: Float64Array,
  feature: Float64Array,
  vertices: Float32Array,
): void {
  const count = feature.length;
  for (let f = 0; f < count; f++) feature[f] = rotations[9 + f] - ((f % 9) % 4 === 0 ? 1 : 0);
  for (let i = 0, d = 0; i < vertices.length; i++) {
    let sum = vertices[i];
    for (let f = 0; f < count; f++, d++) sum += poseDirs[d] * feature[f];
    vertices[i] = sum;
  }
}

/**
 * Walks the tree: `world` [J, 12] gets each joint's rotation and position [R | p], rows of four.
 * A joint stands at p_parent + R_parent (rest − rest_parent).
 */
function forwardKinematics(
  parents: Int8Array,
  rotations: Float64Array,
  rest: Float64Array,
  world: Float64Array,
): void {
  for (let joint = 0; joint < parents.length; joint++) {
    const own = joint * 12;
    const local = joint * 9;
    const at = joint * 3;
    if (parents[joint] < 0) {
      for (let row = 0; row < 3; row++) {
        for (let column = 0; column < 3; column++) {
          world[own + row * 4 + column] = rotations[local + row * 3 + column];
        }
        world[own + row * 4 + 3] = rest[at + row];
      }
      continue;
    }
    const up = parents[joint] * 12;
    const upAt = parents[joint] * 3;
    const bx = rest[at] - rest[upAt];
    const by = rest[at + 1] - rest[upAt + 1];
    const bz = rest[at + 2] - rest[upAt + 2];
    for (let row = 0; row < 3; row++) {
      const r0 = world[up + row * 4];
      const r1 = world[up + row * 4 + 1];
      const r2 = world[up + row * 4 + 2];
      for (let column = 0; column < 3; column++) {
        world[own + row * 4 + column] =
          r0 * rotations[local + column] +
          r1 * rotations[local + 3 + column] +
          r2 * rotations[local + 6 + column];
      }
      world[own + row * 4 + 3] = r0 * bx + r1 * by + r2 * bz + world[up + row * 4 + 3];
    }
  }
}

/** Turns [R | p] into [R | p − R rest] in place: from rest positions to posed ones. */
function removeRest(rest: Float64Array, world: Float64Array): void {
  for (let joint = 0, at = 0; at < rest.length; joint++, at += 3) {
    for (let row = joint * 12; row < joint * 12 + 12; row += 4) {
      world[row + 3] -=
        world[row] * rest[at] + world[row + 1] * rest[at + 1] + world[row + 2] * rest[at + 2];
    }
  }
}

/** Linear blend skinning in place: v ← Σ_k w_k (R_k v + t_k). */
function skin(model: BodyModel, transforms: Float64Array, vertices: Float32Array): void {
  const { skinIndex, skinWeight, influenceCount, vertexCount } = model;
  for (let v = 0; v < vertexCount; v++) {
    const x = vertices[v * 3];
    const y = vertices[v * 3 + 1];
    const z = vertices[v * 3 + 2];
    let px = 0;
    let py = 0;
    let pz = 0;
    for (let k = v * influenceCount; k < (v + 1) * influenceCount; k++) {
      const w = skinWeight[k];
      if (w === 0) break;
      const t = skinIndex[k] * 12;
      px +=
        w * (transforms[t] * x + transforms[t + 1] * y + transforms[t + 2] * z + transforms[t + 3]);
      py +=
        w *
        (transforms[t + 4] * x + transforms[t + 5] * y + transforms[t + 6] * z + transforms[t + 7]);
      pz +=
        w *
        (transforms[t + 8] * x +
          transforms[t + 9] * y +
          transforms[t + 10] * z +
          transforms[t + 11]);
    }
    vertices[v * 3] = px;
    vertices[v * 3 + 1] = py;
    vertices[v * 3 + 2] = pz;
  }
}

/**
 * Makes a poser with its own buffers. One poser serves any number of bodies of a model, one after the other. Its
 * methods are E_SHAPE for arrays of another length.
 * @example
 * ```ts
 * import { createPosedBody, createPoser, readBody } from 'multiroi';
 * import { nodePlatform } from 'multiroi/node';
 *
 * const body = await readBody(nodePlatform.files, 'open');
 * const posed = createPosedBody(body);
 * // a T-pose that stands upright before an OpenCV camera
 * const pose = { globalOrient: [Math.PI, 0, 0], bodyPose: new Float32Array(69) };
 * createPoser(body).pose({ ...pose, betas: new Float32Array(10) }, posed);
 * const ys = posed.vertices.filter((_, i) => i % 3 === 1);
 * console.log(`${(Math.max(...ys) - Math.min(...ys)).toFixed(2)} m tall`);
 * ```
 */
export function createPoser(model: BodyModel): Poser {
  const { jointCount, vertexCount, shapeCount, parents, poseDirs } = model;
  const betasHeld = new Float64Array(shapeCount);
  const rest = new Float64Array(jointCount * 3);
  const rotations = new Float64Array(jointCount * 9);
  const world = new Float64Array(jointCount * 12);
  const feature = new Float64Array((jointCount - 1) * 9);
  const axisAngle = new Float64Array(3);
  const rotmat = new Float64Array(9);

  function takeBetas(betas: ArrayLike<number>): void {
    requireLength('pose betas', betas.length, shapeCount);
    betasHeld.set(betas);
  }

  function takeRotation(joint: number, source: ArrayLike<number>, start: number): void {
    axisAngle[0] = source[start];
    axisAngle[1] = source[start + 1];
    axisAngle[2] = source[start + 2];
    rotations.set(rotmatFromAxisAngle(axisAngle, rotmat), joint * 9);
  }

  function takeRotations(pose: Pose): void {
    if ('rotmats' in pose) {
      requireLength('pose rotmats', pose.rotmats.length, jointCount, 9);
      rotations.set(pose.rotmats);
      return;
    }
    requireLength('pose globalOrient', pose.globalOrient.length, 3);
    requireLength('pose bodyPose', pose.bodyPose.length, jointCount - 1, 3);
    takeRotation(0, pose.globalOrient, 0);
    for (let j = 1; j < jointCount; j++) takeRotation(j, pose.bodyPose, (j - 1) * 3);
  }

  function walk(pose: Pose): void {
    takeBetas(pose.betas);
    takeRotations(pose);
    addShape(model.jointTemplate, model.jointShapeDirs, betasHeld, rest);
    forwardKinematics(parents, rotations, rest, world);
  }

  function poseJoints(pose: Pose, joints: Float32Array): void {
    requireLength('pose joints', joints.length, jointCount, 3);
    walk(pose);
    for (let i = 0; i < joints.length; i++) joints[i] = world[i * 4 + 3];
  }

  return {
    poseJoints,
    poseFrames(pose, frames) {
      requireLength('pose frames', frames.length, jointCount, 12);
      walk(pose);
      frames.set(world);
    },
    rest(betas, out) {
      requireLength('rest vertices', out.vertices.length, vertexCount, 3);
      requireLength('rest joints', out.joints.length, jointCount, 3);
      takeBetas(betas);
      addShape(model.template, model.shapeDirs, betasHeld, out.vertices);
      addShape(model.jointTemplate, model.jointShapeDirs, betasHeld, out.joints);
    },
    pose(pose, out) {
      requireLength('pose vertices', out.vertices.length, vertexCount, 3);
      poseJoints(pose, out.joints);
      addShape(model.template, model.shapeDirs, betasHeld, out.vertices);
      if (poseDirs !== undefined) {
        addPoseCorrectives(poseDirs, rotations, feature, out.vertices);
      }
      removeRest(rest, world);
      skin(model, world, out.vertices);
    },
  };
}
