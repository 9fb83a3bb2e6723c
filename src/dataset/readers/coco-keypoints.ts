/**
 * @file COCO's keypoint annotations (`person_keypoints_*.json`) as people. As in SPIN, a person counts when
 * enough of its limbs are labelled, and every labelled joint has confidence 1.
 */

import { MultiRoiError } from '../../base/index.ts';
import { parseJson } from '../../format/index.ts';
import { isBoxOfPixels, paddedSquare } from '../box-of-keypoints.ts';
import type { PersonRecord } from '../records.ts';
import { spin24From } from '../spin24.ts';
import { imagePath, imagePathProblem } from './image-path.ts';
import { Problems } from './problems.ts';

/** Whom to take of a COCO file. */
export interface CocoOptions {
  /** Put before every file name: `train2014`. */
  readonly folder: string;
  /** Joints of shoulders, elbows, wrists, hips, knees and ankles a person must have; 12 is all. */
  readonly minLimbJoints: number;
}

/** People of COCO 2014 with all twelve joints of their limbs, as SPIN takes them. */
export const COCO_DEFAULTS: CocoOptions = { folder: 'train2014', minLimbJoints: 12 };

/** The five joints of the face come first. */
const FACE = 5;
const KEYPOINTS = 17;

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

function listOf(file: Json, name: string, problems: Problems): readonly unknown[] {
  const list = file[name];
  if (Array.isArray(list)) return list;
  problems.add(name, `expected a list, got ${list === undefined ? 'nothing' : typeof list}`);
  return [];
}

/** A list of finite numbers, or null with the problem noted. */
function numbersAt(
  from: Json,
  name: string,
  count: number,
  path: string,
  problems: Problems,
): readonly number[] | null {
  const list = from[name];
  const fits = Array.isArray(list) && list.length === count && list.every(Number.isFinite);
  if (fits) return list as number[];
  const got = Array.isArray(list) ? `a list of ${list.length}` : typeof list;
  problems.add(`${path}.${name}`, `expected ${count} finite numbers, got ${got}`);
  return null;
}

/** Some programs write numbers as text. */
const isId = (id: unknown): id is number | string =>
  typeof id === 'number' || (typeof id === 'string' && id.length < 200);

/** File names by image id. */
function imageNames(file: Json, folder: string, problems: Problems): Map<string, string> {
  const names = new Map<string, string>();
  listOf(file, 'images', problems).forEach((image, i) => {
    const { id, file_name: name } = isObject(image) ? image : {};
    if (!isId(id) || typeof name !== 'string') {
      problems.add(`images[${i}]`, 'expected an id and a file_name, got others');
      return;
    }
    const path = imagePath(folder === '' ? name : `${folder}/${name}`);
    const wrong = imagePathProblem(path);
    if (wrong !== null) problems.add(`images[${i}].file_name`, wrong);
    names.set(String(id), path);
  });
  return names;
}

/** The person of one annotation; null when it says too little, or something wrong. */
function personOf(
  annotation: Json,
  image: string,
  minLimbJoints: number,
  path: string,
  problems: Problems,
): PersonRecord | null {
  const keypoints = numbersAt(annotation, 'keypoints', 3 * KEYPOINTS, path, problems);
  const box = numbersAt(annotation, 'bbox', 4, path, problems);
  if (keypoints === null || box === null) return null;
  const labelled = Float32Array.from(keypoints, (value, i) =>
    i % 3 === 2 ? (value > 0 ? 1 : 0) : value,
  );
  let limbs = 0;
  for (let j = FACE; j < KEYPOINTS; j++) limbs += labelled[3 * j + 2];
  const [x, y, width, height] = box;
  if (limbs < minLimbJoints || !(width > 0 && height > 0)) return null;
  // COCO's boxes are tight
  const tight = { x0: x, y0: y, x1: x + width, y1: y + height };
  if (!isBoxOfPixels(tight)) {
    problems.add(`${path}.bbox`, `expected a box in pixels, got ${box.join(', ')}`);
    return null;
  }
  return {
    image,
    ...paddedSquare(tight),
    keypoints24: spin24From('coco17', labelled, 3),
    openpose25: null,
    joints24: null,
    pose: null,
    betas: null,
    gender: null,
    focalPx: null,
    translation: null,
    visibility: null,
  };
}

function fileOf(text: string): Json {
  const value = parseJson('parseCocoKeypoints', text);
  if (isObject(value)) return value;
  throw new MultiRoiError('E_FORMAT', 'parseCocoKeypoints: expected an object, got another value');
}

/**
 * Reads people from a COCO keypoint file, in its order; crowds are left out.
 * @throws E_FORMAT listing every annotation that is malformed or names no picture of the file.
 */
export function parseCocoKeypoints(
  text: string,
  { folder, minLimbJoints }: CocoOptions = COCO_DEFAULTS,
): PersonRecord[] {
  const file = fileOf(text);
  const problems = new Problems();
  const names = imageNames(file, folder, problems);
  const people = listOf(file, 'annotations', problems).flatMap((annotation, i) => {
    const path = `annotations[${i}]`;
    if (!isObject(annotation)) {
      problems.add(path, `expected an object, got ${typeof annotation}`);
      return [];
    }
    if (annotation['iscrowd'] === 1) return [];
    const { image_id: id } = annotation;
    const image = isId(id) ? names.get(String(id)) : undefined;
    if (image === undefined) {
      problems.add(
        `${path}.image_id`,
        `expected an id of images, got ${isId(id) ? id : typeof id}`,
      );
    }
    const person = personOf(annotation, image ?? '', minLimbJoints, path, problems);
    return person === null ? [] : [person];
  });
  problems.throwAll('parseCocoKeypoints');
  return people;
}
