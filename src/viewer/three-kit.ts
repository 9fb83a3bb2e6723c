/** @file The caller's own three.js: objects of another copy of it would not be theirs. */

/** A constructor, whatever it takes. */
type Made<T extends object = object> = new (...given: never[]) => T;

/** What of three.js makes people and their motions: the module itself, as `import * as THREE from 'three'` gives it. */
export interface ThreeKit {
  readonly AnimationClip: Made;
  readonly Bone: Made;
  readonly BufferAttribute: Made;
  readonly BufferGeometry: Made;
  readonly Group: Made;
  readonly MeshStandardMaterial: Made;
  readonly BooleanKeyframeTrack: Made;
  readonly QuaternionKeyframeTrack: Made;
  readonly Skeleton: Made;
  readonly SkinnedMesh: Made;
  readonly Uint16BufferAttribute: Made;
  readonly VectorKeyframeTrack: Made;
}
