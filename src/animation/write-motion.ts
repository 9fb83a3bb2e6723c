/** @file A motion as files: which kinds there are, what they are called, and all of them written or none. */

import type { BodyModel } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import type { EulerOrder } from '../math/index.ts';
import type { PixelImage } from '../platform/index.ts';
import { motionText, type Material, type Motion } from '../result/index.ts';
import type { MotionSpace } from './clip.ts';
import type { BoneNaming } from './humanoid.ts';
import { anglesCsv, anglesJson, jointAngles } from './joint-angles.ts';
import { trackBvh } from './motion-bvh.ts';
import { motionCsv } from './motion-csv.ts';
import { motionGlb } from './motion-glb.ts';
import { trackNpz } from './motion-npz.ts';
import { trackVrma } from './motion-vrma.ts';
import { overlayPictures, type MotionPicture, type OverlayLayout } from './overlay-video.ts';

/** What a motion can become by itself. */
export const MOTION_EXPORT_KINDS = ['json', 'npz', 'glb', 'bvh', 'vrma', 'csv', 'angles'] as const;
/** One of them. */
export type MotionExportKind = (typeof MOTION_EXPORT_KINDS)[number];
/** And what it can become with the pictures of its video. */
export type MotionKind = MotionExportKind | OverlayLayout;
/** All of them. */
export const MOTION_KINDS: readonly MotionKind[] = [
  ...MOTION_EXPORT_KINDS,
  'overlay',
  'side-by-side',
];

/** What follows the stem in the names of files; `<id>`: one a track. */
export const MOTION_SUFFIXES: Readonly<Record<MotionKind, readonly string[]>> = {
  json: ['.motion.json'],
  npz: ['_<id>.npz'],
  glb: ['.glb'],
  bvh: ['_<id>.bvh'],
  vrma: ['_<id>.vrma'],
  csv: ['.csv'],
  angles: ['_angles.csv', '_angles.json'],
  overlay: ['_overlay.mp4'],
  'side-by-side': ['_side-by-side.mp4'],
};

/** The file that a video is put into. */
export type VideoContainer = 'mp4' | 'webm';

/** How pictures become a video. */
export interface EncodeOptions {
  readonly fps: number;
  readonly container: VideoContainer;
}

/** A file that is written and waits for its name. */
export interface WaitingFile {
  readonly written: string;
  /** Removes it, when another file of the same motion could not be made. */
  discard(): Promise<void>;
}

/** One file of a motion. */
export interface MotionFile {
  /** What follows the stem. */
  readonly suffix: string;
  readonly content: Uint8Array | string | WaitingFile;
}

/** Where files go. */
export interface MotionSink {
  /** All of them appear, or none. */
  write(files: readonly MotionFile[]): Promise<void>;
  /** Makes a video of pictures; absent where nothing can. */
  readonly encode?: (
    pictures: AsyncIterable<PixelImage>,
    options: EncodeOptions,
  ) => Promise<WaitingFile>;
}

/** What is to be written, and how. */
export interface MotionWriteOptions {
  readonly kinds: readonly MotionKind[];
  /** Bones of BVH; default `smpl`. */
  readonly bones?: BoneNaming;
  /** Angles of BVH; default `ZXY`. */
  readonly order?: EulerOrder;
  /** Axes of GLB and BVH; default `world`. */
  readonly space?: MotionSpace;
  /** The pictures of the video from the beginning, for `overlay` and `side-by-side`; called once for each. */
  readonly pictures?: () => AsyncIterable<MotionPicture>;
  /** Of videos; default `mp4`. */
  readonly container?: VideoContainer;
  /** What bodies are made of in videos. */
  readonly material?: Material;
}

/** What was written. */
export interface MotionWritten {
  /** In the order in which they were written; the JSON is the last. */
  readonly suffixes: readonly string[];
  /** See `Glb.lostMm`. */
  readonly lostMm: number | null;
}

interface Collected {
  readonly files: MotionFile[];
  lostMm: number | null;
}

