/** @file Joints over time, whatever file they go into. */

/** Joints over time. */
export interface JointClip {
  /** [T], rising. */
  readonly seconds: Float64Array;
  /** Local rotations, unit quaternions w, x, y, z [T, J, 4]. */
  readonly turns: Float64Array;
  /** Where the root joint stands [T, 3], m. */
  readonly places: Float64Array;
}

/** From when on somebody is there or not. */
export interface Visibility {
  readonly seconds: number;
  readonly shown: boolean;
}

/** Joints over time of somebody who may come and go. */
export interface GlbClip extends JointClip {
  /** In order of time; none: always there. */
  readonly visibility?: readonly Visibility[];
}
