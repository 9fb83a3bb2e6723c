/**
 * @file One training step as one graph: forward, losses (Eq. 15–19), gradients, Adam. Parameters, running
 * statistics and moments come in and go out by name; nothing is kept between runs.
 */

import { bodyGraph, type BodyModel } from '../../body/index.ts';
import { relationLength } from '../../camera/index.ts';
import {
  div,
  expand,
  Graph,
  mul,
  reshape,
  slice,
  trainingStep,
  type Tensor,
} from '../../graph/index.ts';
import {
  buildNetwork,
  encoderWidth,
  TRAINING,
  type DropoutMask,
  type Network,
  type NetworkConfig,
} from '../../network/index.ts';
import { betweenRegions } from '../losses/between-regions.ts';
import {
  impliedCameras,
  projectIntoRegions,
  type ImpliedCameras,
} from '../losses/camera-losses.ts';
import {
  alignedJointsLoss,
  joints2dLoss,
  joints3dLoss,
  poseLoss,
  shapeLoss,
  vertexLoss,
} from '../losses/mesh-losses.ts';
import { totalLoss, type Terms } from '../losses/total-loss.ts';

export interface StepOptions {
  readonly config: NetworkConfig;
  readonly body: BodyModel;
  /** People in a batch. */
  readonly batch: number;
  /** Every n-th vertex enters L_vert; 1 takes all. */
  readonly vertexStride: number;
  /** Gradients are scaled down to this global norm; null leaves them as they are. */
  readonly maxGradientNorm: number | null;
}

/** A training step as a model for `runStep`. */
export interface Step {
  /** Holds the variables to initialise: parameters, running statistics, Adam's moments. */
  readonly graph: Graph;
  /** ONNX; its outputs are `loss`, `gradientNorm` and the unweighted terms. */
  readonly model: Uint8Array;
  readonly masks: readonly DropoutMask[];
}

/** Everything a batch brings, beside dropout masks; B people, M regions. */
interface BatchTensors {
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

function declareBatch(graph: Graph, { config, batch: B }: StepOptions): BatchTensors {
  const M = config.rois;
  return {
    features: graph.input('features', [B, M, encoderWidth(config)]),
    boxes: graph.input('boxes', [B, M, 3]),
    relation: graph.input('relation', [B, M, M, relationLength(config.frequencies)]),
    centers: graph.input('centers', [B, M, 2]),
    sizes: graph.input('sizes', [B, M]),
    focal: graph.input('focal', [B]),
    rotmats: graph.input('rotmats', [B, 24, 3, 3]),
    betas: graph.input('betas', [B, 10]),
    translation: graph.input('translation', [B, 3]),
    confidence: graph.input('confidence', [B, 24]),
    hasBody: graph.input('hasBody', [B]),
  };
}

/** Builds the step; the λ of Eq. 19 are the configuration's. @throws E_CONFIG, E_SHAPE */
export function buildStep(options: StepOptions): Step {
  const { config, maxGradientNorm } = options;
  const graph = new Graph(`${config.model}-step`);
  const batch = declareBatch(graph, options);
  const learningRate = graph.input('learningRate', []);
  const network = buildNetwork(graph, config, batch, {
    ...TRAINING,
    projection: config.rois > 1 && config.lossWeights.contrastive > 0,
  });
  const outputs = lossTerms(options, batch, network);
  const loss = totalLoss(graph, outputs, config.lossWeights);
  const model = trainingStep(graph, {
    loss,
    outputs,
    learningRate,
    ...(maxGradientNorm !== null && { maxNorm: maxGradientNorm }),
  });
  return { graph, model, masks: network.masks };
}

function lossTerms(
  { config, body, batch: B, vertexStride }: StepOptions,
  batch: BatchTensors,
  network: Network,
): Terms {
  const K = network.meshes.betas.shape[1];
  const rows = B * K;
  // each of a person's K meshes answers to the same truth
  const perMesh = (x: Tensor): Tensor => {
    const rest = x.shape.slice(1);
    return K === 1
      ? x
      : reshape(expand(reshape(x, [B, 1, ...rest]), [B, K, ...rest]), [rows, ...rest]);
  };
  const predicted = {
    rotmats: reshape(network.meshes.rotmats, [rows, 24, 3, 3]),
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
  const reprojected = project(reshape(ours.joints, [B, K, 24, 3]), implied);
  const observed = project(reshape(truth.joints, [B, 1, 24, 3]), trueCameras(batch));

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
function trueCameras({ translation, focal, sizes }: BatchTensors): ImpliedCameras {
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
  const count = Math.ceil(body.vertexCount / vertexStride);
  const vertices = Array.from({ length: count }, (_, i) => i * vertexStride);
  const posed = bodyGraph(rotmats.graph, body, { rotmats, betas, vertices });
  const root = reshape(slice(posed.joints, [0], [1], [1]), [betas.shape[0], 3]);
  return { joints: posed.joints, vertices: posed.vertices, root };
}
