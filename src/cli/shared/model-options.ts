/** @file The options of every command that runs the model, and their way into the library. */

import { resolve } from 'node:path';
import { parseRoiSet, type Box, type RoiSet } from '../../camera/index.ts';
import { boxProblem } from '../../detect/index.ts';
import type { Logger } from '../../base/index.ts';
import { MODEL_NAMES, PRESET_NAMES } from '../../network/index.ts';
import {
  QUALITIES,
  RECONSTRUCT_DEFAULTS,
  type LoadOptions,
  type PersonChoice,
  type Quality,
  type ReconstructOptions,
} from '../../reconstruct/index.ts';
import { type ModelInfo } from '../../result/index.ts';
import type { Io } from './io.ts';
import {
  A_FILE,
  AN_OPERAND,
  choice,
  integer,
  number,
  oneOf,
  parseNumber,
  parseNumbers,
  text,
  UsageError,
  value,
  type OptionsFor,
  type ValueOption,
} from '../parse/option.ts';
import type { SessionOptions } from '../../platform/index.ts';
import { bodyOption, bodyPath, readTextOf } from './common-options.ts';

function parseBox(given: string, name: string): Box {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = parseNumbers(given, name, ['x0', 'y0', 'x1', 'y1']);
  const box = { x0, y0, x1, y1 };
  const problem = boxProblem(box);
  if (problem !== undefined) throw new UsageError(`${name}: ${problem}`);
  return box;
}

function parsePersons(given: string, name: string): PersonChoice {
  if (given === 'all' || given === 'largest') return given;
  if (!/^\d+$/.test(given)) {
    throw new UsageError(`${name}: expected all, largest or a number, got "${given}"`);
  }
  return parseNumber(given, name, { min: 1, whole: true });
}

/** What networks are executed by. */
export interface ExecutionValues {
  readonly provider: string | undefined;
  readonly threads: number | undefined;
}

interface FindingValues {
  readonly detector: string | undefined;
  readonly persons: PersonChoice;
  readonly 'min-size': number;
  readonly threshold: number | undefined;
}

/** Of `detect`. */
export interface DetectValues extends FindingValues, ExecutionValues {}

/** Of `predict`. */
export interface ModelValues extends DetectValues {
  readonly boxes: string | undefined;
  readonly box: Box | undefined;
  readonly model: ModelInfo['name'] | undefined;
  readonly quality: Quality | undefined;
  readonly weights: string | undefined;
  readonly confidence: string | undefined;
  readonly preset: ModelInfo['preset'] | undefined;
  readonly rois: number | string | undefined;
  readonly roll: boolean | undefined;
  readonly body: string | undefined;
  readonly refine: boolean | undefined;
  readonly mirror: boolean | undefined;
  readonly height: number | undefined;
  readonly shape: readonly number[] | undefined;
  readonly focal: number | undefined;
  readonly fov: number | undefined;
  readonly intrinsics: readonly number[] | undefined;
  readonly exif: boolean | undefined;
}

/** `--provider`, `--threads`. */
export const executionOptions: OptionsFor<ExecutionValues> = {
  provider: text(
    'cpu|cuda|…',
    'what runs the networks; kserve+http://host:port is an inference server, whose token is MULTIROI_KSERVE_TOKEN',
    { group: 'Execution' },
  ),
  threads: integer('n', 'threads of one operator; every core unless given', {
    min: 1,
    max: 1024,
    group: 'Execution',
  }),
};

/** `--quality`. */
export const qualityOption: ValueOption<Quality | undefined> = oneOf(
  QUALITIES,
  'best looks at everyone in a mirror too, half as fast; standard unless given',
  { group: 'Model' },
);

const findingOptions: OptionsFor<FindingValues> = {
  detector: text('f.onnx', 'another person detector, of the YOLO family', {
    group: 'People',
    reads: A_FILE,
  }),
  persons: value<PersonChoice, PersonChoice>(
    'all|largest|N',
    'who: everyone, the largest, the N largest',
    parsePersons,
    { default: RECONSTRUCT_DEFAULTS.persons, group: 'People' },
  ),
  threshold: number('0–1', 'leave out people whose score is lower; 0.3 unless given', {
    min: 0,
    max: 1,
    group: 'People',
  }),
  'min-size': number('px', "leave out people whose box's longer side is shorter", {
    min: 0,
    default: RECONSTRUCT_DEFAULTS.minSizePx,
    group: 'People',
  }),
};

const SHAPE_NAMES = Array.from({ length: 10 }, (_, s) => `b${s}`);

