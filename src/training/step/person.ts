/**
 * @file One person as an image step is fed: normalised crops, where the regions are, and every label with a mask.
 * Plain arrays of fixed lengths, so that threads can hand them over and a batch is their concatenation.
 */

import {
  JOINT_COUNT,
  POSE_SIZE,
  ROTMATS_SIZE,
  createPosedBody,
  createPoser,
  jointSet,
  regressJoints,
  type BodyModel,
} from '../../body/index.ts';
import {
  labelsOf,
  SPIN24,
  type DatasetId,
  type Labels,
  type PersonRecord,
} from '../../dataset/index.ts';
import { type Sample } from '../augment/sample.ts';
import { everyNth } from '../losses/compared.ts';
import { MultiRoiError } from '../../base/index.ts';
import { cropPlanes, IMAGENET } from '../../imaging/index.ts';
import { rotmatFromAxisAngle } from '../../math/index.ts';
import { inputSize, type NetworkConfig } from '../../network/index.ts';

/** Joints of `paper49`. */
export const PAPER_JOINTS = 49;

/** The shape of one person's part of every input of an image step. */
export function personShapes(
  config: NetworkConfig,
  vertices: number,
): Readonly<Record<PersonField, readonly number[]>> {
  const M = config.rois;
  return {
    images: [M, 3, ...inputSize(config)],
    boxes: [M, 3],
    centers: [M, 2],
    sizes: [M],
    focal: [],
    keypoints: [M, PAPER_JOINTS, 2],
    keypointConfidence: [PAPER_JOINTS],
    trueJoints3d: [SPIN24.count, 3],
    joints3dConfidence: [SPIN24.count],
    rotmats: [JOINT_COUNT, 3, 3],
    betas: [10],
    trueVertices: [vertices, 3],
    hasJoints3d: [],
    hasPose: [],
    hasBetas: [],
    hasVertices: [],
  };
}

/** What a training step on images is told of a person; `personShapes` has the shape of each. */
export type PersonField =
  | 'images'
  /** Box information. */
  | 'boxes'
  /** Region centres from the principal point, px. */
  | 'centers'
  /** Region heights b, px. */
  | 'sizes'
  /** px. */
  | 'focal'
  /** In the unit square of each region: −1 … 1 across its width and across its height. */
  | 'keypoints'
  | 'keypointConfidence'
  /** SPIN's 24, metres, camera axes. */
  | 'trueJoints3d'
  | 'joints3dConfidence'
  /** Camera from body at the root. */
  | 'rotmats'
  | 'betas'
  /** Every n-th vertex less the pelvis of Human3.6M, metres, camera axes. */
  | 'trueVertices'
  | 'hasJoints3d'
  | 'hasPose'
  | 'hasBetas'
  | 'hasVertices';

/** Labels that are absent are zeros with a mask or a confidence of zero. */
export type PersonArrays = Readonly<Record<PersonField, Float32Array<ArrayBuffer>>>;

/** The network's body, and those of the sexes where a data set's betas belong to them. */
export interface TrainingBodies {
  readonly neutral: BodyModel;
  readonly male?: BodyModel;
  readonly female?: BodyModel;
}

/** Makes the arrays of a person from its record as the data set has it, and from the sample cut out of its picture. */
export type PersonEncoder = (
  record: PersonRecord,
  dataset: DatasetId,
  sample: Sample,
) => PersonArrays;

/** @param vertexStride every n-th vertex enters L_vert. */
export function createPersonEncoder(
  config: NetworkConfig,
  bodies: TrainingBodies,
  vertexStride: number,
): PersonEncoder {
  const truths = createVertexTruth(bodies, vertexStride);
  const [height, width] = inputSize(config);
  return (record, dataset, sample) => {
    const labels = labelsOf(record, dataset, config);
    const images = new Float32Array(3 * height * width * config.rois);
    cropPlanes(sample.crops, IMAGENET, images);
    const { cx, cy, fx } = sample.intrinsics;
    return {
      images,
      boxes: new Float32Array(sample.boxes),
      centers: Float32Array.from(sample.rois.flatMap(({ center: [x, y] }) => [x - cx, y - cy])),
      sizes: Float32Array.from(sample.rois, ({ size }) => size),
      focal: Float32Array.of(fx),
      ...keypointsOf(sample, width, height),
      ...joints3dOf(sample),
      ...bodyOf(sample, labels, truths),
      hasJoints3d: mask(labels.joints3d),
      hasPose: mask(labels.pose),
      hasBetas: mask(labels.betas),
      hasVertices: mask(labels.vertices),
    };
  };
}

