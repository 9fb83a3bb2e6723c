/** @file Pictures to a video file by ffmpeg: raw pixels through a pipe, no faster than it takes them. */

import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { EncodeOptions } from '../../animation/index.ts';
import { MultiRoiError, throwIfAborted, type ErrorCode } from '../../base/index.ts';
import type { PixelImage } from '../../platform/index.ts';

/** How ffmpeg is to be run. */
export interface VideoEncoding extends EncodeOptions {
  readonly signal?: AbortSignal;
  /** The program; default what the PATH calls ffmpeg. */
  readonly ffmpeg?: string;
}

type Encoder = ChildProcessByStdio<Writable, null, Readable>;

/** What writing to a program says that has ended. */
const BROKEN_PIPE: readonly string[] = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'];
/** What is kept of what ffmpeg says. */
const TAIL = 2000;

/** H.264 plays everywhere; VP9 at a speed that two cores bear. Constant quality, no more than eyes see. */
const CODECS: Readonly<Record<EncodeOptions['container'], readonly string[]>> = {
  mp4: ['-c:v', 'libx264', '-preset', 'medium', '-crf', '20', '-movflags', '+faststart'],
  webm: ['-c:v', 'libvpx-vp9', '-crf', '32', '-b:v', '0', '-deadline', 'good', '-cpu-used', '4'],
};

function encodeArgs(
  path: string,
  { width, height }: PixelImage,
  { fps, container }: EncodeOptions,
): string[] {
  const manner = ['-hide_banner', '-nostats', '-loglevel', 'error'];
  const pixels = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`];
  const input = [...pixels, '-framerate', String(fps), '-i', 'pipe:0', '-an'];
  // halved colours need even sides: a line of black at most
  const filter = 'pad=ceil(iw/2)*2:ceil(ih/2)*2,scale=out_color_matrix=bt709:out_range=tv';
  const colours = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'];
  const codec = [...CODECS[container], '-pix_fmt', 'yuv420p', ...colours];
  // same pictures, same bytes
  const exact = ['-fflags', '+bitexact', '-flags:v', '+bitexact'];
  const output = ['-f', container, '-y', `file:${path}`];
  return [...manner, ...input, '-vf', filter, ...codec, ...exact, ...output];
}

async function start(program: string, args: readonly string[]): Promise<Encoder> {
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'], windowsHide: true });
  try {
    await once(child, 'spawn');
  } catch (cause) {
    throw new MultiRoiError('E_UNSUPPORTED', 'encodeVideo: expected ffmpeg on the PATH, got none', {
      hint: 'install ffmpeg (apt, brew, winget or dnf install ffmpeg)',
      cause,
    });
  }
  return child;
}

/** Why ffmpeg did not make a file. */
function failure(said: string, path: string): MultiRoiError {
  const lines = said.split('\n').map((line) => line.trim());
  const last = lines.findLast((line) => line !== '') ?? 'no reason given';
  const lacking = /Unknown encoder|Encoder not found|Requested output format/.test(said);
  const code: ErrorCode = lacking ? 'E_UNSUPPORTED' : 'E_IO';
  const hint = lacking ? 'install a complete ffmpeg' : 'check the path and the space on the disk';
  return new MultiRoiError(code, `encodeVideo: expected a video, got none: ${last} (${path})`, {
    hint,
  });
}

/** The pixels of pictures that must all be of one size. */
async function* pixelsOf(
  first: PixelImage,
  rest: AsyncIterator<PixelImage>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield first.data;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
    const { width, height, data } = next.value;
    if (width !== first.width || height !== first.height) {
      throw new MultiRoiError(
        'E_SHAPE',
        `encodeVideo: expected pictures of ${first.width}×${first.height}, got ${width}×${height}`,
      );
    }
    yield data;
  }
}

/**
 * Encodes pictures as H.264 in MP4 or VP9 in WebM; memory does not grow with their number. Odd sides get a line more.
 * @throws E_UNSUPPORTED without ffmpeg or its encoder; E_RANGE for no picture; E_SHAPE for pictures of several sizes; E_IO; E_ABORT;
 * and what the pictures throw. Nothing is left at the path then.
 */
export async function encodeVideo(
  path: string,
  pictures: AsyncIterable<PixelImage>,
  { signal, ffmpeg = 'ffmpeg', ...options }: VideoEncoding,
): Promise<void> {
  throwIfAborted('encodeVideo', signal);
  const iterator = pictures[Symbol.asyncIterator]();
  try {
    const first = await iterator.next();
    if (first.done === true) {
      throw new MultiRoiError('E_RANGE', 'encodeVideo: expected a picture or more, got none');
    }
    const child = await start(ffmpeg, encodeArgs(path, first.value, options));
    await feed(child, pixelsOf(first.value, iterator), path, signal);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await iterator.return?.();
  }
}

async function feed(
  child: Encoder,
  pixels: AsyncGenerator<Uint8Array>,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-TAIL);
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  try {
    await pipeline(Readable.from(pixels), child.stdin, signal === undefined ? {} : { signal });
  } catch (error) {
    throwIfAborted('encodeVideo', signal);
    if (!BROKEN_PIPE.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    // it ended before it had everything, and says why
    await closed;
    throw failure(said, path);
  } finally {
    if (!child.stdin.writableFinished) child.kill('SIGKILL');
    await closed;
  }
  const [code] = await closed;
  if (code !== 0) throw failure(said, path);
}