/** Options of commands that reconstruct. */
export const modelOptions: OptionsFor<ModelValues> = {
  ...findingOptions,
  boxes: text('f.json|csv', 'people of each image, instead of detecting them', {
    reads: AN_OPERAND,
    group: 'People',
  }),
  box: value<Box>('x0,y0,x1,y1', 'one person of every image, px', parseBox, { group: 'People' }),
  model: oneOf(MODEL_NAMES, 'the network; what the weights are for', {
    group: 'Model',
  }),
  quality: qualityOption,
  weights: text('f.safetensors', 'weights; those of light are built in', {
    group: 'Model',
    reads: A_FILE,
  }),
  confidence: text(
    'f.json',
    'calibrations of your own weights, for the expected error; those of light are built in',
    { group: 'Model', reads: A_FILE },
  ),
  preset: oneOf(PRESET_NAMES, 'the equations or the released code', { group: 'Model' }),
  rois: value<number | string>(
    '1..5|set.json',
    'regions of interest per person, or a set of your own; what the weights were trained with unless given',
    (given, name) =>
      /^-?[\d.]+$/.test(given) ? parseNumber(given, name, { min: 1, max: 5, whole: true }) : given,
    { group: 'Model', reads: AN_OPERAND },
  ),
  roll: choice('look at people in a view rolled until they stand; as trained unless given', {
    group: 'Model',
  }),
  refine: choice(
    'lay bodies on the key-points that are seen; --no-refine: what the network predicts',
    {
      default: RECONSTRUCT_DEFAULTS.refine,
      group: 'Model',
    },
  ),
  mirror: choice(
    'look at everyone in a mirror too and take the mean: nearer, half as fast; as --quality says unless given',
    { group: 'Model' },
  ),
  body: bodyOption,
  height: number('cm', 'stature of everyone, if known; sets how far away they are', {
    min: 50,
    max: 250,
    group: 'Model',
  }),
  shape: value<readonly number[]>(
    'b0,…,b9',
    'betas of everyone, if known',
    (given, name) => parseNumbers(given, name, SHAPE_NAMES),
    { group: 'Model' },
  ),
  focal: number('px', 'focal length', { above: 0, group: 'Camera' }),
  fov: number('deg', 'vertical field of view', { above: 0, max: 179, group: 'Camera' }),
  intrinsics: value<readonly number[]>(
    'fx,fy,cx,cy',
    'focal lengths and principal point, px',
    (given, name) => parseNumbers(given, name, ['fx', 'fy', 'cx', 'cy']),
    { group: 'Camera' },
  ),
  exif: choice("believe the focal length in the image's EXIF", {
    default: RECONSTRUCT_DEFAULTS.exif,
    group: 'Camera',
  }),
  ...executionOptions,
};

/** Options of commands that find people and go no further. */
export const detectOptions: OptionsFor<DetectValues> = { ...findingOptions, ...executionOptions };

/** Sets of options that rule each other out. */
export const MODEL_EXCLUSIVE: readonly (readonly (keyof ModelValues)[])[] = [
  ['focal', 'fov', 'intrinsics'],
  ['boxes', 'box', 'detector'],
];

/** What sessions are told. */
export function sessionOptionsOf({ provider, threads }: ExecutionValues): SessionOptions {
  return { provider, threads };
}

/** What `MultiRoi.load` is told. */
export async function loadOptionsOf(
  values: ModelValues,
  io: Io,
  log: Logger,
): Promise<LoadOptions> {
  const at = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : resolve(io.cwd, path);
  const { model, quality, preset, body } = values;
  return {
    log,
    model,
    quality,
    preset,
    body: body === undefined ? undefined : bodyPath(io, body),
    weights: at(values.weights),
    confidence: at(values.confidence),
    detector: at(values.detector),
    rois: await roisOf(values.rois, io),
    roll: values.roll === undefined ? undefined : values.roll ? 'upright' : 'none',
    ...sessionOptionsOf(values),
  };
}

/** A number of regions, or the set of a file. */
async function roisOf(given: ModelValues['rois'], io: Io): Promise<number | RoiSet | undefined> {
  if (typeof given !== 'string') return given;
  return parseRoiSet(await readTextOf('parseRoiSet', given, io));
}

/** What `reconstruct` is told of every image. */
export function reconstructOptionsOf(values: ModelValues): ReconstructOptions {
  const { persons, focal, fov, intrinsics, exif, box, height, shape, refine, mirror } = values;
  const [fx = 0, fy = 0, cx = 0, cy = 0] = intrinsics ?? [];
  return {
    persons,
    minSizePx: values['min-size'],
    threshold: values.threshold,
    exif,
    focalPx: focal,
    fovDeg: fov,
    heightM: height === undefined ? undefined : height / 100,
    betas: shape,
    refine,
    mirror,
    intrinsics: intrinsics === undefined ? undefined : { fx, fy, cx, cy },
    boxes: box === undefined ? undefined : [{ box, score: 1 }],
  };
}
