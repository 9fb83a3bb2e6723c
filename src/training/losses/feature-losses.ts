/**
 * @file The losses of a step on features (Eq. 15–18): the truth is posed in the same graph. Joints are the body's own
 * 24 for L_3D and L_2D; the true full camera projects them into every region.
 */

import { bodyGraph, JOINT_COUNT, type BodyModel } from '../../body/index.ts';
import { div, expand, mul, reshape, slice, type Tensor } from '../../graph/index.ts';
import { betweenRegions } from './between-regions.ts';
import { impliedCameras, projectIntoRegions, type ImpliedCameras } from './camera-losses.ts';
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

/** Everything a batch brings, beside dropout masks; B people, M regions. */
export interface FeatureTensors {
  /** Raw features of a frozen encoder [B, M, D]. */
  readonly features: Tensor;
  /** Box information [B, M, 3]. */
  readonly boxes: Tensor;
  /** [B, M, M, 3 + 6L]. */
  readonly relation: Tensor;
  /** Region centres from the principal point [B, M, 2], px. */
  readonly centers: Tensor;
  /** Region heights b [B, M], px. */
  readonly sizes: Tensor;
  /** [B], px. */
  readonly focal: Tensor;
  /** True rotations [B, 24, 3, 3], camera from body at the root. */
  readonly rotmats: Tensor;
  /** [B, 10]. */
  readonly betas: Tensor;
  /** True t [B, 3], m. */
  readonly translation: Tensor;
  /** Of the 24 joints [B, 24], 0 … 1. */
  readonly confidence: Tensor;
  /** 1 where rotations and betas are known [B]. */
  readonly hasBody: Tensor;
}

/** The unweighted terms, scalars. */
export function featureLosses(
  { config, body, people: B, vertexStride }: LossOptions,
  batch: FeatureTensors,
  network: Predicted,
): Terms {
  const K = network.meshes.betas.shape[1];
  const rows = B * K;
  const perMesh = (x: Tensor): Tensor => repeatPerMesh(x, K);
  const predicted = {
    rotmats: reshape(network.meshes.rotmats, [rows, JOINT_COUNT, 3, 3]),
    betas: reshape(network.meshes.betas, [rows, 10]),
  };
  const ours = pose(body, predicted, vertexStride);
  const truth = pose(body, batch, vertexStride);
  const theirs = {
    joints: perMesh(truth.joints),
    vertices: perMesh(truth.vertices),
    root: perMesh(truth.root),
  };
  const mask = perMesh(batch.hasBody);

  const implied = impliedCameras(network.cameras, batch);
  const project = (joints: Tensor, cameras: ImpliedCameras): Tensor =>
    projectIntoRegions(joints, cameras, batch, batch.focal);
  const reprojected = project(reshape(ours.joints, [B, K, JOINT_COUNT, 3]), implied);
  const observed = project(reshape(truth.joints, [B, 1, JOINT_COUNT, 3]), trueCameras(batch));

  return {
    pose: poseLoss(predicted.rotmats, perMesh(batch.rotmats), mask),
    shape: shapeLoss(predicted.betas, perMesh(batch.betas), mask),
    vertices: vertexLoss(ours, theirs, mask),
    joints3d: joints3dLoss(ours, theirs, perMesh(batch.confidence), mask, config.joints3dError),
    joints2d: joints2dLoss(reprojected, observed, batch.confidence),
    ...(config.lossWeights.alignedJoints > 0 && {
      alignedJoints: alignedJointsLoss(ours.joints, theirs.joints, perMesh(batch.confidence), mask),
    }),
    ...betweenRegions(config, network, implied),
  };
}

/** The true full camera, as every region implies it. */
function trueCameras({ translation, focal, sizes }: FeatureTensors): ImpliedCameras {
  const axis = (i: number): Tensor => expand(slice(translation, [i], [i + 1], [1]), sizes.shape);
  const span = div(mul(reshape(focal, [focal.shape[0], 1]), 2), axis(2)); // Eq. 8
  return { x: axis(0), y: axis(1), span };
}

interface PosedTensors {
  readonly joints: Tensor;
  readonly vertices: Tensor;
  /** The pelvis, joint 0 [N, 3]. */
  readonly root: Tensor;
}

/** Poses every n-th vertex of N bodies. */
function pose(
  body: BodyModel,
  { rotmats, betas }: { readonly rotmats: Tensor; readonly betas: Tensor },
  vertexStride: number,
): PosedTensors {
  const vertices = everyNth(body, vertexStride);
  const posed = bodyGraph(rotmats.graph, body, { rotmats, betas, vertices });
  const root = reshape(slice(posed.joints, [0], [1], [1]), [betas.shape[0], 3]);
  return { joints: posed.joints, vertices: posed.vertices, root };
}
