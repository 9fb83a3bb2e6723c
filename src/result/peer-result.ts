/**
 * @file People of other programs' NPZ files, and of ours, as a result that can be shown. What such a file does
 * not say is filled in, and told: nothing of it is measured here.
 */

import { BETA_COUNT, createPoser, JOINT_COUNT, POSE_SIZE, type BodyModel } from '../body/index.ts';
import { vec3At, type Vec3 } from '../math/index.ts';
import { placeJoints } from './place-joints.ts';
import { poseOf } from './pose-result.ts';
import { readPeerArrays, type PeerArrays, type Rows } from './peer-arrays.ts';
import { SCHEMA_VERSION, type Mat3, type Person, type Reconstruction } from './result.ts';

/** Surfaces that a file brought along. */
export interface PeerMeshes {
  readonly vertexCount: number;
  /** [F, 3]; empty: points. */
  readonly faces: Uint32Array;
  /** By the ids of people: X [V, 3], metres, camera axes, without t. */
  readonly vertices: ReadonlyMap<number, Float32Array>;
}

/** Another program's people as a result of this one. */
export interface PeerResult {
  readonly result: Reconstruction;
  /** Null: the given body, posed. */
  readonly meshes: PeerMeshes | null;
  /** What had to be assumed. */
  readonly notices: readonly string[];
}

/** The name of surfaces that belong to no body model. */
const FOREIGN = 'file';
/** More people than this at once help nobody: a file of thousands holds many photographs. */
const MOST_SHOWN = 30;
/** Crops of SPIN and its kin: their side, and the focal length that is assumed for them (px). */
const CROP_PX = 224;
const CROP_FOCAL_PX = 5000;
/** Where people stand of whom nothing is known. */
const SOMEWHERE: Vec3 = [0, 0, 4];

const row = ({ data, shape }: Rows, p: number): Float32Array => {
  const length = data.length / shape[0];
  return data.subarray(p * length, (p + 1) * length);
};

