/** @file What the schemas of results and of motions share. */

import * as z from 'zod';
import { JOINT_COUNT } from '../body/index.ts';
import { MAX_ROIS } from '../camera/index.ts';
import type { Vec2, Vec3 } from '../math/index.ts';
import { MODEL_NAMES, PRESET_NAMES } from '../network/index.ts';
import type { Mat3, ModelInfo, ObservedJoints, ResultExpectedError } from './result.ts';

/** A coordinate. */
export const pxSchema: z.ZodType<number> = z
  .number()
  .describe('pixels of the upright image, integer coordinates are pixel centres');
const metres = z.number();
/** NaN has no JSON and is written as null. */
const coordinate = pxSchema.nullable().transform((value) => value ?? NaN);
/** A point of the image. */
export const placeSchema: z.ZodType<Vec2> = z.tuple([coordinate, coordinate]);
/** Three numbers. */
export const vec3Schema: z.ZodType<Vec3> = z.tuple([metres, metres, metres]);
/** Rows of a matrix. */
export const mat3Schema: z.ZodType<Mat3> = z.tuple([vec3Schema, vec3Schema, vec3Schema]);

/** A result's `expectedError`. */
export const expectedErrorSchema: z.ZodType<ResultExpectedError> = z.strictObject({
  meanMm: z.number().nonnegative(),
  rangeMm: z
    .tuple([z.number().nonnegative(), z.number().nonnegative()])
    .describe('holds four of five'),
  jointsMm: z
    .strictObject({ smpl24: z.array(z.number().nonnegative()).length(JOINT_COUNT) })
    .describe('0 for the pelvis'),
  betasSd: z
    .array(z.number().nonnegative())
    .length(10)
    .exactOptional()
    .describe(
      'how far each true beta strays from the predicted one, root mean square; 1: nothing is known',
    ),
});

/** A result's `joints2d.observed`. */
export const observedSchema: z.ZodType<ObservedJoints> = z.strictObject({
  coco17: z.array(z.tuple([z.number(), z.number(), z.number().min(0).max(1)])).length(17),
});

/** A result's `model`. */
export const modelSchema: z.ZodType<ModelInfo> = z.strictObject({
  name: z.enum(MODEL_NAMES),
  preset: z.enum(PRESET_NAMES),
  weights: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('SHA-256 of the weights file'),
  body: z.string().max(200),
  rois: z.int().min(1).max(MAX_ROIS),
  fullCamera: z.enum(['mean', 'roi0']),
});

/** A schema for programs in other languages (JSON Schema, draft 2020-12). */
export function jsonSchemaOf(schema: z.ZodType): object {
  return z.toJSONSchema(schema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      const { def } = zodSchema._zod;
      if (def.type !== 'tuple') return;
      // zod leaves the length of a tuple open
      jsonSchema.minItems = def.items.length;
      jsonSchema.items = false;
    },
  });
}
