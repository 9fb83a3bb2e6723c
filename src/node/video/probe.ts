/** @file What ffprobe tells of a video file before anything is decoded. */

import * as z from 'zod';
import { MultiRoiError } from '../../base/index.ts';
import type { VideoOptions } from '../../platform/index.ts';
import { checkPictureSize } from './range.ts';
import { lastLine, runTool } from './tool.ts';

/** Assumed where a file tells no rate. */
const USUAL_FPS = 25;
const MAX_FPS = 1000;

export interface ProbedVideo {
  /** Frames a second, the mean where the rate varies. */
  readonly fps: number;
  readonly durationS: number | null;
  /** Frames in all. */
  readonly frames: number | null;
}

const numberText = z
  .string()
  .transform(Number)
  .pipe(z.number().nonnegative())
  .optional()
  .catch(undefined);
const probeSchema = z.object({
  streams: z
    .array(
      z.object({
        width: z.number(),
        height: z.number(),
        avg_frame_rate: z.string().optional(),
        r_frame_rate: z.string().optional(),
        nb_frames: numberText,
        duration: numberText,
      }),
    )
    .default([]),
  format: z.object({ duration: numberText }).default({ duration: undefined }),
});

/** `30000/1001`; undefined for `0/0` and for what no camera records. */
function rateOf(text: string | undefined): number | undefined {
  const [numerator = 0, denominator = 1] = (text ?? '').split('/').map(Number);
  const rate = numerator / denominator;
  return rate > 0 && rate <= MAX_FPS ? rate : undefined;
}

/**
 * @throws E_FORMAT for a file without a video that ffprobe can read, E_RANGE for one of absurd size, E_UNSUPPORTED without
 * ffprobe, E_ABORT.
 */
export async function probeVideo(
  path: string,
  name: string,
  { maxPixels, signal }: Pick<VideoOptions, 'maxPixels' | 'signal'>,
): Promise<ProbedVideo> {
  const entries =
    'stream=width,height,avg_frame_rate,r_frame_rate,nb_frames,duration:format=duration';
  const { code, stdout, stderr } = await runTool(
    'ffprobe',
    // V: videos, but for the pictures on the covers of songs
    ['-v', 'error', '-protocol_whitelist', 'file', '-select_streams', 'V:0'].concat([
      '-show_entries',
      entries,
      '-of',
      'json',
      '-i',
      `file:${path}`,
    ]),
    signal,
  );
  const refuse = (got: string, cause?: unknown): never => {
    throw new MultiRoiError('E_FORMAT', `video: expected a video, got ${got} ("${name}")`, {
      hint: 'whatever ffmpeg reads is read, animated GIF and WebP, and folders of pictures',
      cause,
    });
  };
  if (code !== 0) return refuse(`what ffprobe cannot read: ${lastLine(stderr)}`);
  let probed: z.infer<typeof probeSchema>;
  try {
    probed = probeSchema.parse(JSON.parse(stdout));
  } catch (cause) {
    return refuse('an answer of ffprobe that is none', cause);
  }
  const [stream] = probed.streams;
  if (stream === undefined) return refuse('a file without moving pictures');
  const { width, height } = stream;
  if (!(width > 0 && height > 0)) return refuse(`pictures of ${width}×${height}`);
  checkPictureSize(name, { width, height }, maxPixels);
  const durationS = stream.duration ?? probed.format.duration ?? null;
  return {
    fps: rateOf(stream.avg_frame_rate) ?? rateOf(stream.r_frame_rate) ?? USUAL_FPS,
    durationS: durationS !== null && durationS > 0 ? durationS : null,
    frames: stream.nb_frames !== undefined && stream.nb_frames > 0 ? stream.nb_frames : null,
  };
}
