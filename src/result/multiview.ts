/**
 * @file The answer for one moment that several calibrated cameras saw: bodies in the world, and who they are in each view.
 * Metres, axes of the calibration's world; pixels are those of each view's picture.
 */

import * as z from 'zod';
import { JOINT_COUNT } from '../body/index.ts';
import { checkedAs, parseJson } from '../format/index.ts';
import type { Vec2, Vec3 } from '../math/index.ts';
import type { ImageInfo, Mat3, ModelInfo, ResultBody } from './result.ts';
import { jsonSchemaOf, mat3Schema, modelSchema, placeSchema, vec3Schema } from './schema-parts.ts';

/** The version of the layout. */
export const MULTIVIEW_SCHEMA_VERSION = 1;
/** A text of more than this is not such a file. */
const MAX_TEXT = 64 * 1024 * 1024;
const MAX_VIEWS = 1000;
const MAX_PEOPLE = 10_000;

/** A camera and its picture. */
export interface MultiviewView extends ImageInfo {
  name: string;
  /** Rows of the intrinsic matrix. */
  K: Mat3;
  /** OpenCV's k1, k2, p1, p2, k3. */
  distortion: number[];
  /** Rows of R_cam←world. */
  R: Mat3;
  /** m. */
  t: Vec3;
}

/** A person as one view has them. */
export interface MultiviewSighting {
  /** Into `views`. */
  view: number;
  /** `id` of the person in that view's own result. */
  person: number;
  /** Mean distance of confident key-points from the body, px; null without any. */
  px: number | null;
  /** [24, 2]; null in files for what is not in front of the camera. */
  joints2d: { smpl24: Vec2[] };
}

/** One person, one body for all views. */
export interface MultiviewPerson {
  /** 0-based; those seen by most views first. */
  id: number;
  /** The best of the views'. */
  score: number;
  seen: MultiviewSighting[];
  /** `globalOrient` is the axis-angle of R_world←body. */
  body: ResultBody;
  /** Where the body model's origin stands, m, world axes. */
  t: Vec3;
  /** [24, 3], world axes, t included. */
  joints3d: { smpl24: Vec3[] };
}

/** What several calibrated cameras saw of one moment. */
export interface Multiview {
  schemaVersion: typeof MULTIVIEW_SCHEMA_VERSION;
  model: ModelInfo;
  views: MultiviewView[];
  people: MultiviewPerson[];
}

const schema = z.strictObject({
  schemaVersion: z.literal(MULTIVIEW_SCHEMA_VERSION),
  model: modelSchema,
  views: z
    .array(
      z.strictObject({
        name: z.string().max(200),
        file: z.string().max(4096),
        width: z.int().positive(),
        height: z.int().positive(),
        K: mat3Schema.describe('rows of the intrinsic matrix, pixels'),
        distortion: z.array(z.number()).max(5).describe("OpenCV's k1, k2, p1, p2, k3"),
        R: mat3Schema.describe('rows of R_cam←world'),
        t: vec3Schema.describe('X_cam = R X_world + t, metres'),
      }),
    )
    .min(2)
    .max(MAX_VIEWS),
  people: z
    .array(
      z.strictObject({
        id: z.int().nonnegative(),
        score: z.number(),
        seen: z
          .array(
            z.strictObject({
              view: z.int().nonnegative(),
              person: z.int().nonnegative(),
              px: z.number().nonnegative().nullable(),
              joints2d: z.strictObject({ smpl24: z.array(placeSchema).length(JOINT_COUNT) }),
            }),
          )
          .min(1),
        body: z.strictObject({
          model: z.string().max(200),
          globalOrient: vec3Schema.describe('axis-angle of R_world←body, radians'),
          bodyPose: z
            .array(vec3Schema)
            .length(23)
            .describe('axis-angles of joints 1 … 23, radians'),
          betas: z.array(z.number()).length(10),
        }),
        t: vec3Schema.describe("where the body model's origin stands in the world, metres"),
        joints3d: z.strictObject({ smpl24: z.array(vec3Schema).length(JOINT_COUNT) }),
      }),
    )
    .max(MAX_PEOPLE),
});

/** The JSON schema of such a file. */
export const multiviewJsonSchema = (): object => jsonSchemaOf(schema);

/** @throws E_FORMAT with every problem. */
export function parseMultiview(text: string): Multiview {
  const value = parseJson('parseMultiview', text, { maxLength: MAX_TEXT });
  return checkedAs<Multiview>('parseMultiview', schema, value);
}