interface Scene {
  readonly K: Mat3;
  readonly width: number;
  readonly height: number;
  place(p: number): Vec3;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The camera, by what the file says of it, best first. */
function sceneOf(arrays: PeerArrays, photo: Size | null, notices: string[]): Scene {
  const { K, place, weak, focal, size, vertices } = arrays;
  // HMR 2.0 writes width and height
  const stated: Size | null =
    size !== undefined && size.data.length >= 2 && size.data[0] >= 1 && size.data[1] >= 1
      ? { width: Math.round(size.data[0]), height: Math.round(size.data[1]) }
      : null;
  const centred = (fx: number, { width, height }: Size): Omit<Scene, 'place'> => ({
    K: [
      [fx, 0, (width - 1) / 2],
      [0, fx, (height - 1) / 2],
      [0, 0, 1],
    ],
    width,
    height,
  });
  const known = photo ?? stated;
  if (K !== undefined && K.data[0] > 0 && K.data[4] > 0) {
    const [fx, , cx, , fy, cy] = K.data;
    const own = {
      width: Math.max(1, Math.round(2 * cx + 1)),
      height: Math.max(1, Math.round(2 * cy + 1)),
    };
    const { width, height } = known ?? own;
    const rows: Mat3 = [
      [fx, 0, cx],
      [0, fy, cy],
      [0, 0, 1],
    ];
    return { K: rows, width, height, place: placer(arrays, notices) };
  }
  if (place !== undefined) {
    const f = focal?.data[0] ?? 0;
    const guess = known ?? { width: 1000, height: 1000 };
    const diagonal = Math.hypot(guess.width, guess.height);
    if (!(f > 0)) notices.push('the focal length is the image’s diagonal, the file says none');
    const fx = f > 0 ? f : diagonal;
    // an image whose diagonal is the focal length, where nobody says how large it is
    const image = known ?? {
      width: Math.round(fx / Math.SQRT2),
      height: Math.round(fx / Math.SQRT2),
    };
    return { ...centred(fx, image), place: placer(arrays, notices) };
  }
  if (weak !== undefined && weak.shape.length === 2) {
    notices.push(`cameras are those of crops: ${CROP_PX} px, f = ${CROP_FOCAL_PX} px`);
    return {
      ...centred(CROP_FOCAL_PX, { width: CROP_PX, height: CROP_PX }),
      place: (p) => {
        const [s, tx, ty] = row(weak, p);
        return s > 0 ? [tx, ty, (2 * CROP_FOCAL_PX) / (CROP_PX * s)] : SOMEWHERE;
      },
    };
  }
  notices.push('the file has no camera');
  const image = known ?? { width: 1000, height: 1000 };
  const place0 = vertices !== undefined && vertices.data[2] > 0.5 ? ([0, 0, 0] as Vec3) : SOMEWHERE;
  return { ...centred(Math.hypot(image.width, image.height), image), place: () => place0 };
}

function placer({ place }: PeerArrays, notices: string[]): (p: number) => Vec3 {
  if (place === undefined) {
    notices.push('the file does not say where people stand');
    return () => SOMEWHERE;
  }
  return (p) => vec3At(row(place, p), 0);
}

/** Joints [24, 3] without t: the file's, or the posed body's. */
function jointsOf(arrays: PeerArrays, person: Person, p: number, body: BodyModel): Float32Array {
  const { joints, pose } = arrays;
  if (joints?.shape[1] === JOINT_COUNT) return row(joints, p);
  const out = new Float32Array(POSE_SIZE);
  if (pose !== undefined) createPoser(body).poseJoints(poseOf(person), out);
  return out;
}

function personOf(
  arrays: PeerArrays,
  p: number,
  scene: Scene,
  model: string,
  own: boolean,
  body: BodyModel,
): Person {
  const { K, width, height } = scene;
  const t = scene.place(p);
  const turns = arrays.pose === undefined ? new Float32Array(POSE_SIZE) : row(arrays.pose, p);
  const turn = (j: number): Vec3 => vec3At(turns, 3 * j);
  const betas = own && arrays.betas !== undefined ? row(arrays.betas, p) : [];
  const person: Person = {
    id: p,
    score: 1,
    box: [0, 0, width - 1, height - 1],
    rois: [],
    localCameras: [],
    camera: { K, t, focalPx: K[0][0], focalSource: 'given', convention: 'opencv' },
    body: {
      model,
      globalOrient: turn(0),
      bodyPose: Array.from({ length: JOINT_COUNT - 1 }, (_, j) => turn(j + 1)),
      betas: Array.from({ length: BETA_COUNT }, (_, s) => betas[s] ?? 0),
    },
    joints3d: { smpl24: [] },
    joints2d: { smpl24: [] },
    consistency: { x: 0, y: 0, s: 0 },
  };
  const box = arrays.boxes;
  return {
    ...person,
    ...(box !== undefined &&
      box.shape[1] >= 4 && { box: [...row(box, p).subarray(0, 4)] as Person['box'] }),
    ...placeJoints(person.camera, jointsOf(arrays, person, p, body)),
  };
}

/**
 * People of an NPZ file.
 * @param name of the file. @param body for people of whom the file says the pose and no surface, and for our own files.
 * @param photo the size of the photograph, where it is at hand.
 * @throws E_FORMAT for files that are damaged, too large or hold nobody.
 */
export function peerResult(
  bytes: Uint8Array,
  name: string,
  body: BodyModel,
  photo: Size | null = null,
): PeerResult {
  const arrays = readPeerArrays(bytes);
  const { vertices, people, faces, weak, betas } = arrays;
  const notices: string[] = [];
  // only this program writes cameras by region
  const own =
    weak?.shape.length === 3 && (vertices?.shape[1] ?? body.vertexCount) === body.vertexCount;
  const shown = Math.min(MOST_SHOWN, people);
  if (shown < people) notices.push(`${shown} of ${people} people are shown`);
  const scene = sceneOf(arrays, photo, notices);
  const meshes = own || vertices === undefined ? null : meshesOf(vertices, faces, shown);
  if (meshes?.faces.length === 0) notices.push('the file has no faces: its vertices are points');
  if (!own && meshes === null) {
    const shape = betas === undefined ? '' : ', without its betas, which belong to another';
    notices.push(`poses are shown on the body “${body.id}”${shape}`);
  }
  const model = meshes === null ? body.id : FOREIGN;
  const result: Reconstruction = {
    schemaVersion: SCHEMA_VERSION,
    image: { file: name, width: scene.width, height: scene.height },
    model: {
      name: 'light',
      preset: 'paper',
      weights: '0'.repeat(64),
      body: model,
      rois: 1,
      fullCamera: 'mean',
    },
    people: Array.from({ length: shown }, (_, p) => personOf(arrays, p, scene, model, own, body)),
    timings: {},
  };
  return { result, meshes, notices };
}

function meshesOf(vertices: Rows, faces: Uint32Array | undefined, shown: number): PeerMeshes {
  return {
    vertexCount: vertices.shape[1],
    faces: faces ?? new Uint32Array(),
    vertices: new Map(Array.from({ length: shown }, (_, p) => [p, row(vertices, p)])),
  };
}
