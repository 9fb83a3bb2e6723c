/**
 * @file Calibrations of several cameras as programs write them: ours (JSON), Pose2Sim's `Calib.toml`, the CMU Panoptic
 * Studio's JSON (centimetres), OpenCV's YAML of a stereo pair or of one camera. Everything becomes `X_cam = R X_world + t`
 * in metres.
 */

import { parse as parseToml, TomlError } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { messageOf, MultiRoiError } from '../../base/index.ts';
import { checkedAs, parseJson } from '../../format/index.ts';
import { rotmatFromAxisAngle, vec3At, type Vec3 } from '../../math/index.ts';
import type { Mat3 } from '../../result/index.ts';
import type { RigCamera } from './rig.ts';

/** A camera of a calibration file; files need not say how large pictures are. */
export interface CalibratedCamera extends Omit<RigCamera, 'width' | 'height'> {
  readonly width: number | null;
  readonly height: number | null;
  /** The picture, as the file names it. */
  readonly image: string | null;
}

/** A text of more than this is no calibration. */
const MAX_TEXT = 8 * 1024 * 1024;
const CENTIMETRE = 0.01;

const vec3: z.ZodType<Vec3> = z.tuple([z.number(), z.number(), z.number()]);
const mat3: z.ZodType<Mat3> = z.tuple([vec3, vec3, vec3]);
const pixels = z.int().positive();
const lens = z.array(z.number()).max(14);

const ours = z.object({
  cameras: z
    .array(
      z.strictObject({
        name: z.string().optional(),
        image: z.string().optional(),
        width: pixels.optional(),
        height: pixels.optional(),
        K: mat3,
        distortion: lens.optional(),
        R: mat3,
        t: vec3,
      }),
    )
    .min(1),
});

const panoptic = z.object({
  cameras: z
    .array(
      z.object({
        name: z.string(),
        resolution: z.tuple([pixels, pixels]),
        K: mat3,
        distCoef: lens,
        R: mat3,
        t: z.union([
          vec3,
          z.tuple([z.tuple([z.number()]), z.tuple([z.number()]), z.tuple([z.number()])]),
        ]),
      }),
    )
    .min(1),
});

const pose2sim = z.object({
  name: z.string().optional(),
  size: z.tuple([pixels, pixels]),
  matrix: mat3,
  distortions: lens,
  rotation: vec3,
  translation: vec3,
  fisheye: z.boolean().optional(),
});

/** What OpenCV writes of a matrix. */
const matrix = z
  .object({ rows: z.int().positive(), cols: z.int().positive(), data: z.array(z.number()) })
  .refine(({ rows, cols, data }) => data.length === rows * cols, 'expected rows × cols numbers');

/**
 * @param text of the file. @param name of the file, for messages and for cameras that have no name; its ending says the format.
 * @throws E_FORMAT
 */
export function parseRig(text: string, name: string): CalibratedCamera[] {
  if (text.length > MAX_TEXT) {
    throw new MultiRoiError(
      'E_FORMAT',
      `parseRig: expected a calibration of at most ${MAX_TEXT} characters, got ${text.length} (${name})`,
    );
  }
  if (/\.toml$/i.test(name)) return fromPose2Sim(text, name);
  if (/\.ya?ml$/i.test(name)) return fromOpenCv(text, name);
  const value = parseJson(`parseRig ${name}`, text, {
    hint: 'a calibration is JSON, .toml (Pose2Sim) or .yml (OpenCV)',
  });
  return text.includes('"distCoef"') ? fromPanoptic(value, name) : fromOurs(value, name);
}

function fromOurs(value: unknown, file: string): CalibratedCamera[] {
  const { cameras } = checkedAs(`parseRig ${file}`, ours, value);
  return cameras.map(({ name, image, width, height, distortion, ...rest }, index) => ({
    ...rest,
    name: name ?? `camera ${index}`,
    image: image ?? null,
    width: width ?? null,
    height: height ?? null,
    distortion: lensOf(distortion ?? [], `${file}, camera ${index}`),
  }));
}

function fromPanoptic(value: unknown, file: string): CalibratedCamera[] {
  const { cameras } = checkedAs(`parseRig ${file}`, panoptic, value);
  return cameras.map(({ name, resolution: [width, height], K, distCoef, R, t }) => {
    const metres = t.flat().map((x) => CENTIMETRE * x);
    const distortion = lensOf(distCoef, `${file}, ${name}`);
    return { name, image: null, width, height, K, distortion, R, t: vec3At(metres, 0) };
  });
}

