/** What the tests use of @pixiv's packages: their own declarations do not resolve in modules of Node. */
declare module '@pixiv/three-vrm' {
  import type { Group, Object3D } from 'three';
  export const VRMHumanBoneName: Readonly<Record<string, string>>;
  export class VRMHumanoid {
    constructor(bones: Readonly<Record<string, { readonly node: Object3D }>>);
    readonly normalizedHumanBonesRoot: Object3D;
  }
  export class VRM {
    constructor(parts: {
      readonly scene: Group;
      readonly humanoid: VRMHumanoid;
      readonly meta: Readonly<Record<string, unknown>>;
    });
    readonly scene: Group;
    update(seconds: number): void;
  }
}

declare module '@pixiv/three-vrm-animation' {
  import type { AnimationClip, KeyframeTrack, Vector3 } from 'three';
  import type { GLTFLoaderPlugin, GLTFParser } from 'three/examples/jsm/loaders/GLTFLoader.js';
  import type { VRM } from '@pixiv/three-vrm';
  export interface VRMAnimation {
    readonly restHipsPosition: Vector3;
    readonly humanoidTracks: { readonly translation: ReadonlyMap<string, KeyframeTrack> };
  }
  export class VRMAnimationLoaderPlugin implements GLTFLoaderPlugin {
    constructor(parser: GLTFParser);
    readonly name: string;
  }
  export function createVRMAnimationClip(animation: VRMAnimation, vrm: VRM): AnimationClip;
}
