/**
 * @file A VRM animation (`.vrma`): a binary glTF of bones without a mesh, one animation, and the extension
 * VRMC_vrm_animation 1.0, which says which node is which bone of VRM's humanoid. The nodes rest in VRM's T-pose, the hips at
 * their height above the floor: players scale places by the ratio of that height to their avatar's.
 */

import {
  Document,
  Extension,
  VertexLayout,
  WebIO,
  type Node,
  type ReaderContext,
  type WriterContext,
} from '@gltf-transform/core';
import { checkLength, MultiRoiError, SILENT } from '../base/index.ts';
import { addClip, checkClip, type JointClip } from './glb-animation.ts';

const NAME = 'VRMC_vrm_animation';

class VrmAnimationExtension extends Extension {
  static override readonly EXTENSION_NAME = NAME;
  override readonly extensionName = NAME;
  #bones: readonly Node[] = [];

  /** @param bones named as VRM names them. */
  setBones(bones: readonly Node[]): void {
    this.#bones = bones;
  }

  override read(_: ReaderContext): this {
    return this;
  }

  override write({ jsonDoc: { json }, nodeIndexMap }: WriterContext): this {
    const humanBones = Object.fromEntries(
      this.#bones.map((node) => [node.getName(), { node: nodeIndexMap.get(node) }]),
    );
    json.extensions = {
      ...json.extensions,
      [NAME]: { specVersion: '1.0', humanoid: { humanBones } },
    };
    return this;
  }
}

/** What a file holds. */
export interface Vrma {
  /** [J], `VRMHumanBoneName`s; the first is `hips`. */
  readonly names: readonly string[];
  /** −1 for the hips, which come first; parents precede their children. */
  readonly parents: readonly number[];
  /** Where bones rest, relative to their parents [J, 3], m; of the hips it is not read. */
  readonly offsets: ArrayLike<number>;
  /** Of the hips above the floor in the T-pose, m. */
  readonly hipsHeightM: number;
  readonly clip: JointClip;
  /** JSON for the hips' `extras`. */
  readonly extras?: Readonly<Record<string, unknown>>;
}

/**
 * Writes a `.vrma`; same motion, same bytes.
 * @throws E_SHAPE, E_RANGE, E_NUMERIC for arrays that do not fit one another or are not finite.
 */
export async function writeVrma(vrma: Vrma): Promise<Uint8Array<ArrayBuffer>> {
  const { names, parents, offsets, hipsHeightM, clip, extras } = vrma;
  checkLength('writeVrma: parents', parents.length, [names.length]);
  checkLength('writeVrma: offsets', offsets.length, [names.length, 3]);
  checkClip('writeVrma', clip, names.length);
  if (!(hipsHeightM > 0)) {
    throw new MultiRoiError(
      'E_RANGE',
      `writeVrma: expected hips above the floor, got ${hipsHeightM} m`,
    );
  }
  const document = new Document().setLogger(SILENT);
  const buffer = document.createBuffer();
  const nodes: Node[] = [];
  for (const [j, name] of names.entries()) {
    const [x, y, z] = [0, 1, 2].map((k) => offsets[3 * j + k]);
    const isRoot = parents[j] < 0;
    const node = document.createNode(name).setTranslation(isRoot ? [0, hipsHeightM, 0] : [x, y, z]);
    if (!isRoot) nodes[parents[j]].addChild(node);
    nodes.push(node);
  }
  if (extras !== undefined) nodes[0].setExtras({ ...extras });
  const accessor: Parameters<typeof addClip>[0]['accessor'] = (type, array) =>
    document.createAccessor().setType(type).setArray(array).setBuffer(buffer);
  addClip({ document, accessor }, nodes, clip);
  document.createExtension(VrmAnimationExtension).setBones(nodes);
  const scene = document.createScene('scene').addChild(nodes[0]);
  document.getRoot().setDefaultScene(scene).getAsset().generator = 'multiroi';
  const io = new WebIO().setLogger(SILENT).setVertexLayout(VertexLayout.SEPARATE);
  return io.registerExtensions([VrmAnimationExtension]).writeBinary(document);
}
