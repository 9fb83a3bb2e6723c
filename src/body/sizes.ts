/** @file How many numbers a pose and a shape are. */

/** Joints of the skeleton, `smpl24`. */
export const JOINT_COUNT = 24;

/** Numbers of a pose as axis-angles, and of the joints' places [24, 3]. */
export const POSE_SIZE = 72;

/** Numbers of a pose as rotation matrices [24, 3, 3]. */
export const ROTMATS_SIZE = 216;

/** Betas of the network, of results and of records. */
export const BETA_COUNT = 10;
