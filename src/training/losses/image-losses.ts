/**
 * @file The losses of an image step (Eq. 15–18) with the labels that data sets have: every term masks the people who
 * lack what it compares. The joints are `paper49` for L_2D and SPIN's 24 for L_3D, as in the released code.
 */

import { bodyGraph, JOINT_COUNT } from '../../body/index.ts';
import { add, mul, reshape, slice, type Tensor } from '../../graph/index.ts';
import { SPIN24 } from '../../dataset/index.ts';
import { inputSize } from '../../network/index.ts';
import { betweenRegions } from './between-regions.ts';
import { impliedCameras, projectIntoRegions } from './camera-losses.ts';
import { everyNth, repeatPerMesh, type LossOptions, type Predicted } from './compared.ts';
import {
  alignedJointsLoss,
  joints2dLoss,
  joints3dLoss,
  poseLoss,
  shapeLoss,
  vertexLoss,
} from './mesh-losses.ts';
import type { Terms } from './total-loss.ts';
import { PAPER_JOINTS, type PersonField } from '../step/person.ts';

/** Hips, right and left, among SPIN's 24; their middle is the root of L_3D. */
const HIPS = [2, 3] as const;
/** The 24 among the 49. */
const FIRST_OF_24 = SPIN24.first;

/** What the losses read of a batch of B people, [B, …] each. */
export type LabelTensors = Readonly<Record<Exclude<PersonField, 'images' | 'boxes'>, Tensor>>;

/** The unweighted terms, scalars. */
export function imageLosses(
  { config, body, people: B, vertexStride }: LossOptions,
  batch: LabelTensors,
  network: Predicted,
): Terms {
  const K = network.meshes.betas.shape[1];
  const rows = B * K;
  const perMesh = (x: Tensor): Tensor => repeatPerMesh(x, K);
  const rotmats = reshape(network.meshes.rotmats, [rows, JOINT_COUNT, 3, 3]);
  const betas = reshape(network.meshes.betas, [rows, 10]);
  const posed = bodyGraph(rotmats.graph, body, {
    rotmats,
    betas,
    vertices: everyNth(body, vertexStride),
  });
  const joints49 = posed.set('paper49');
  const ours24 = slice(joints49, [FIRST_OF_24], [PAPER_JOINTS], [1]);
  const theirs24 = perMesh(batch.trueJoints3d);
  const pelvis = reshape(slice(posed.set('h36m17'), [0], [1], [1]), [rows, 3]);
  const origin = rotmats.graph.constant(new Float32Array(3 * rows), [rows, 3]);

  const implied = impliedCameras(network.cameras, batch);
  const reprojected = projectIntoRegions(
    reshape(joints49, [B, K, PAPER_JOINTS, 3]),
    implied,
    batch,
    batch.focal,
  );
  // the loss of regions is in units of their height; a crop's width is its own unit here
  const [height, width] = inputSize(config);
  const perSide = rotmats.graph.constant([height / width, 1], [1, 1, 1, 2]);

  return {
    pose: poseLoss(rotmats, perMesh(batch.rotmats), perMesh(batch.hasPose)),
    shape: shapeLoss(betas, perMesh(batch.betas), perMesh(batch.hasBetas)),
    vertices: vertexLoss(
      { vertices: posed.vertices, root: pelvis },
      { vertices: perMesh(batch.trueVertices), root: origin },
      perMesh(batch.hasVertices),
    ),
    joints3d: joints3dLoss(
      { joints: ours24, root: betweenHips(ours24) },
      { joints: theirs24, root: betweenHips(theirs24) },
      perMesh(batch.joints3dConfidence),
      perMesh(batch.hasJoints3d),
      config.joints3dError,
    ),
    ...(config.lossWeights.alignedJoints > 0 && {
      alignedJoints: alignedJointsLoss(
        ours24,
        theirs24,
        perMesh(batch.joints3dConfidence),
        perMesh(batch.hasJoints3d),
      ),
    }),
    joints2d: joints2dLoss(mul(reprojected, perSide), batch.keypoints, batch.keypointConfidence),
    ...betweenRegions(config, network, implied),
  };
}

/** The middle of the hips [N, 3] of SPIN's joints [N, 24, 3]. */
function betweenHips(joints: Tensor): Tensor {
  const hip = (j: number): Tensor => slice(joints, [j], [j + 1], [1]);
  return reshape(mul(add(hip(HIPS[0]), hip(HIPS[1])), 0.5), [joints.shape[0], 3]);
}
