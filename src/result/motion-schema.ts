/**
 * @file The schema of a motion file. It is checked against the type by the compiler, published as
 * docs/formats/motion.schema.json, and reads files that come from outside.
 */

import * as z from 'zod';
import { BETA_COUNT, JOINT_COUNT } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { checkedAs, parseJson } from '../format/index.ts';
import {
  MOTION_SCHEMA_VERSION,
  type Motion,
  type MotionFrame,
  type MotionTrack,
} from './motion.ts';
import { checkResult, RESULT_HINT } from './result-schema.ts';
import type { Reconstruction } from './result.ts';
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

/** Strings of the common engines end at 512 MiB; that is three hours of one person. */
const MAX_TEXT = 500_000_000;
const MAX_FRAMES = 10_000_000;
const MAX_TRACKS = 100_000;

const frameIndex = z.int().nonnegative().max(MAX_FRAMES);

const frame: z.ZodType<MotionFrame> = z.strictObject({
  frame: frameIndex.describe('0-based, among the frames that were looked at'),
  seconds: z.number().nonnegative().describe('from the beginning of the video'),
  score: z.number(),
  box: z.tuple([pxSchema, pxSchema, pxSchema, pxSchema]).describe('x0, y0, x1, y1'),
  globalOrient: vec3Schema.describe('axis-angle of R_cam←body, radians'),
  bodyPose: z
    .array(vec3Schema)
    .length(JOINT_COUNT - 1)
    .describe('axis-angles of joints 1 … 23, radians'),
  t: vec3Schema.describe("where the body model's origin stands in the camera frame, metres"),
  joints2d: z
    .strictObject({ smpl24: z.array(placeSchema).length(JOINT_COUNT) })
    .describe('null for what is not in front of the camera'),
  observed: observedSchema
    .exactOptional()
    .describe('key-points that the body was laid on: x, y in px of the image, score'),
  expectedError: expectedErrorSchema
    .nullable()
    .describe('how wrong the joints are expected to be; null where nobody can say'),
});

const track: z.ZodType<MotionTrack> = z.strictObject({
  id: z.int().nonnegative(),
  first: frameIndex,
  last: frameIndex,
  betas: z.array(z.number()).length(BETA_COUNT).describe('one shape for the whole track'),
  frames: z.array(frame).min(1).max(MAX_FRAMES),
  gaps: z
    .array(z.tuple([frameIndex, frameIndex]))
    .max(MAX_FRAMES)
    .describe('stretches without the person, both ends inclusive'),
  contacts: z
    .strictObject({ leftFoot: z.array(z.boolean()), rightFoot: z.array(z.boolean()) })
    .exactOptional()
    .describe('whether a foot stands, one entry a frame of `frames`'),
});

/** Says where something is wrong. */
type Problem = (path: (string | number)[], message: string) => void;

function checkGaps({ first, last, frames, gaps }: MotionTrack, problem: Problem): void {
  let after = first;
  let next = 0;
  gaps.forEach(([from, to], g) => {
    if (from <= after || to < from || to >= last) {
      problem(
        ['gaps', g],
        `expected a stretch inside ${after + 1} … ${last - 1}, got ${from} … ${to}`,
      );
    }
    while (next < frames.length && frames[next].frame < from) next++;
    if (next < frames.length && frames[next].frame <= to) {
      problem(['gaps', g], `expected no frame in a gap, got ${frames[next].frame}`);
    }
    after = to;
  });
}

function checkTrack(each: MotionTrack, videoFrames: number, problem: Problem): void {
  const { first, last, frames, contacts } = each;
  // told already
  if (frames.length === 0) return;
  const ends = [frames[0].frame, frames[frames.length - 1].frame];
  if (first !== ends[0]) problem(['first'], `expected ${ends[0]}, the first frame, got ${first}`);
  if (last !== ends[1]) problem(['last'], `expected ${ends[1]}, the last frame, got ${last}`);
  if (last >= videoFrames) problem(['last'], `expected below ${videoFrames}, got ${last}`);
  const late = frames.findIndex(
    ({ frame: index, seconds }, i) =>
      i > 0 && !(index > frames[i - 1].frame && seconds > frames[i - 1].seconds),
  );
  if (late > 0)
    problem(['frames', late], 'expected a later frame than the one before, got another');
  checkGaps(each, problem);
  for (const foot of ['leftFoot', 'rightFoot'] as const) {
    const count = contacts?.[foot].length ?? frames.length;
    if (count !== frames.length) {
      problem(['contacts', foot], `expected ${frames.length} entries, got ${count}`);
    }
  }
}

/** The layout of `<stem>.motion.json`, version 1. */
export const motionSchema: z.ZodType<Motion> = z
  .strictObject({
    schemaVersion: z.literal(MOTION_SCHEMA_VERSION),
    video: z.strictObject({
      file: z.string(),
      width: z.int().positive(),
      height: z.int().positive(),
      fps: z.number().positive().max(100_000).describe('the mean where the rate varies'),
      frames: frameIndex.describe('how many were looked at'),
    }),
    model: modelSchema,
    camera: z.strictObject({
      K: mat3Schema.describe('rows of the intrinsic matrix, pixels'),
      static: z.boolean().describe('whether the camera was taken not to move'),
      world: z
        .strictObject({
          rotation: mat3Schema.describe('rows of worldFromCam; y is up'),
          floorY: z.number().describe('height of the floor, the pinhole being at 0, metres'),
          confidence: z.number().min(0).max(1),
        })
        .exactOptional(),
    }),
    tracks: z.array(track).max(MAX_TRACKS),
    cuts: z.array(frameIndex).describe('frames that begin another shot'),
    smoothed: z.boolean(),
  })
  .superRefine(({ tracks, video, camera: { K } }, context) => {
    const problem: Problem = (path, message) => context.addIssue({ code: 'custom', path, message });
    if (!(K[0][0] > 0 && K[1][1] > 0)) {
      problem(['camera', 'K'], 'expected positive focal lengths, got others');
    }
    const seen = new Set<number>();
    tracks.forEach((each, i) => {
      if (seen.has(each.id))
        problem(['tracks', i, 'id'], `expected every id once, got ${each.id} again`);
      seen.add(each.id);
      checkTrack(each, video.frames, (path, message) => problem(['tracks', i, ...path], message));
    });
  })
  .meta({ title: 'multiroi motion', description: 'The people of one video.' });

