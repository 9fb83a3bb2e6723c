/** @file Files of motions, played by programs that are not ours: three.js, and @pixiv's player of VRM animations. */
import {
  createVRMAnimationClip,
  VRMAnimationLoaderPlugin,
  type VRMAnimation,
} from '@pixiv/three-vrm-animation';
import { AnimationMixer, SkinnedMesh, Vector3, type AnimationClip, type Object3D } from 'three';
import { BVHLoader } from 'three/examples/jsm/loaders/BVHLoader.js';
import { GLTFLoader } from 'three/examples/jsm/loaders/GLTFLoader.js';
import { HUMANOID } from '../../src/animation/humanoid.ts';
import type { Avatar } from './vrm-avatar.ts';

const placeOf = (node: Object3D): Vector3 => node.getWorldPosition(new Vector3());

export interface PlayedGlb {
  readonly scene: Object3D;
  readonly animations: readonly AnimationClip[];
  readonly skins: readonly SkinnedMesh[];
  /** Joints of every skin, m. */
  readonly at: (seconds: number) => Vector3[][];
}

/** An animated GLB in three.js. */
export async function playGlb(bytes: Uint8Array<ArrayBuffer>): Promise<PlayedGlb> {
  const { scene, animations } = await new GLTFLoader().parseAsync(bytes.buffer, '');
  const mixer = new AnimationMixer(scene);
  mixer.clipAction(animations[0]).play();
  const skins: SkinnedMesh[] = [];
  scene.traverse((node: Object3D) => {
    if (node instanceof SkinnedMesh) skins.push(node);
  });
  const at = (seconds: number): Vector3[][] => {
    mixer.setTime(seconds);
    scene.updateMatrixWorld(true);
    return skins.map(({ skeleton }) => skeleton.bones.map(placeOf));
  };
  return { scene, animations, skins, at };
}

/** Joints by name over time, m: a BVH in three.js. */
export function playBvh(text: string, names: readonly string[]): (seconds: number) => Vector3[] {
  const { skeleton, clip } = new BVHLoader().parse(text);
  const [root] = skeleton.bones;
  const mixer = new AnimationMixer(root);
  mixer.clipAction(clip).play();
  const bones = names.map((name) => {
    const found = skeleton.bones.find((bone) => bone.name === name);
    if (found === undefined) throw new Error(`a BVH without ${name}`);
    return found;
  });
  return (seconds) => {
    // a hair before the end, where the clip would begin anew
    mixer.setTime(Math.min(seconds, clip.duration - 1e-6));
    root.updateMatrixWorld(true);
    return bones.map((bone) => placeOf(bone).divideScalar(100));
  };
}

export interface LoadedVrma {
  readonly animation: VRMAnimation;
  /** What was taken off all places, m. */
  readonly origin: [number, number, number];
}

/** A VRM animation, read by @pixiv's loader. */
export async function loadVrma(bytes: Uint8Array<ArrayBuffer>): Promise<LoadedVrma> {
  const loader = new GLTFLoader();
  loader.register((parser) => new VRMAnimationLoaderPlugin(parser));
  const gltf = await loader.parseAsync(bytes.buffer, '');
  const [animation] = gltf.userData['vrmAnimations'] as VRMAnimation[];
  const hips = gltf.scene.getObjectByName('hips');
  return { animation, origin: hips?.userData['origin'] as [number, number, number] };
}

/** The raw bones of an avatar over time, in the order of the joints. */
export function playVrma(
  { vrm, bones }: Avatar,
  animation: VRMAnimation,
): (seconds: number) => Vector3[] {
  const mixer = new AnimationMixer(vrm.scene);
  const clip = createVRMAnimationClip(animation, vrm);
  mixer.clipAction(clip).play();
  return (seconds) => {
    mixer.setTime(Math.min(seconds, clip.duration - 1e-6));
    vrm.update(0);
    vrm.scene.updateMatrixWorld(true);
    return HUMANOID.map(({ vrm: name }) => placeOf(bones.get(name) ?? vrm.scene));
  };
}

/** The largest distance between joints, mm. */
export function mostMm(joints: readonly Vector3[], truth: readonly (readonly number[])[]): number {
  const far = joints.map((joint, j) => joint.distanceTo(new Vector3(...truth[j])));
  return 1000 * Math.max(...far);
}
