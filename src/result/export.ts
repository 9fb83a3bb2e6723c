/** @file A result as files of other programs: GLB, OBJ, NPZ, CSV. */

import {
  BETA_COUNT,
  bodyParts,
  createPosedBody,
  createPoser,
  JOINT_COUNT,
  jointSet,
  POSE_SIZE,
  type BodyModel,
  type Pose,
} from '../body/index.ts';
import {
  glVertices,
  writeGlb,
  writeNpz,
  writeObj,
  type GlbPerson,
  type NdArray,
  type SkinnedBody,
} from '../format/index.ts';
import { personColour } from '../imaging/index.ts';
import { suitTints } from './materials.ts';
import { rotmatFromAxisAngle } from '../math/index.ts';
import { sizeOf } from '../base/index.ts';
import {
  poseOf,
  poseResult,
  projectPerson,
  sceneIntrinsics,
  type PosedPerson,
} from './pose-result.ts';
import type { Reconstruction, ResultBody } from './result.ts';

/** `skinned`: posed by its skeleton, so it can be animated; `static`: the vertices as they are. */
export type GlbKind = 'skinned' | 'static';

export interface Glb {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /**
   * The farthest any vertex of a skinned body is from where it should be, because a skeleton cannot
   * carry pose correctives, mm; null when nothing is lost by construction.
   */
  readonly lostMm: number | null;
}

/** A body with its skeleton, for files that can pose it again. */
export function skinnedBody(
  { globalOrient, bodyPose, betas }: Omit<ResultBody, 'model'>,
  body: BodyModel,
): SkinnedBody {
  const rest = createPosedBody(body);
  createPoser(body).rest(betas, rest);
  const rotmats = [globalOrient, ...bodyPose].flatMap((axisAngle) => [
    ...rotmatFromAxisAngle(axisAngle),
  ]);
  return {
    restVertices: rest.vertices,
    joints: rest.joints,
    parents: body.parents,
    jointNames: jointSet('smpl24').names,
    rotmats,
    influenceCount: body.influenceCount,
    skinIndex: body.skinIndex,
    skinWeight: body.skinWeight,
  };
}

/**
 * Largest distance between vertices with and without pose correctives, mm.
 * @param vertices posed [V, 3].
 */
export function correctivesLostMm(pose: Pose, vertices: Float32Array, body: BodyModel): number {
  const { poseDirs: _, ...plain } = body;
  const skinned = createPosedBody(body);
  createPoser(plain).pose(pose, skinned);
  let most = 0;
  for (let i = 0; i < vertices.length; i += 3) {
    const d = [0, 1, 2].map((k) => vertices[i + k] - skinned.vertices[i + k]);
    most = Math.max(most, Math.hypot(d[0], d[1], d[2]));
  }
  return 1000 * most;
}

/**
 * Everyone and the camera as one `.glb`, y up.
 * @param posed what `poseResult` gives, where it is at hand.
 */
export async function exportGlb(
  result: Reconstruction,
  body: BodyModel,
  kind: GlbKind = 'skinned',
  posed: readonly PosedPerson[] = poseResult(result, body),
): Promise<Glb> {
  const lost =
    kind === 'skinned' && body.poseDirs !== undefined
      ? posed.map(({ person, vertices }) => correctivesLostMm(poseOf(person), vertices, body))
      : null;
  const { width, height } = result.image;
  const parts = bodyParts(body);
  const people = posed.map(({ person, vertices }, i): GlbPerson => {
    const { id, score, camera, consistency, expectedError = null } = person;
    const colour = personColour(id);
    const [r, g, b] = colour;
    return {
      name: `person ${id}`,
      color: [r / 255, g / 255, b / 255],
      tints: suitTints(parts, colour),
      faces: body.faces,
      t: camera.t,
      body: kind === 'static' ? { vertices } : skinnedBody(person.body, body),
      extras: {
        id,
        score,
        consistency,
        expectedError,
        body: person.body,
        ...(lost !== null && { lostMm: lost[i] }),
      },
    };
  });
  const { fx, fy, cx, cy } = sceneIntrinsics(result);
  const bytes = await writeGlb({ people, width, height, K: [fx, 0, cx, 0, fy, cy, 0, 0, 1] });
  return { bytes, lostMm: lost === null ? null : Math.max(0, ...lost) };
}

/**
 * Each person's mesh as OBJ, metres, y up, by id.
 * @param posed what `poseResult` gives, where it is at hand.
 */
