/**
 * @file From fused features to pose, shape and cameras: D_mesh on the averaged feature and D_cam on each
 * RoI's (paper Eq. 5–6), or one regressor for all three on each RoI's (the released code).
 */

import { BETA_COUNT, JOINT_COUNT } from '../body/index.ts';
import { concat, expand, given, mean, reshape, slice, type Tensor } from '../graph/index.ts';
import type { NetworkConfig } from './config.ts';
import type { Build } from './layers.ts';
import { regress, type Target } from './regressor.ts';

/** What the decoders regress: Eq. 5 and 6. */
export interface Decoded {
  /** Rotations of K meshes per person, 6D row-major [B, K, 24, 6]; K is 1 or M. */
  readonly rot6d: Tensor;
  /** [B, K, 10]. */
  readonly betas: Tensor;
  /** Weak-perspective camera of each RoI (s, tx, ty), [B, M, 3]. */
  readonly cameras: Tensor;
}

/** The columns (1, 0, 0) and (0, ±1, 0) of a rotation, row-major. */
const UPRIGHT_ROOT = [1, 0, 0, -1, 0, 0];
const IDENTITY = [1, 0, 0, 1, 0, 0];

/** Upright and facing the camera, limbs in rest pose (CONVENTIONS.md, Frames). */
function startingPose(): Float32Array {
  return Float32Array.from(
    [UPRIGHT_ROOT, ...Array<number[]>(JOINT_COUNT - 1).fill(IDENTITY)].flat(),
  );
}

/** Where regression starts: states, because checkpoints bring their own. */
function startingTargets(build: Build): Record<'pose' | 'shape' | 'camera', Target> {
  const start = (name: string, values: Float32Array): Tensor =>
    build.graph.state(name, [1, values.length], given(values));
  return {
    pose: { layer: 'decpose', start: start('init_pose', startingPose()) },
    shape: { layer: 'decshape', start: start('init_shape', new Float32Array(BETA_COUNT)) },
    camera: { layer: 'deccam', start: start('init_cam', Float32Array.of(0.9, 0, 0)) },
  };
}

/**
 * @param fused u [B, M, D].
 * @param boxes box information [B, M, 3].
 */
export function decode(build: Build, config: NetworkConfig, fused: Tensor, boxes: Tensor): Decoded {
  const [B, M] = fused.shape;
  const { pose, shape, camera } = startingTargets(build);
  const perRoi = roiCondition(config, fused, boxes);
  let meshes = 1;
  let rows: Tensor[];
  if (config.decoders === 'joint') {
    meshes = M;
    rows = regress(build, '', perRoi, [pose, shape, camera], config.regressor);
  } else {
    const shared = personCondition(config, fused, boxes);
    // Eq. 6: θ, β = D_mesh(ū); Eq. 5: C_m = D_cam(u_m)
    const mesh = regress(build, 'mesh.', shared, [pose, shape], config.regressor);
    const cameras = regress(
      build,
      'camera.',
      perRoi,
      [camera],
      config.cameraRegressor ?? config.regressor,
    );
    rows = [...mesh, ...cameras];
  }
  const [rot6d, betas, cameras] = rows;
  return {
    rot6d: reshape(rot6d, [B, meshes, JOINT_COUNT, 6]),
    betas: reshape(betas, [B, meshes, BETA_COUNT]),
    cameras: reshape(cameras, [B, M, 3]),
  };
}

/** [B·M, D + …]: each RoI's feature u_m of Eq. 5 and the boxes that its decoder may see. */
function roiCondition(config: NetworkConfig, fused: Tensor, boxes: Tensor): Tensor {
  const [B, M, D] = fused.shape;
  const rows = reshape(fused, [B * M, D]);
  switch (config.decoderBbox) {
    case 'none':
      return rows;
    case 'own':
      return concat([rows, reshape(boxes, [B * M, 3])], 1);
    case 'all': {
      const all = expand(reshape(boxes, [B, 1, 3 * M]), [B, M, 3 * M]);
      return concat([rows, reshape(all, [B * M, 3 * M])], 1);
    }
  }
}

/** [B, D + …]: the averaged feature ū of Eq. 6 and the boxes; RoI 0 is the person's own. */
function personCondition(config: NetworkConfig, fused: Tensor, boxes: Tensor): Tensor {
  const [B, M] = fused.shape;
  const shared = mean(fused, [1]);
  switch (config.decoderBbox) {
    case 'none':
      return shared;
    case 'own':
      return concat([shared, reshape(slice(boxes, [0], [1], [1]), [B, 3])], 1);
    case 'all':
      return concat([shared, reshape(boxes, [B, 3 * M])], 1);
  }
}
