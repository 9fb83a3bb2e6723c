/**
 * @file What a body is here: SMPL's factorisation (Loper et al., SMPL, SIGGRAPH Asia 2015, §3) as
 * plain arrays. Frame `body`: zero pose is a T-pose, y up, facing +z, left is +x; metres.
 * Row-major throughout. The arrays are shared and must not be written to.
 */

/** A named point of the body: an affine combination of its vertices and posed joints. */
export interface Landmark {
  /** `i < V` is vertex i, `V + j` is joint j. */
  readonly index: Int32Array;
  /** One weight an index. */
  readonly weight: Float32Array;
  /** Why this point only stands in for the one its name means; absent when it is that point. */
  readonly approximate?: string;
}

/**
 * A body in SMPL's factorisation: `skin(template + shapeDirs·β + poseDirs·(R − I), J(β), θ)` (Loper et al. 2015, Eq.
 * 2–4 and 6–10). `loadBody` and `readBody` make one, `createPoser` poses it.
 */
export interface BodyModel {
  /** `open`, `smpl-neutral`, … */
  readonly id: string;
  /** V. */
  readonly vertexCount: number;
  /** J = 24, in the order of joint set `smpl24`. */
  readonly jointCount: number;
  /** S. */
  readonly shapeCount: number;
  /** Mean shape [V, 3] (m). */
  readonly template: Float32Array;
  /** Displacement per unit of beta [V, 3, S] (m). */
  readonly shapeDirs: Float32Array;
  /** Pose correctives [V, 3, 9 (J − 1)] (m), for the features R_j − I row-major of joints 1…J−1; or none. */
  readonly poseDirs?: Float32Array;
  /** Rest joints of the mean shape [J, 3] (m). */
  readonly jointTemplate: Float32Array;
  /** Their displacement per unit of beta [J, 3, S] (m): joints are regressed from vertices, so affine in betas. */
  readonly jointShapeDirs: Float32Array;
  /** K: joints that may move one vertex. */
  readonly influenceCount: number;
  /** Joints that move a vertex [V, K], heaviest first. */
  readonly skinIndex: Uint16Array;
  /** Their weights [V, K]; the sum of a row is 1, and nothing follows a zero. */
  readonly skinWeight: Float32Array;
  /** Triangles [F, 3], counter-clockwise from outside. */
  readonly faces: Uint32Array;
  /** Parent of each joint, −1 for the root; parents come first. */
  readonly parents: Int8Array;
  /** Points of joint sets by their key (see `JointSet.landmarks`); the J joints are among them. */
  readonly landmarks: ReadonlyMap<string, Landmark>;
}
