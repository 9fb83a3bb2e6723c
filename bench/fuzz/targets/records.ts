/** @file Files of ours that come back, and of others beside them: motions, views, calibrated cameras, features, poses, texts. */

import { decodeShard, encodeShard, shardOf } from '../../../src/features/index.ts';
import { readText, writeNpy } from '../../../src/format/index.ts';
import { parseRig } from '../../../src/reconstruct/index.ts';
import {
  MULTIVIEW_SCHEMA_VERSION,
  parseAnswer,
  parseMultiview,
  type MotionTrack,
  type Multiview,
} from '../../../src/result/index.ts';
import { parseCapturedPoses } from '../../../src/synthetic/index.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../../src/training/index.ts';
import { sampleMotion } from '../../../test/support/motion.ts';
import { samplePerson, sampleResult } from '../../../test/support/result.ts';
import { toyBody } from '../../../test/support/toy-body.ts';
import { safetensorsSeed, text, utf8, whole, zipped, type Seed } from '../seed.ts';
import { checkArrays, Contradiction, words, type Target } from '../target.ts';

const decoder = new TextDecoder();

/** Motions of two frames a track, so that damage to one number is no smaller than the rest. */
export const motion: Target = {
  name: 'motion',
  seeds: () => {
    const all = sampleMotion(toyBody());
    const short = (track: MotionTrack): MotionTrack => {
      const frames = track.frames.slice(0, 2);
      const [first = 0, last = 0] = frames.map(({ frame }) => frame);
      return { ...track, first, last, frames, gaps: [] };
    };
    const json = JSON.stringify({ ...all, tracks: all.tracks.map(short) });
    return [text(json), text(JSON.stringify(sampleResult([samplePerson()])))];
  },
  tokens: words('"frames":[]', '"gaps":[[1,2]]', '"cuts":[0,1]', '"schemaVersion":1', 'null'),
  codes: ['E_FORMAT', 'E_UNSUPPORTED'],
  run: (bytes) => parseAnswer(decoder.decode(bytes)),
};

const EYE = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
] as Multiview['views'][number]['K'];

export const multiview: Target = {
  name: 'multiview',
  seeds: () => {
    const { body, score, joints2d, joints3d } = samplePerson();
    const { model } = sampleResult([]);
    const view = { file: 'a.jpg', width: 640, height: 480, K: EYE, distortion: [0.1], R: EYE };
    const views = ['a', 'b'].map((name) => ({ ...view, name, t: [0, 0, 1] }));
    const seen = [{ view: 0, person: 0, px: null, joints2d }];
    const people = [{ id: 0, score, seen, body, t: [0, 0, 1], joints3d }];
    return [
      text(JSON.stringify({ schemaVersion: MULTIVIEW_SCHEMA_VERSION, model, views, people })),
    ];
  },
  tokens: words('"views":[]', '"seen":[]', 'null', '1e999'),
  run: (bytes) => parseMultiview(decoder.decode(bytes)),
};

const MATRIX = '[[800, 0, 320], [0, 790, 240], [0, 0, 1]]';
const TOML = `[cam_01]\nname = "a"\nsize = [640.0, 480.0]\nmatrix = ${MATRIX}\ndistortions = [0.1, 0.02, 0.0, 0.0]\nrotation = [0.1, -0.2, 0.3]\ntranslation = [1.0, 2.0, 3.0]\nfisheye = false\n[metadata]\nadjusted = false\n`;
const node = (name: string, data: string, rows: number, cols: number): string =>
  `${name}: !!opencv-matrix\n   rows: ${rows}\n   cols: ${cols}\n   dt: d\n   data: [ ${data} ]\n`;
const K = '800., 0., 320., 0., 790., 240., 0., 0., 1.';
const YAML = `%YAML:1.0\n---\nimage_width: 640\nimage_height: 480\n${node('camera_matrix', K, 3, 3)}${node('distortion_coefficients', '0.1, 0.02, 0., 0., 0.', 1, 5)}${node('R', '1,0,0,0,1,0,0,0,1', 3, 3)}${node('T', '0, 0, 1.', 3, 1)}`;
const STEREO = `%YAML:1.0\n---\n${node('M1', K, 3, 3)}${node('M2', K, 3, 3)}${node('R', '1,0,0,0,1,0,0,0,1', 3, 3)}${node('T', '-0.5,0,0', 3, 1)}`;
const OURS = `{"cameras":[{"name":"a","width":640,"height":480,"K":${MATRIX},"distortion":[0.1],"R":[[1,0,0],[0,1,0],[0,0,1]],"t":[0,0,1]}]}`;
const PANOPTIC = `{"cameras":[{"name":"00_00","resolution":[640,480],"K":${MATRIX},"distCoef":[0,0,0,0,0],"R":[[1,0,0],[0,1,0],[0,0,1]],"t":[[1],[2],[3]]}]}`;

