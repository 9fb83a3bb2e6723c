/**
 * @file Video files by ffmpeg: raw pictures through a pipe, so that memory does not grow with the length and ffmpeg waits for
 * whoever takes them. It turns them upright and makes their pixels square.
 */

import { MultiRoiError, SILENT, throwIfAborted, type Logger } from '../../base/index.ts';
import type { Video, VideoOptions, VideoPicture, VideoRange } from '../../platform/index.ts';
import { FfmpegLog } from './ffmpeg-log.ts';
import { readPpm } from './ppm-reader.ts';
import { probeVideo, type ProbedVideo } from './probe.ts';
import { expectedCount, intervalSlack } from './range.ts';
import { onAbort, runTool, startTool, stopTool } from './tool.ts';

/** Pictures are told apart by a ten-thousandth of a second at least, whatever a broken file says. */
const LEAST_STEP_S = 1e-4;
/** A file that gives this share of what it announces is whole: announcements are rounded. */
const WHOLE = 0.95;

/** One picture in each interval of 1 / `most`. */
function selectFilter(fps: number, most: number): string {
  const interval = (t: string): string => `floor(${t}*${most}+${intervalSlack(fps, most)})`;
  return `select='isnan(prev_selected_t)+gt(${interval('t')},${interval('prev_selected_t')})'`;
}

function decodeArgs(
  path: string,
  { fps }: ProbedVideo,
  { fps: most, fromS, toS }: VideoRange,
  passthrough: readonly string[],
): string[] {
  const filters = [
    ...(most === undefined ? [] : [selectFilter(fps, most)]),
    // of pixels that are not square the height stays
    "scale=w='max(1,round(iw*sar))':h=ih",
    'showinfo=checksum=0',
  ];
  const start = fromS === undefined ? [] : ['-ss', String(fromS)];
  const length = toS === undefined ? [] : ['-t', String(toS - (fromS ?? 0))];
  const input = [...start, ...length, '-protocol_whitelist', 'file', '-i', `file:${path}`];
  const manner = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'level+info'];
  const output = ['-f', 'image2pipe', '-c:v', 'ppm', '-pix_fmt', 'rgb24', 'pipe:1'];
  const filter = ['-map', '0:V:0', '-vf', filters.join(',')];
  return [...manner, ...input, ...filter, ...passthrough, ...output];
}

/** How this ffmpeg is told to leave the times of pictures alone: the words changed with 5.1. */
async function passthroughArgs(signal: AbortSignal | undefined): Promise<string[]> {
  const { stdout } = await runTool('ffmpeg', ['-version'], signal);
  const [, major, minor] = /^ffmpeg version n?(\d+)\.(\d+)/.exec(stdout) ?? [];
  const isOld = Number(major) < 5 || (Number(major) === 5 && Number(minor) < 1);
  return [isOld ? '-vsync' : '-fps_mode', 'passthrough'];
}

/** @throws E_FORMAT, E_RANGE, E_UNSUPPORTED, E_ABORT. */
export async function openFfmpegVideo(
  path: string,
  name: string,
  { log = SILENT, signal, maxPixels, ...range }: VideoOptions,
): Promise<Video> {
  const [probed, passthrough] = await Promise.all([
    probeVideo(path, name, { maxPixels, signal }),
    passthroughArgs(signal),
  ]);
  const { fps, frames, durationS } = probed;
  const lengthS = durationS ?? (frames === null ? null : frames / fps);
  return {
    file: name,
    fps: Math.min(fps, range.fps ?? Infinity),
    count: expectedCount(lengthS, fps, range),
    pictures: (stop) => {
      const args = decodeArgs(path, probed, range, passthrough);
      return decode({ args, name, range, probed, log }, stop);
    },
  };
}

interface Decoding {
  readonly args: readonly string[];
  readonly name: string;
  readonly range: VideoRange;
  readonly probed: ProbedVideo;
  readonly log: Logger;
}

async function* decode(
  { args, name, range, probed, log }: Decoding,
  signal: AbortSignal | undefined,
): AsyncGenerator<VideoPicture, void, undefined> {
  const child = await startTool('ffmpeg', args, signal);
  const stopListening = onAbort(signal, () => child.kill('SIGKILL'));
  const said = new FfmpegLog(child.stderr);
  const fromS = range.fromS ?? 0;
  let count = 0;
  let lastS = -Infinity;
  try {
    for await (const image of readPpm(child.stdout)) {
      throwIfAborted('video', signal);
      const told = fromS + (await said.nextTime());
      const usual = count === 0 ? fromS : lastS + 1 / probed.fps;
      lastS = Math.max(Number.isFinite(told) ? told : usual, lastS + LEAST_STEP_S);
      count++;
      yield { seconds: lastS, image };
    }
    throwIfAborted('video', signal);
    await said.end();
  } finally {
    stopListening();
    await stopTool(child);
  }
  if (count === 0) throw noPictures(name, range, said.problem);
  const wanted = expectedCount(probed.durationS, probed.fps, range);
  if (said.problem !== null && (wanted === null || count < WHOLE * wanted)) {
    const of = wanted === null ? '' : ` of about ${wanted}`;
    log.warn(
      `${name}: a damaged video, of which ${count}${of} pictures are there (${said.problem})`,
    );
  }
}

function noPictures(
  name: string,
  { fromS, toS }: VideoRange,
  problem: string | null,
): MultiRoiError {
  const part = fromS === undefined && toS === undefined ? '' : ` from ${fromS ?? 0} s on`;
  const why = problem === null ? '' : `: ${problem}`;
  return new MultiRoiError(
    'E_FORMAT',
    `video: expected a picture or more${part}, got none${why} ("${name}")`,
  );
}
