/** @file What a client may choose for its picture: query parameters and form fields, checked all at once. */

import * as z from 'zod';
import { readBoxList } from '../detect/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { checkedAs } from '../format/index.ts';
import type { ReconstructOptions } from '../reconstruct/index.ts';
import {
  FORMATS,
  MOTION_FORMATS,
  type Format,
  type MotionFormat,
  type MotionTask,
} from './messages.ts';

/** Characters of the name that a result carries. */
export const MAX_NAME = 200;
/** The paper's set has five. */
const MAX_ROIS = 5;

/** Text of a query or a form as a number. */
const number = z
  .string()
  .regex(/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i, 'expected a number')
  .max(40)
  .transform(Number);
/** What lenses and pictures have, and far more; beyond it numbers end in nothing. */
const focal = number.pipe(z.number().min(1).max(1e7));
const offset = number.pipe(z.number().min(-1e7).max(1e7));

/** Whether results can be written under a name by whoever takes it at its word: a path that goes down only, of text. */
const isPlain = (name: string): boolean =>
  !/[\p{Cc}\p{Zl}\p{Zp}\uFFFD\\]|^[a-z]:/iu.test(name) &&
  name.split('/').every((part) => !['', '.', '..'].includes(part));

/** What pictures and videos have in common. */
const shared = {
  name: z
    .string()
    .max(MAX_NAME)
    .refine(isPlain, 'expected a name without control characters, backslashes and steps upward')
    .optional()
    .describe('the name that the result carries'),
  focal: focal.optional().describe('focal length, px, from 1 to 1e7'),
  fov: number
    .pipe(z.number().min(0.01).max(179.9))
    .optional()
    .describe('vertical field of view, degrees, from 0.01 to 179.9'),
  intrinsics: z
    .string()
    .max(200)
    .transform((text) => text.split(','))
    .pipe(z.tuple([focal, focal, offset, offset]))
    .optional()
    .describe('fx,fy,cx,cy in px'),
  refine: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .describe('whether bodies are laid on the key-points that are seen; default true'),
  mirror: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .describe(
      'whether everybody is looked at in a mirror too, and the mean taken; default: as the server was started',
    ),
  persons: z
    .union([z.enum(['all', 'largest']), number.pipe(z.int().min(1))])
    .optional()
    .describe('all, largest, or the N largest'),
  threshold: number
    .pipe(z.number().min(0).max(1))
    .optional()
    .describe('people whose score is lower are not found; default 0.3'),
  minSize: number
    .pipe(z.number().min(0))
    .optional()
    .describe('people whose box is smaller are left out, px'),
};

const schema = z.strictObject({
  format: z
    .enum(Object.keys(FORMATS) as [Format, ...Format[]])
    .optional()
    .describe('what comes back; else what Accept asks for, else JSON'),
  ...shared,
  exif: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .describe('whether the focal length in EXIF is believed; default true'),
  rois: number
    .pipe(z.int().min(1).max(MAX_ROIS))
    .optional()
    .describe('regions of interest per person, 1 to 5; default: as the server was started'),
  boxes: z
    .string()
    .max(100_000)
    .optional()
    .describe("the people's boxes as JSON, [[x0, y0, x1, y1, score?], …]; nothing is detected"),
});

const seconds = number.pipe(z.number().min(0).max(1e6)).optional();
const motionSchema = z.strictObject({
  format: z
    .enum(Object.keys(MOTION_FORMATS) as [MotionFormat, ...MotionFormat[]])
    .optional()
    .describe('what comes back; else what Accept asks for, else JSON'),
  ...shared,
  fps: number
    .pipe(z.number().gt(0).max(1000))
    .optional()
    .describe('no more pictures a second are looked at'),
  from: seconds.describe('where to begin, s'),
  to: seconds.describe('where to end, s'),
  smooth: number
    .pipe(z.number().min(0).max(1))
    .optional()
    .describe('how smooth motions are; 0 leaves each picture to itself; default 0.5'),
  staticCamera: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .describe('whether the camera does not move: feet that stand are held; default false'),
});

/** For the API's description. */
export const requestOptionsSchema: object = z.toJSONSchema(schema, { io: 'input' });

/** The same of videos. */
export const motionOptionsSchema: object = z.toJSONSchema(motionSchema, { io: 'input' });

/** What a request asks for. */
export interface Chosen {
  readonly format: Format | undefined;
  readonly rois: number | undefined;
  readonly options: Omit<ReconstructOptions, 'signal' | 'onProgress'>;
}

/**
 * @param given query parameters and form fields, as text.
 * @param maxPeople never more than these are reconstructed.
 * @throws E_CONFIG listing everything that is unknown or out of range.
 */
export function readRequestOptions(
  given: Readonly<Record<string, unknown>>,
  maxPeople: number,
): Chosen {
  const read = checkedAs('reconstruct', schema, given, { code: 'E_CONFIG', root: 'request' });
  return {
    format: read.format,
    rois: read.rois,
    options: {
      ...sharedOptions('reconstruct', read, maxPeople),
      ...(read.exif !== undefined && { exif: read.exif }),
      ...(read.boxes !== undefined && {
        boxes: readBoxList(read.boxes, 'boxes'),
      }),
    },
  };
}

/** What a request asks for of a video. */
export type ChosenMotion = Pick<MotionTask, 'options'> & {
  readonly format: MotionFormat | undefined;
};

/**
 * @param given query parameters and form fields, as text.
 * @param maxPeople never more than these are reconstructed of one picture.
 * @throws E_CONFIG listing everything that is unknown or out of range.
 */
export function readMotionOptions(
  given: Readonly<Record<string, unknown>>,
  maxPeople: number,
): ChosenMotion {
  const read = checkedAs('motion', motionSchema, given, { code: 'E_CONFIG', root: 'request' });
  const { format, fps, from, to, smooth, staticCamera } = read;
  return {
    format,
    options: {
      ...sharedOptions('motion', read, maxPeople),
      ...(fps !== undefined && { fps }),
      ...(from !== undefined && { fromS: from }),
      ...(to !== undefined && { toS: to }),
      ...(smooth !== undefined && { smooth }),
      ...(staticCamera !== undefined && { staticCamera }),
    },
  };
}

type Shared = Omit<z.infer<typeof schema>, 'boxes' | 'exif' | 'format' | 'rois'>;

/** @throws E_CONFIG for more than one camera. */
function sharedOptions(who: string, read: Shared, maxPeople: number): Chosen['options'] {
  const cameras = [read.focal, read.fov, read.intrinsics].filter((value) => value !== undefined);
  if (cameras.length > 1) {
    throw new MultiRoiError(
      'E_CONFIG',
      `${who}: expected one of focal, fov and intrinsics, got ${cameras.length} of them`,
    );
  }
  const { persons } = read;
  const [fx = 0, fy = 0, cx = 0, cy = 0] = read.intrinsics ?? [];
  return {
    file: read.name ?? (who === 'motion' ? 'video' : 'image'),
    persons:
      persons === 'largest'
        ? persons
        : Math.min(maxPeople, persons === 'all' ? Infinity : (persons ?? Infinity)),
    ...(read.focal !== undefined && { focalPx: read.focal }),
    ...(read.fov !== undefined && { fovDeg: read.fov }),
    ...(read.intrinsics !== undefined && { intrinsics: { fx, fy, cx, cy } }),
    ...(read.refine !== undefined && { refine: read.refine }),
    ...(read.mirror !== undefined && { mirror: read.mirror }),
    ...(read.minSize !== undefined && { minSizePx: read.minSize }),
    ...(read.threshold !== undefined && { threshold: read.threshold }),
  };
}