function mask(present: boolean): Float32Array<ArrayBuffer> {
  return Float32Array.of(present ? 1 : 0);
}

/** Crop pixels → the unit square. The reference divides by the crop's sides, without half a pixel. */
function keypointsOf(
  { keypoints, rois }: Sample,
  width: number,
  height: number,
): Pick<PersonArrays, 'keypoints' | 'keypointConfidence'> {
  const points = new Float32Array(2 * PAPER_JOINTS * rois.length);
  for (let i = 0; i < PAPER_JOINTS * rois.length; i++) {
    // of a joint nobody labelled even the place may be anything
    if (!(keypoints[3 * i + 2] > 0)) continue;
    points[2 * i] = (2 * keypoints[3 * i]) / width - 1;
    points[2 * i + 1] = (2 * keypoints[3 * i + 1]) / height - 1;
  }
  return {
    keypoints: points,
    keypointConfidence: Float32Array.from({ length: PAPER_JOINTS }, (_, j) => keypoints[3 * j + 2]),
  };
}

function joints3dOf({
  joints24,
}: Sample): Pick<PersonArrays, 'trueJoints3d' | 'joints3dConfidence'> {
  return {
    trueJoints3d: Float32Array.from(
      { length: POSE_SIZE },
      (_, i) => joints24?.[4 * Math.floor(i / 3) + (i % 3)] ?? 0,
    ),
    joints3dConfidence: Float32Array.from(
      { length: SPIN24.count },
      (_, j) => joints24?.[4 * j + 3] ?? 0,
    ),
  };
}

function bodyOf(
  { pose, betas }: Sample,
  labels: Labels,
  truths: VertexTruth,
): Pick<PersonArrays, 'rotmats' | 'betas' | 'trueVertices'> {
  const rotmats = new Float32Array(ROTMATS_SIZE);
  for (let j = 0; j < JOINT_COUNT; j++) {
    const turn = pose === null ? [0, 0, 0] : pose.subarray(3 * j, 3 * j + 3);
    rotmats.set(rotmatFromAxisAngle(turn), 9 * j);
  }
  const trueVertices = new Float32Array(3 * truths.count);
  if (labels.vertices && betas !== null) truths.pose(labels.body, rotmats, betas, trueVertices);
  return {
    rotmats,
    betas: Float32Array.from({ length: 10 }, (_, i) => betas?.[i] ?? 0),
    trueVertices,
  };
}

interface VertexTruth {
  /** Vertices of a person. */
  readonly count: number;
  pose(sex: Labels['body'], rotmats: Float32Array, betas: Float32Array, out: Float32Array): void;
}

function createVertexTruth(bodies: TrainingBodies, stride: number): VertexTruth {
  const kept = everyNth(bodies.neutral, stride);
  const posers = new Map(
    (['neutral', 'male', 'female'] as const).flatMap((sex) => {
      const model = bodies[sex];
      return model === undefined
        ? []
        : [[sex, { model, poser: createPoser(model), posed: createPosedBody(model) }] as const];
    }),
  );
  const joints = new Float32Array(3 * jointSet('h36m17').names.length);
  return {
    count: kept.length,
    pose(sex, rotmats, betas, out) {
      const found = posers.get(sex);
      if (found === undefined) {
        throw new MultiRoiError('E_CONFIG', `train: expected the ${sex} body, got none`, {
          hint: 'import the bodies of both sexes with multiroi body import, or set network.threeDpwBody=neutral',
        });
      }
      const { model, poser, posed } = found;
      poser.pose({ rotmats, betas }, posed);
      regressJoints(model, 'h36m17', posed.vertices, posed.joints, joints);
      for (const [n, v] of kept.entries()) {
        for (let axis = 0; axis < 3; axis++)
          out[3 * n + axis] = posed.vertices[3 * v + axis] - joints[axis];
      }
    },
  };
}