function fromPose2Sim(text: string, file: string): CalibratedCamera[] {
  let tables: Record<string, unknown>;
  try {
    tables = parseToml(text);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    throw new MultiRoiError(
      'E_FORMAT',
      `parseRig: expected TOML, got ${messageOf(cause)} (${file})`,
      {
        cause,
      },
    );
  }
  const cameras = Object.entries(tables).filter(
    ([, table]) => typeof table === 'object' && table !== null && 'matrix' in table,
  );
  if (cameras.length === 0) {
    throw new MultiRoiError(
      'E_FORMAT',
      `parseRig: expected tables with size, matrix, rotation and translation, got ${Object.keys(tables).join(', ') || 'nothing'} (${file})`,
    );
  }
  return cameras.map(([key, table]) => {
    const read = checkedAs(`parseRig ${file} [${key}]`, pose2sim, table);
    if (read.fisheye === true) throw unknownLens(`${file}, ${key}`, 'a fisheye');
    const [width, height] = read.size;
    return {
      name: read.name ?? key,
      image: null,
      width,
      height,
      K: read.matrix,
      distortion: lensOf(read.distortions, `${file}, ${key}`),
      R: rowsOf(rotmatFromAxisAngle(read.rotation)),
      t: read.translation,
    };
  });
}

function fromOpenCv(text: string, file: string): CalibratedCamera[] {
  let value: unknown;
  try {
    // OpenCV's first line is not YAML 1.2, and its matrices carry a tag of its own
    value = parseYaml(text.replace(/^%YAML[^\n]*\n(---)?/, ''), {
      logLevel: 'silent',
      maxAliasCount: 0,
    });
  } catch (cause) {
    throw new MultiRoiError(
      'E_FORMAT',
      `parseRig: expected YAML, got ${messageOf(cause)} (${file})`,
      {
        cause,
      },
    );
  }
  const nodes = checkedAs(`parseRig ${file}`, z.record(z.string(), z.unknown()), value);
  const found = (...names: string[]): number[] | null => {
    const key = names.find((name) => Object.hasOwn(nodes, name));
    if (key === undefined) return null;
    return checkedAs(`parseRig ${file} ${key}`, matrix, nodes[key]).data;
  };
  const needed = (lengths: readonly number[], ...names: string[]): number[] => {
    const data = found(...names);
    if (data !== null && lengths.includes(data.length)) return data;
    if (data !== null) {
      throw new MultiRoiError(
        'E_FORMAT',
        `parseRig: expected ${names.join(' or ')} of ${lengths.join(' or ')} numbers, got ${data.length} (${file})`,
      );
    }
    throw new MultiRoiError(
      'E_FORMAT',
      `parseRig: expected a matrix ${names.join(' or ')}, got ${Object.keys(nodes).join(', ') || 'nothing'} (${file})`,
    );
  };
  const size = (key: string): number | null =>
    nodes[key] === undefined ? null : checkedAs(`parseRig ${file} ${key}`, pixels, nodes[key]);
  const camera = (
    name: string,
    K: readonly number[],
    distortion: readonly number[],
    turn: readonly number[],
    t: readonly number[],
  ): CalibratedCamera => ({
    name,
    image: null,
    width: size('image_width'),
    height: size('image_height'),
    K: rowsOf(K),
    distortion: lensOf(distortion, file),
    R: rowsOf(turn.length === 3 ? rotmatFromAxisAngle(turn) : turn),
    t: vec3At(t, 0),
  });
  const stem = file.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '');
  const second = ['M2', 'K2', 'cameraMatrix2'] as const;
  if (found(...second) === null) {
    return [
      camera(
        stem,
        needed([9], 'camera_matrix', 'K', 'M'),
        found('distortion_coefficients', 'D', 'dist_coeffs') ?? [],
        needed([3, 9], 'R', 'rvec', 'rotation'),
        needed([3], 'T', 't', 'tvec', 'translation'),
      ),
    ];
  }
  const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  return [
    camera(
      `${stem} 1`,
      needed([9], 'M1', 'K1', 'cameraMatrix1'),
      found('D1', 'distCoeffs1') ?? [],
      identity,
      [0, 0, 0],
    ),
    camera(
      `${stem} 2`,
      needed([9], ...second),
      found('D2', 'distCoeffs2') ?? [],
      needed([3, 9], 'R'),
      needed([3], 'T', 't'),
    ),
  ];
}

const rowsOf = (m: ArrayLike<number>): Mat3 => [vec3At(m, 0), vec3At(m, 3), vec3At(m, 6)];

/** k1, k2, p1, p2, k3; of longer lists the rest has to be nothing. @throws E_FORMAT */
function lensOf(distortion: readonly number[], where: string): number[] {
  if (distortion.slice(5).some((x) => x !== 0)) throw unknownLens(where, 'more than five numbers');
  return distortion.slice(0, 5);
}

function unknownLens(where: string, got: string): MultiRoiError {
  return new MultiRoiError(
    'E_FORMAT',
    `parseRig: expected a lens of k1, k2, p1, p2, k3, got ${got} (${where})`,
    { hint: 'undistort the pictures first, and give the cameras without distortion' },
  );
}