/** The layout of `<stem>.motion.json` as JSON Schema. */
export function motionJsonSchema(): object {
  return jsonSchemaOf(motionSchema);
}

/** Whether a parsed file is meant as a motion: a result has an image where this has a video. */
function isMotion(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'video' in value && 'tracks' in value;
}

/**
 * A motion from a value that came out of JSON.
 * @throws E_FORMAT with every problem found; E_UNSUPPORTED for a file of another version.
 */
function checkMotion(value: unknown): Motion {
  const version = isMotion(value)
    ? (value as { schemaVersion?: unknown }).schemaVersion
    : undefined;
  if (typeof version === 'number' && version !== MOTION_SCHEMA_VERSION) {
    throw new MultiRoiError(
      'E_UNSUPPORTED',
      `parseMotion: expected schemaVersion ${MOTION_SCHEMA_VERSION}, got ${version}`,
      { hint: 'read it with the version of multiroi that wrote it, or a newer one' },
    );
  }
  return checkedAs('parseMotion', motionSchema, value, { root: 'motion' });
}

/**
 * Reads `<stem>.motion.json`.
 * @throws E_FORMAT with every problem found; E_UNSUPPORTED for a file of another version.
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { parseMotion } from 'multiroi';
 *
 * const { video, tracks } = parseMotion(await readFile('clip.motion.json', 'utf8'));
 * for (const { id, frames } of tracks) {
 *   console.log(`person ${id}: ${frames.length} of ${video.frames} frames`); // person 0: 2 of 2 frames
 * }
 * ```
 */
export function parseMotion(text: string): Motion {
  const hint = 'give a motion file, <stem>.motion.json';
  return checkMotion(parseJson('parseMotion', text, { maxLength: MAX_TEXT, hint }));
}

/**
 * Reads a file that is a result or a motion.
 * @throws E_FORMAT with every problem found; E_UNSUPPORTED for a motion of another version.
 */
export function parseAnswer(text: string): { result: Reconstruction } | { motion: Motion } {
  const value = parseJson('parseResult', text, { maxLength: MAX_TEXT, hint: RESULT_HINT });
  return isMotion(value) ? { motion: checkMotion(value) } : { result: checkResult(value) };
}

/** A micrometre, a millionth of a radian, a hundredth of a pixel: finer than anything that is known. */
const DIGITS = 1e6;
const PX_DIGITS = 1e2;

function rounded(digits: number): (value: number) => number {
  return (value) => Math.round(value * digits) / digits;
}
const fine = rounded(DIGITS);
const px = rounded(PX_DIGITS);

/** A frame with no more digits than mean something: files of videos are long. */
function shortFrame(each: MotionFrame): object {
  const { box, globalOrient, bodyPose, t, joints2d, observed, seconds, score } = each;
  return {
    ...each,
    seconds: fine(seconds),
    score: fine(score),
    box: box.map(px),
    globalOrient: globalOrient.map(fine),
    bodyPose: bodyPose.map((turn) => turn.map(fine)),
    t: t.map(fine),
    joints2d: { smpl24: joints2d.smpl24.map((point) => point.map(px)) },
    ...(observed !== undefined && {
      observed: { coco17: observed.coco17.map(([x, y, seen]) => [px(x), px(y), fine(seen)]) },
    }),
  };
}

/** An object's JSON, open for one more field. */
const openJson = (value: object): string => JSON.stringify(value).slice(0, -1);

function trackLines(each: MotionTrack): string[] {
  const { frames, ...head } = each;
  const lines = frames.map((one, i) => {
    const end = i === frames.length - 1 ? '' : ',';
    return `${JSON.stringify(shortFrame(one))}${end}`;
  });
  return [`${openJson(head)},"frames":[`, ...lines, ']}'];
}

/**
 * The motion as JSON text, one line a frame of a track. Numbers are rounded to a micrometre, a millionth of a radian and a
 * hundredth of a pixel.
 * @throws E_RANGE for more than a text can hold.
 * @example
 * ```ts
 * import { readFile, writeFile } from 'node:fs/promises';
 * import { motionText, parseMotion } from 'multiroi';
 *
 * const motion = parseMotion(await readFile('clip.motion.json', 'utf8'));
 * const first = { ...motion, tracks: motion.tracks.slice(0, 1) };
 * await writeFile('first.motion.json', motionText(first));
 * ```
 */
export function motionText(motion: Motion): string {
  const { tracks, ...head } = motion;
  const lines = [`${openJson(head)},"tracks":[`];
  let length = 0;
  tracks.forEach((each, i) => {
    if (i > 0) lines.push(',');
    for (const line of trackLines(each)) {
      lines.push(line);
      length += line.length + 1;
    }
  });
  if (length > MAX_TEXT) {
    throw new MultiRoiError(
      'E_RANGE',
      `motionText: expected at most ${MAX_TEXT} characters, got ${length}`,
      { hint: 'cut the video into parts' },
    );
  }
  return `${lines.join('\n')}\n]}\n`;
}