export function exportObj(
  result: Reconstruction,
  body: BodyModel,
  posed: readonly PosedPerson[] = poseResult(result, body),
): Map<number, string> {
  const meshes = new Map<number, string>();
  for (const { person, vertices } of posed) {
    const placed = glVertices(vertices, person.camera.t);
    meshes.set(person.id, writeObj({ vertices: placed, faces: body.faces }, `person_${person.id}`));
  }
  return meshes;
}

/** Flat numbers of all people as [P, …shape]. */
function stack(
  people: readonly PosedPerson[],
  shape: readonly number[],
  of: (posed: PosedPerson) => ArrayLike<number>,
): NdArray {
  const size = sizeOf(shape);
  const data = new Float32Array(people.length * size);
  people.forEach((posed, p) => data.set(of(posed), p * size));
  return { type: 'float32', shape: [people.length, ...shape], data };
}

/**
 * The arrays that Python programs expect, P people: pred_cam [P, M, 3], full_cam [P, 3], pose [P, 72],
 * betas [P, 10], joints3d [P, 24, 3] and verts [P, V, 3] (camera axes, without t), joints2d [P, 24, 2],
 * bboxes [P, 4] xyxy, K [P, 3, 3]; where the weights are calibrated, also expected_error_mm [P], expected_error_range_mm [P, 2],
 * joint_expected_error_mm [P, 24] and betas_sd [P, 10], NaN for whose body was changed.
 * @param withVertices adds `verts`.
 * @param posed what `poseResult` gives, where it is at hand.
 */
export function exportNpz(
  result: Reconstruction,
  body: BodyModel,
  withVertices: boolean,
  posed: readonly PosedPerson[] = poseResult(result, body),
): Uint8Array<ArrayBuffer> {
  const rois = result.model.rois;
  return writeNpz({
    pred_cam: stack(posed, [rois, 3], ({ person }) =>
      person.localCameras.flatMap(({ scale, tx, ty }) => [scale, tx, ty]),
    ),
    full_cam: stack(posed, [3], ({ person }) => person.camera.t),
    pose: stack(posed, [POSE_SIZE], ({ person }) => [
      ...person.body.globalOrient,
      ...person.body.bodyPose.flat(),
    ]),
    betas: stack(posed, [BETA_COUNT], ({ person }) => person.body.betas),
    joints3d: stack(posed, [JOINT_COUNT, 3], ({ joints }) => joints),
    ...(withVertices && {
      verts: stack(posed, [body.vertexCount, 3], ({ vertices }) => vertices),
    }),
    joints2d: stack(posed, [JOINT_COUNT, 2], ({ person }) => person.joints2d.smpl24.flat()),
    bboxes: stack(posed, [4], ({ person }) => person.box),
    K: stack(posed, [3, 3], ({ person }) => person.camera.K.flat()),
    ...(result.people.some(({ expectedError }) => expectedError) && {
      expected_error_mm: stack(posed, [], ({ person }) => [person.expectedError?.meanMm ?? NaN]),
      expected_error_range_mm: stack(
        posed,
        [2],
        ({ person }) => person.expectedError?.rangeMm ?? [NaN, NaN],
      ),
      joint_expected_error_mm: stack(
        posed,
        [JOINT_COUNT],
        ({ person }) =>
          person.expectedError?.jointsMm.smpl24 ?? new Float32Array(JOINT_COUNT).fill(NaN),
      ),
      betas_sd: stack(
        posed,
        [BETA_COUNT],
        ({ person }) => person.expectedError?.betasSd ?? new Float32Array(BETA_COUNT).fill(NaN),
      ),
    }),
  });
}

/**
 * Points of everyone in image pixels, one a line: `person,point,name,x,y,depth`; depth in metres along
 * the camera's axis. Points that are not in front of the camera have empty x and y.
 */
export function exportCsv(
  result: Reconstruction,
  body: BodyModel,
  points: 'joints' | 'vertices',
): string {
  const lines = ['person,point,name,x,y,depth'];
  const { names } = jointSet('smpl24');
  const px = (value: number): string => (Number.isNaN(value) ? '' : value.toFixed(3));
  for (const { person, joints, vertices } of poseResult(result, body)) {
    const X = points === 'joints' ? joints : vertices;
    const pixels = projectPerson(person, X);
    for (let i = 0; i < X.length / 3; i++) {
      const name = points === 'joints' ? names[i] : '';
      const depth = X[3 * i + 2] + person.camera.t[2];
      const place = `${px(pixels[2 * i])},${px(pixels[2 * i + 1])}`;
      lines.push(`${person.id},${i},${name},${place},${depth.toFixed(6)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
