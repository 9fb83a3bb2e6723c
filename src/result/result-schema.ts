/**
 * @file The schema of a result file. It is checked against the type by the compiler, published as
 * docs/formats/result.schema.json, and reads files that come from outside.
 */

import { JOINT_COUNT } from '../body/index.ts';
import * as z from 'zod';
import { MAX_ROIS } from '../camera/index.ts';
import { checkedAs, parseJson } from '../format/index.ts';
import type { Vec2 } from '../math/index.ts';
import {
  CONFIDENCE_LEVELS,
  CONFIDENCE_REASONS,
  SCHEMA_VERSION,
  STAGES,
  type Reconstruction,
} from './result.ts';
import {
  expectedErrorSchema,
  jsonSchemaOf,
  mat3Schema,
  modelSchema,
  observedSchema,
  placeSchema,
  pxSchema,
  vec3Schema,
} from './schema-parts.ts';

/** A result of 1 000 people is 8 MB; more than this is not a result file. */
const MAX_TEXT = 256 * 1024 * 1024;
const MAX_PEOPLE = 10_000;

const px = pxSchema;
const positivePx = z.number().positive();
const metres = z.number();
const vec2: z.ZodType<Vec2> = z.tuple([px, px]);

const camera = z.strictObject({
  K: mat3Schema.describe('rows of the intrinsic matrix, pixels'),
  t: vec3Schema.describe("where the body model's origin stands in the camera frame, metres"),
  focalPx: positivePx,
  focalSource: z.enum(['given', 'exif', 'estimate']),
  convention: z.literal('opencv').describe('uv = K (X + t); x right, y down, z forward'),
});

const body = z.strictObject({
  model: z.string().max(200),
  globalOrient: vec3Schema.describe('axis-angle of R_cam←body, radians'),
  bodyPose: z.array(vec3Schema).length(23).describe('axis-angles of joints 1 … 23, radians'),
  betas: z.array(z.number()).length(10),
  retargeted: z
    .strictObject({
      from: z.string().max(200),
      sizesMm: z.number().nonnegative(),
      jointsMm: z.number().nonnegative(),
    })
    .exactOptional()
    .describe('how well this body stands in for the one that the network spoke of'),
});

const person = z.strictObject({
  id: z.int().nonnegative(),
  score: z.number(),
  box: z.tuple([px, px, px, px]).describe('x0, y0, x1, y1'),
  rollRad: z
    .number()
    .exactOptional()
    .describe('roll of the view that the regions and local cameras belong to, radians, clockwise'),
  rois: z
    .array(
      z.strictObject({
        center: vec2,
        size: positivePx.describe('b, the height in pixels'),
        width: positivePx,
      }),
    )
    .min(1)
    .max(MAX_ROIS),
  localCameras: z
    .array(
      z.strictObject({
        scale: z.number(),
        tx: metres,
        ty: metres,
        full: vec3Schema.describe('the translation that this region alone implies, metres'),
      }),
    )
    .min(1)
    .max(MAX_ROIS),
  camera,
  body,
  joints3d: z
    .strictObject({ smpl24: z.array(vec3Schema).length(JOINT_COUNT) })
    .describe('camera frame, t included'),
  joints2d: z
    .strictObject({
      smpl24: z.array(placeSchema).length(JOINT_COUNT),
      observed: observedSchema
        .describe('key-points that the body was laid on: x, y in px of the image, score')
        .exactOptional(),
    })
    .describe('null for what is not in front of the camera'),
  confidence: z
    .strictObject({
      level: z.enum(CONFIDENCE_LEVELS),
      reasons: z.array(z.enum(CONFIDENCE_REASONS)),
      expectedMm: z.number().nonnegative(),
      placePx: z.number().nonnegative(),
    })
    .describe('how much a body laid on key-points is to be believed')
    .exactOptional(),
  consistency: z
    .strictObject({ x: z.number(), y: z.number(), s: z.number() })
    .describe("how far the regions' full cameras disagree: metres, metres, a fraction"),
  expectedError: expectedErrorSchema
    .nullable()
    .exactOptional()
    .describe(
      'how wrong the joints are expected to be, the pelvis in one place; null for weights without a calibration and for a body changed by hand',
    ),
  mirrored: z
    .literal(true)
    .exactOptional()
    .describe('pose and shape are means with those of a mirrored look'),
  refined: z
    .strictObject({
      beforePx: z.number().nonnegative().nullable(),
      afterPx: z.number().nonnegative().nullable(),
    })
    .exactOptional()
    .describe(
      "pose, shape and t were refined: mean distance from the pose encoder's confident landmarks, px",
    ),
  fusion: z
    .array(z.array(z.number().min(0).max(1)).min(1).max(MAX_ROIS))
    .min(1)
    .max(MAX_ROIS)
    .exactOptional()
    .describe('fusion weights [M, M]: row m is what region m takes from each region; on request'),
});

/** The layout of `<stem>.json`, version 1. */
export const resultSchema: z.ZodType<Reconstruction> = z
  .strictObject({
    schemaVersion: z.union([z.literal(1), z.literal(SCHEMA_VERSION)]),
    image: z.strictObject({
      file: z.string(),
      width: z.int().positive(),
      height: z.int().positive(),
    }),
    model: modelSchema,
    people: z.array(person).max(MAX_PEOPLE),
    lost: z
      .array(
        z.strictObject({
          status: z.literal('unplaced').describe('no camera could be made'),
          score: z.number(),
          box: z.tuple([px, px, px, px]).describe('x0, y0, x1, y1'),
          reason: z.string().max(10_000),
        }),
      )
      .max(MAX_PEOPLE)
      .exactOptional()
      .describe('who was found and is not among people'),
    timings: z
      .partialRecord(z.enum(STAGES), z.number().nonnegative())
      .describe('milliseconds by stage'),
  })
  .superRefine(({ people, model }, context) => {
    const problem = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    const { rois: M } = model;
    people.forEach(({ id, rois, localCameras, fusion, camera: { K } }, p) => {
      for (const [name, { length }] of Object.entries({
        rois,
        localCameras,
        ...(fusion && { fusion }),
      })) {
        if (length !== M) problem(['people', p, name], `expected ${M}, got ${length}`);
      }
      fusion?.forEach(({ length }, m) => {
        if (length !== M) problem(['people', p, 'fusion', m], `expected ${M}, got ${length}`);
      });
      if (!(K[0][0] > 0 && K[1][1] > 0)) {
        problem(['people', p, 'camera', 'K'], 'expected positive focal lengths, got others');
      }
      if (people.findIndex((other) => other.id === id) !== p) {
        problem(['people', p, 'id'], `expected every id once, got ${id} again`);
      }
    });
  })
  .meta({ title: 'multiroi result', description: 'The people of one photograph.' });

/** The layout of `<stem>.json` as JSON Schema. */
export function resultJsonSchema(): object {
  return jsonSchemaOf(resultSchema);
}

/** What to do with what is no JSON. */
export const RESULT_HINT = 'give a result file, <stem>.json, of multiroi predict';

/**
 * A result from a value that came out of JSON.
 * @throws E_FORMAT with every problem found.
 */
export function checkResult(value: unknown): Reconstruction {
  return checkedAs('parseResult', resultSchema, value, { root: 'result' });
}

/**
 * Reads `<stem>.json`.
 * @throws E_FORMAT with every problem found.
 */
export function parseResult(text: string): Reconstruction {
  const options = { maxLength: MAX_TEXT, hint: RESULT_HINT };
  return checkResult(parseJson('parseResult', text, options));
}