async function collect(
  motion: Motion,
  body: BodyModel,
  { kinds, bones, order, space }: MotionWriteOptions,
  into: Collected,
): Promise<void> {
  const { tracks } = motion;
  const wants = (kind: MotionKind): boolean => kinds.includes(kind);
  const add = (suffix: string, content: Uint8Array | string, id = 0): void => {
    into.files.push({ suffix: suffix.replace('<id>', String(id)), content });
  };
  if (wants('glb')) {
    const { bytes, lostMm } = await motionGlb(motion, body, space);
    add(MOTION_SUFFIXES.glb[0], bytes);
    into.lostMm = lostMm;
  }
  for (const track of tracks) {
    if (wants('npz')) add(MOTION_SUFFIXES.npz[0], trackNpz(motion, track, body), track.id);
    if (wants('bvh')) {
      const options = { ...(bones && { bones }), ...(order && { order }), ...(space && { space }) };
      add(MOTION_SUFFIXES.bvh[0], trackBvh(motion, track, body, options), track.id);
    }
    if (wants('vrma')) add(MOTION_SUFFIXES.vrma[0], await trackVrma(motion, track, body), track.id);
  }
  if (wants('csv')) add(MOTION_SUFFIXES.csv[0], motionCsv(motion, body));
  if (wants('angles')) {
    const series = tracks.map((track) => jointAngles(motion, track, body));
    add(MOTION_SUFFIXES.angles[0], anglesCsv(series));
    add(MOTION_SUFFIXES.angles[1], anglesJson(series));
  }
}

const needs = (kind: string, what: string): MultiRoiError =>
  new MultiRoiError('E_CONFIG', `writeMotion: expected ${what} for ${kind}, got none`);

async function collectVideos(
  motion: Motion,
  body: BodyModel,
  { kinds, pictures, container = 'mp4', material }: MotionWriteOptions,
  { encode }: MotionSink,
  files: MotionFile[],
): Promise<void> {
  for (const layout of ['overlay', 'side-by-side'] as const) {
    if (!kinds.includes(layout)) continue;
    if (pictures === undefined) throw needs(layout, 'the pictures of the video');
    if (encode === undefined) throw needs(layout, 'a sink that encodes');
    const drawn = overlayPictures(motion, body, pictures(), layout, material);
    const content = await encode(drawn, { fps: motion.video.fps, container });
    files.push({ suffix: MOTION_SUFFIXES[layout][0].replace('mp4', container), content });
  }
}

/**
 * Writes a motion in the kinds that are wanted: everything is made before the first file appears, and then all do.
 * @throws E_CONFIG for a body that is another, and for videos without pictures; E_UNSUPPORTED where no ffmpeg is.
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { parseMotion, readBody, writeMotion } from 'multiroi';
 * import { motionSink, nodePlatform } from 'multiroi/node';
 *
 * const motion = parseMotion(await readFile('clip.motion.json', 'utf8'));
 * const body = await readBody(nodePlatform.files, motion.model.body);
 * const kinds = ['glb', 'bvh', 'angles'] as const;
 * const { suffixes } = await writeMotion(motion, body, { kinds }, motionSink('out/clip'));
 * console.log(suffixes.length); // 4
 * ```
 */
export async function writeMotion(
  motion: Motion,
  body: BodyModel,
  options: MotionWriteOptions,
  sink: MotionSink,
): Promise<MotionWritten> {
  const into: Collected = { files: [], lostMm: null };
  try {
    await collect(motion, body, options, into);
    await collectVideos(motion, body, options, sink, into.files);
    if (options.kinds.includes('json')) {
      into.files.push({ suffix: MOTION_SUFFIXES.json[0], content: motionText(motion) });
    }
    await sink.write(into.files);
  } catch (error) {
    for (const { content } of into.files) {
      if (typeof content === 'object' && 'discard' in content) await content.discard();
    }
    throw error;
  }
  return { suffixes: into.files.map(({ suffix }) => suffix), lostMm: into.lostMm };
}