/** What a name would say is told by how a text begins. */
const endingOf = (calibration: string): string =>
  calibration.startsWith('%') ? 'yml' : calibration.startsWith('[') ? 'toml' : 'json';

export const rig: Target = {
  name: 'rig',
  seeds: () => [TOML, YAML, STEREO, OURS, PANOPTIC].map(text),
  tokens: words(
    '!!opencv-matrix',
    '&a [*a, *a]',
    '<<: *a',
    '!!js/function "x"',
    '"""',
    '[a.b.c]',
    '__proto__',
    'nan',
    '1979-05-27',
    'rows: 4294967296',
  ),
  run: (bytes) => {
    const calibration = decoder.decode(bytes);
    const cameras = parseRig(calibration, `fuzz.${endingOf(calibration)}`);
    const numbers = cameras.flatMap((camera) => [...camera.K.flat(), ...camera.R.flat()]);
    if (!numbers.every(Number.isFinite)) throw new Contradiction('a camera that is not finite');
  },
};

/** The header of a safetensors file is damaged apart from what it tells of. */
function headed(file: Uint8Array): Seed {
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const { parts, join } = safetensorsSeed(new Map());
  return { parts: [file.slice(8, 8 + length), file.slice(8 + length), ...parts.slice(2)], join };
}

const row = {
  features: new Uint16Array(8),
  boxes: new Float32Array(6),
  centers: new Float32Array(4),
  sizes: new Float32Array(2),
  focal: new Float32Array(1),
  pose: new Float32Array(72),
  betas: new Float32Array(10),
  translation: new Float32Array(3),
  confidence: new Float32Array(24),
};

export const shard: Target = {
  name: 'features',
  seeds: () => [headed(encodeShard(shardOf([row, row], 2, 4), { recipe: 'a' }))],
  tokens: words('"shape":[2,2,4]', '"shape":[0,2,4]', '"dtype":"F16"', '"dtype":"I64"', 'boxes'),
  codes: ['E_FORMAT', 'E_SHAPE'],
  run: (bytes) => {
    const { count, M, D, fields } = decodeShard(bytes);
    checkArrays([{ shape: [count, M, D], data: fields.features }]);
    checkArrays([{ shape: [count, 24, 3], data: fields.pose }]);
  },
};

export const checkpoint: Target = {
  name: 'checkpoint',
  seeds: () => {
    const w = { type: 'float32', shape: [2], data: Float32Array.of(1, 2) } as const;
    return [headed(encodeCheckpoint({ step: 7, variables: new Map([['w', w]]) }))];
  },
  tokens: words('"multiroi.step":"8"', '"-1"', '"1e3"', '"__metadata__":{}'),
  run: (bytes) => checkArrays(decodeCheckpoint(bytes).variables.values()),
};

export const poses: Target = {
  name: 'poses',
  seeds: () => {
    const count = 6;
    const names = Array.from({ length: count }, (_, i) => `clip ${i}`);
    const clips = {
      'clip.npy': writeNpy({
        type: 'int32',
        shape: [count],
        data: Int32Array.of(0, 1, 2, 3, 4, 5),
      }),
      'clip_names.npy': writeNpy({ type: 'string', shape: [count], data: names }),
    };
    const shorts = new Int16Array(count * 72).fill(100);
    const doubles = new Float64Array(count * 72).fill(0.1);
    return [
      zipped({
        'pose_i16.npy': writeNpy({ type: 'int16', shape: [count, 24, 3], data: shorts }),
        ...clips,
      }),
      zipped({ 'poses.npy': writeNpy({ type: 'float64', shape: [count, 72], data: doubles }) }),
    ];
  },
  tokens: words('pose_i16', "'shape': (", '<f4', '<i2', '|O', 'clip'),
  run: (bytes) => {
    const all = parseCapturedPoses(bytes, 'all');
    if (![...all.pose(all.count - 1)].every(Number.isFinite))
      throw new Contradiction('a pose is not finite');
  },
};

/** Texts in every encoding that is read. */
export const texts: Target = {
  name: 'text',
  seeds: () => {
    const lines = 'image,x0\r\né.jpg,1\nfoto 漢字.jpg,2\r𝄞\n';
    const little = new Uint8Array(Buffer.from(lines, 'utf16le'));
    const big = new Uint8Array(Buffer.from(lines, 'utf16le').swap16());
    const marked = new Uint8Array(Buffer.concat([Buffer.of(0xff, 0xfe), little]));
    return [utf8(lines), utf8(`\ufeff${lines}`), little, big, marked].map(whole);
  },
  tokens: words('\ufeff', '\u0000', '\r\n', '\u2028'),
  run: (bytes) => {
    const read = readText('fuzz', bytes, 'fuzz');
    if (read.includes('\r')) throw new Contradiction('an end of line of another kind');
  },
};
