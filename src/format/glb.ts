/**
 * @file One binary glTF with everyone in a photograph and its camera. Frame `gl`: a camera-frame point
 * X + t is written as diag(1, −1, −1) · (X + t), so the camera stands at the origin and looks along −z.
 *
 * A skinned person is a mesh in the rest pose with its shape baked in, and 24 joint nodes that hold
 * the pose: v = Σ_k w_k (R_k (v₀ − J_k) + p_k), i.e. SMPL's linear blend skinning without pose correctives
 * (Loper et al. 2015, Eq. 2–4). The root joint carries t and the change of frame.
 *
 * A skinned person may move: one animation holds everybody's joints over time (`glb-animation.ts`).
 */

import {
  type Accessor,
  Camera,
  Document,
  VertexLayout,
  WebIO,
  type Buffer,
  type Material,
  type Mesh,
  type Node,
  type Primitive,
} from '@gltf-transform/core';
import { MultiRoiError } from '../base/index.ts';
import { SILENT } from '../base/index.ts';
import {
  applyRigid,
  linearFromSrgb,
  matmul3,
  quatWxyzFromRotmat,
  vertexNormals,
  type Rigid,
} from '../math/index.ts';
import { checkLength } from '../base/index.ts';
import { addClip, checkClip } from './glb-animation.ts';
import type { GlbClip } from './joint-clip.ts';
import { skinAttributes, type SkinAttributes } from './skin-attributes.ts';

/** Vertices as they stand, exactly. */
export interface StaticBody {
  /** Posed X [V, 3] in the camera's axes, without t, m. */
  readonly vertices: Float32Array;
}

/** A body that can be posed again. */
export interface SkinnedBody {
  /** Shaped but not posed [V, 3], frame `body`, m. */
  readonly restVertices: Float32Array;
  /** Shaped rest joints [J, 3], m. */
  readonly joints: ArrayLike<number>;
  /** −1 for the root, which comes first; parents precede their children. */
  readonly parents: ArrayLike<number>;
  readonly jointNames: readonly string[];
  /** Local rotations [J, 9], row-major; the first is R_cam←body. */
  readonly rotmats: ArrayLike<number>;
  readonly influenceCount: number;
  /** [V, K]; arrays shared by people are written once. */
  readonly skinIndex: ArrayLike<number>;
  readonly skinWeight: ArrayLike<number>;
}

/** A body as a node of a glTF scene. */
export interface GlbPerson {
  readonly name: string;
  /** sRGB, 0–1. */
  readonly color: readonly [number, number, number];
  /** Colours of the vertices [V, 3], sRGB 0–255, instead of one for all. */
  readonly tints?: ArrayLike<number>;
  /** [F, 3], counter-clockwise from outside; arrays shared by people are written once. */
  readonly faces: ArrayLike<number>;
  /** [3], m. */
  readonly t: ArrayLike<number>;
  readonly body: StaticBody | SkinnedBody;
  /** How a skinned body moves, the root joint in the file's frame; the pose itself is what programs show that play nothing. */
  readonly clip?: GlbClip;
  /** JSON for the mesh node's `extras`. */
  readonly extras?: Readonly<Record<string, unknown>>;
}

/** People and the camera that saw them. */
export interface GlbScene {
  readonly people: readonly GlbPerson[];
  /** Of the image, px. */
  readonly width: number;
  readonly height: number;
  /** Intrinsics [9], row-major, px. glTF has no principal point: the whole of K is in the camera's extras. */
  readonly K: ArrayLike<number>;
  /** From the camera's frame to the file's; default diag(1, −1, −1). */
  readonly fileFromCam?: Rigid<'gl', 'cam'>;
}

const FLIP: Rigid<'gl', 'cam'> = {
  rotation: Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1),
  translation: new Float64Array(3),
};
const Z_NEAR_M = 0.01;
const Z_FAR_M = 1000;

/** X + t in the file's frame [V, 3]. */
function placed(
  points: ArrayLike<number>,
  t: ArrayLike<number>,
  fileFromCam: Rigid<'gl', 'cam'>,
): Float32Array<ArrayBuffer> {
  const out = Float32Array.from(points, (value, i) => value + t[i % 3]);
  applyRigid(fileFromCam, out, out);
  return out;
}

/** The file under construction; arrays that several people share become one accessor. */
class GlbBuilder {
  readonly document: Document = new Document().setLogger(SILENT);
  readonly fileFromCam: Rigid<'gl', 'cam'>;
  /** Made when something is put into it: an empty buffer is not valid, an empty scene is. */
  #buffer: Buffer | null = null;
  readonly #indices = new Map<ArrayLike<number>, Accessor>();
  readonly #skins = new Map<ArrayLike<number>, readonly [Accessor, Accessor]>();

  constructor(fileFromCam: Rigid<'gl', 'cam'>) {
    this.fileFromCam = fileFromCam;
  }

