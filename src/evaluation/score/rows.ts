/** @file The people of a data set that a protocol scores, what is left out and why, and the box of each. */

import { JOINT_COUNT, POSE_SIZE, createPoser, type BodyModel } from '../../body/index.ts';
import {
  applyAffine,
  applyAffineToPoints,
  baseRoi,
  boxOfRoi,
  PADDING,
  project,
  resolveIntrinsics,
  type ImageSize,
  type Joints2d,
  type Roi,
  type RoiShape,
  type View,
} from '../../camera/index.ts';
import { baseRoiOf } from '../../training/index.ts';
import { SPIN24, type PersonRecord } from '../../dataset/index.ts';
import type { ModelName } from '../../network/index.ts';
import type { FoundPerson } from '../../detect/index.ts';
import { readPictureName, type PictureName } from './picture-names.ts';
import type { BoxRule, Protocol } from '../protocols.ts';

/** One person to be scored. */
export interface EvaluationRow {
  /** `images/a.jpg#0`: the picture, and which of its people in the order of the file. */
  readonly id: string;
  readonly record: PersonRecord;
  readonly name: PictureName;
}

/** Who of a data set is scored. */
export interface ChosenRows {
  readonly rows: readonly EvaluationRow[];
  /** How many people are not scored, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/** Places of joints among the 24 of SPIN, by name. */
export function spinPlaces(names: readonly string[]): readonly number[] {
  return names.map((name) => SPIN24.names.indexOf(name));
}

function annotated(joints24: Float32Array, names: readonly string[]): boolean {
  return spinPlaces(names).every((j) => j >= 0 && joints24[4 * j + 3] > 0);
}

/** Why a person cannot be scored under a protocol, or null. */
function obstacle(protocol: Protocol, { record, name }: EvaluationRow): string | null {
  const { subjects, cameras, truth, joints } = protocol;
  // a name that tells nothing is believed to be of the file's split
  if (subjects.length > 0 && name.subject !== null && !subjects.includes(name.subject)) {
    return 'of another subject';
  }
  if (cameras.length > 0 && name.camera !== null && !cameras.includes(name.camera)) {
    return 'of another camera';
  }
  if (truth === 'mesh') {
    if (record.pose === null) return 'without a true pose';
    return record.betas === null ? 'without true betas' : null;
  }
  if (record.joints24 === null) return 'without true joints';
  const needed = [...joints.scored, joints.root];
  return annotated(record.joints24, needed) ? null : 'with joints missing from the truth';
}

/** Deals people into those scored and those left out. */
export function chooseRows(protocol: Protocol, records: readonly PersonRecord[]): ChosenRows {
  const seen = new Map<string, number>();
  const leftOut: Record<string, number> = {};
  const rows: EvaluationRow[] = [];
  for (const record of records) {
    const nth = seen.get(record.image) ?? 0;
    seen.set(record.image, nth + 1);
    const name = readPictureName(record.image);
    const row = { id: `${record.image}#${nth}`, record, name };
    const reason = obstacle(protocol, row);
    if (reason === null) rows.push(row);
    else leftOut[reason] = (leftOut[reason] ?? 0) + 1;
  }
  return { rows, leftOut };
}

/** `count` of the rows, evenly spread, in their order. */
export function spreadRows<T>(rows: readonly T[], count: number): readonly T[] {
  if (count >= rows.length) return rows;
  return Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)]);
}

/** The light model saw boxes of the skeleton's joints, the others boxes of annotated ones (contract of RoIs). */
export function boxRuleOf(protocol: Protocol, model: ModelName): BoxRule {
  return protocol.truthBody === 'neutral' && model === 'light' ? 'skeleton' : 'keypoints';
}

/** Makes the place of a person, so that nobody is looked for; one poser serves all. */
export function createPlacer(
  rule: BoxRule,
  body: BodyModel | undefined,
): (record: PersonRecord, image: ImageSize) => FoundPerson {
  const skeleton = rule === 'skeleton' && body !== undefined ? createPoser(body) : null;
  const joints = new Float32Array(POSE_SIZE);
  const projected = (
    { pose, betas, translation, focalPx }: PersonRecord,
    image: ImageSize,
  ): Joints2d | null => {
    if (skeleton === null || !pose || !betas || !translation || focalPx === null) return null;
    const [globalOrient, bodyPose] = [pose.subarray(0, 3), pose.subarray(3)];
    skeleton.poseJoints({ globalOrient, bodyPose, betas }, joints);
    // float32 as in training: the encoding of the boxes is sensitive to their last bits
    const points = Float32Array.from(
      project(joints, resolveIntrinsics({ ...image, focalPx }), translation),
    );
    // joints behind the camera are nowhere in the picture
    return {
      points,
      confidence: Array.from({ length: JOINT_COUNT }, (_, j) => (points[2 * j] < Infinity ? 1 : 0)),
    };
  };
  return (record, image) => {
    const around = projected(record, image) ?? annotatedJoints(record);
    return {
      box: boxOfRoi(baseRoiOf(record, 'square')),
      score: 1,
      keypoints: null,
      baseRoi(view, shape) {
        if (around === null) return fileBox(record, view, shape);
        const points = applyAffineToPoints(view.viewFromImage, around.points);
        return baseRoi({ ...around, points }, { shape, padding: PADDING.joints });
      },
    };
  };
}

function annotatedJoints({ keypoints24 }: PersonRecord): Joints2d | null {
  if (keypoints24 === null) return null;
  return {
    points: Float32Array.from({ length: 48 }, (_, i) => keypoints24[3 * (i >> 1) + (i & 1)]),
    confidence: Float32Array.from({ length: JOINT_COUNT }, (_, j) => keypoints24[3 * j + 2]),
  };
}

/** The padded box of the file, for people without 2D joints. */
function fileBox(record: PersonRecord, { viewFromImage }: View, shape: RoiShape): Roi {
  const roi = baseRoiOf(record, shape);
  return { ...roi, center: applyAffine(viewFromImage, ...roi.center) };
}