  accessor(type: 'SCALAR' | 'VEC3' | 'VEC4' | 'MAT4', array: NonNullable<AccessorArray>): Accessor {
    this.#buffer ??= this.document.createBuffer();
    return this.document.createAccessor().setType(type).setArray(array).setBuffer(this.#buffer);
  }

  indices(faces: ArrayLike<number>, vertexCount: number): Accessor {
    const known = this.#indices.get(faces);
    if (known !== undefined) return known;
    // the largest index of each width is reserved for primitive restart
    const array = vertexCount <= 0xffff ? new Uint16Array(faces) : new Uint32Array(faces);
    const accessor = this.accessor('SCALAR', array);
    this.#indices.set(faces, accessor);
    return accessor;
  }

  skinning(body: SkinnedBody): readonly [Accessor, Accessor] {
    const known = this.#skins.get(body.skinWeight);
    if (known !== undefined) return known;
    const { joints, weights }: SkinAttributes = skinAttributes(
      body.skinIndex,
      body.skinWeight,
      body.influenceCount,
    );
    const pair = [
      this.accessor('VEC4', joints),
      this.accessor('VEC4', weights).setNormalized(true),
    ] as const;
    this.#skins.set(body.skinWeight, pair);
    return pair;
  }
}
type AccessorArray = ReturnType<Accessor['getArray']>;

function materialOf({ document }: GlbBuilder, { name, color, tints }: GlbPerson): Material {
  // colours of vertices are factors on the material's
  const [r, g, b] = tints === undefined ? color.map(linearFromSrgb) : [1, 1, 1];
  return document
    .createMaterial(name)
    .setBaseColorFactor([r, g, b, 1])
    .setMetallicFactor(0)
    .setRoughnessFactor(0.9);
}

/** Colours of sRGB [V, 3] as a file has them: linear, 0–255. Neighbours mostly have the same. */
function linearLevels(tints: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const levels = new Uint8Array(tints.length);
  for (let i = 0; i < levels.length; i++) {
    const isSame = i >= 3 && tints[i] === tints[i - 3];
    levels[i] = isSame ? levels[i - 3] : Math.round(255 * linearFromSrgb(tints[i] / 255));
  }
  return levels;
}

function meshOf(builder: GlbBuilder, person: GlbPerson, vertices: Float32Array): Mesh {
  const primitive: Primitive = builder.document
    .createPrimitive()
    .setIndices(builder.indices(person.faces, vertices.length / 3))
    .setAttribute('POSITION', builder.accessor('VEC3', new Float32Array(vertices)))
    .setAttribute('NORMAL', builder.accessor('VEC3', unitNormals(vertices, person.faces)))
    .setMaterial(materialOf(builder, person));
  if (person.tints !== undefined) {
    const colours = builder.accessor('VEC3', linearLevels(person.tints)).setNormalized(true);
    primitive.setAttribute('COLOR_0', colours);
  }
  if ('rotmats' in person.body) {
    const [joints, weights] = builder.skinning(person.body);
    primitive.setAttribute('JOINTS_0', joints).setAttribute('WEIGHTS_0', weights);
  }
  return builder.document.createMesh(person.name).addPrimitive(primitive);
}

/** The joint nodes, root first, posed; the root stands where the person does, in the file's frame. */
function skeletonOf(
  { document, fileFromCam }: GlbBuilder,
  body: SkinnedBody,
  t: ArrayLike<number>,
): Node[] {
  const { joints, parents, rotmats, jointNames } = body;
  const nodes: Node[] = [];
  for (const [j, name] of jointNames.entries()) {
    const rotmat = Array.from({ length: 9 }, (_, k) => rotmats[9 * j + k]);
    const at = [0, 1, 2].map((k) => joints[3 * j + k]);
    const [w, x, y, z] = quatWxyzFromRotmat(
      parents[j] < 0 ? matmul3(fileFromCam.rotation, rotmat) : rotmat,
    );
    const node = document.createNode(name).setRotation([x, y, z, w]);
    if (parents[j] < 0) {
      node.setTranslation([...placed(at, t, fileFromCam)] as [number, number, number]);
    } else {
      const [dx, dy, dz] = at.map((value, k) => value - joints[3 * parents[j] + k]);
      nodes[parents[j]].addChild(node.setTranslation([dx, dy, dz]));
    }
    nodes.push(node);
  }
  return nodes;
}

/** Inverse bind matrices [J, 16], column-major: rest joints have no rotation. */
function inverseBinds(joints: ArrayLike<number>): Float32Array<ArrayBuffer> {
  const matrices = new Float32Array((joints.length / 3) * 16);
  for (let j = 0; j < joints.length / 3; j++) {
    for (let k = 0; k < 4; k++) matrices[16 * j + 5 * k] = 1;
    for (let k = 0; k < 3; k++) matrices[16 * j + 12 + k] = -joints[3 * j + k];
  }
  return matrices;
}

function checkFinite(who: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new MultiRoiError('E_NUMERIC', `${who}: expected finite numbers, got ${values[i]}`);
    }
  }
}

function checkPerson({ name, faces, t, body, tints, clip }: GlbPerson): void {
  const who = `writeGlb "${name}"`;
  checkLength(who, t.length, [3]);
  checkFinite(who, t);
  const vertices = 'rotmats' in body ? body.restVertices : body.vertices;
  checkLength(who, vertices.length, [Math.floor(vertices.length / 3), 3]);
  checkLength(who, faces.length, [Math.floor(faces.length / 3), 3]);
  checkFinite(who, vertices);
  if (tints !== undefined) checkLength(who, tints.length, [vertices.length]);
  for (let i = 0; i < faces.length; i++) {
    if (!(faces[i] < vertices.length / 3)) {
      const count = vertices.length / 3;
      throw new MultiRoiError(
        'E_RANGE',
        `${who}: expected faces of ${count} vertices, got ${faces[i]}`,
      );
    }
  }
  if (!('rotmats' in body)) return;
  const J = body.jointNames.length;
  checkLength(who, body.joints.length, [J, 3]);
  checkLength(who, body.rotmats.length, [J, 9]);
  checkLength(who, body.parents.length, [J]);
  checkLength(who, body.skinIndex.length, [vertices.length / 3, body.influenceCount]);
  checkLength(who, body.skinWeight.length, [vertices.length / 3, body.influenceCount]);
  checkFinite(who, body.joints);
  checkFinite(who, body.rotmats);
  if (clip !== undefined) checkClip(who, clip, J);
}

/** The mesh node and, for a skinned person, the root of the skeleton: both stand at the top of the scene. */
function personNodes(builder: GlbBuilder, person: GlbPerson): Node[] {
  const { document } = builder;
  const { body, t, name, extras, clip } = person;
  const node = document.createNode(name);
  if (extras !== undefined) node.setExtras({ ...extras });
  if (!('rotmats' in body)) {
    return [node.setMesh(meshOf(builder, person, placed(body.vertices, t, builder.fileFromCam)))];
  }
  const joints = skeletonOf(builder, body, t);
  const skin = document
    .createSkin(name)
    .setSkeleton(joints[0])
    .setInverseBindMatrices(builder.accessor('MAT4', inverseBinds(body.joints)));
  for (const joint of joints) skin.addJoint(joint);
  if (clip !== undefined) addClip(builder, joints, clip);
  return [node.setMesh(meshOf(builder, person, body.restVertices)).setSkin(skin), joints[0]];
}

function cameraNode({ document, fileFromCam }: GlbBuilder, { width, height, K }: GlbScene): Node {
  const [fx, fy] = [K[0], K[4]];
  const camera = document
    .createCamera('camera')
    .setType(Camera.Type['PERSPECTIVE'])
    .setYFov(2 * Math.atan2(height, 2 * fy))
    .setAspectRatio((width * fy) / (height * fx))
    .setZNear(Z_NEAR_M)
    .setZFar(Z_FAR_M);
  const rows = [0, 3, 6].map((row) => [K[row], K[row + 1], K[row + 2]]);
  // cameras of glTF look along −z with y up
  const { rotation, translation } = fileFromCam;
  const [w, x, y, z] = quatWxyzFromRotmat(matmul3(rotation, FLIP.rotation));
  return document
    .createNode('camera')
    .setCamera(camera)
    .setRotation([x, y, z, w])
    .setTranslation([translation[0], translation[1], translation[2]])
    .setExtras({ K: rows, width, height, convention: 'opencv' });
}

/**
 * Writes everyone and the camera as one `.glb`; same scene, same bytes.
 * @throws E_SHAPE, E_RANGE, E_NUMERIC for arrays that do not fit one another or are not finite.
 */
export async function writeGlb(scene: GlbScene): Promise<Uint8Array<ArrayBuffer>> {
  checkLength('writeGlb: K', scene.K.length, [9]);
  checkFinite('writeGlb: K', scene.K);
  for (const person of scene.people) checkPerson(person);
  const builder = new GlbBuilder(scene.fileFromCam ?? FLIP);
  const root = builder.document.createScene('scene');
  root.addChild(cameraNode(builder, scene));
  for (const person of scene.people) {
    for (const node of personNodes(builder, person)) root.addChild(node);
  }
  builder.document.getRoot().setDefaultScene(root).getAsset().generator = 'multiroi';
  // separate views, so that what people share is not woven into the vertices of one of them
  const io = new WebIO().setLogger(SILENT).setVertexLayout(VertexLayout.SEPARATE);
  return io.writeBinary(builder.document);
}

/** Normals [V, 3]; vertices without area get the z axis, because files must hold unit vectors. */
function unitNormals(vertices: Float32Array, faces: ArrayLike<number>): Float32Array {
  const normals = new Float32Array(vertices.length);
  vertexNormals(vertices, faces, normals);
  for (let v = 0; v < normals.length; v += 3) {
    if (normals[v] === 0 && normals[v + 1] === 0 && normals[v + 2] === 0) normals[v + 2] = 1;
  }
  return normals;
}
