/**
 * Videos made on the spot, most of them hostile: each is a typed error or the right pictures. Without ffmpeg they are skipped,
 * but for those that need none.
 */
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SILENT } from '../../base/index.ts';
import type { VideoOptions } from '../../platform/index.ts';
import { nodeVideos } from './videos.ts';

const hasFfmpeg = ['ffmpeg', 'ffprobe'].every(
  (tool) => spawnSync(tool, ['-version']).error === undefined,
);
let folder = '';
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'multiroi-video-')));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

const run = promisify(execFile);
const quiet = ['-v', 'error', '-nostdin', '-y'];
/** A test card of one second, unless the source says otherwise. */
async function make(name: string, args: string, source = 'testsrc2=s=64x48:r=10:d=1') {
  const path = at(name);
  const output = args === '' ? [] : args.split(' ');
  await run('ffmpeg', [...quiet, '-f', 'lavfi', '-i', source, ...output, path]);
  return path;
}

interface Seen {
  readonly seconds: number[];
  readonly sizes: string[];
  readonly warnings: string[];
  readonly count: number | null;
  /** Mean of the middle pixel's channels, by picture. */
  readonly middles: number[][];
}

async function see(path: string, options: VideoOptions = {}): Promise<Seen> {
  const warnings: string[] = [];
  const log = { ...SILENT, warn: (message: string) => warnings.push(message) };
  const video = await nodeVideos.open(path, { ...options, log });
  const seen = { seconds: [] as number[], sizes: new Set<string>(), middles: [] as number[][] };
  for await (const { seconds, image } of video.pictures()) {
    const { width, height, data } = image;
    expect(data).toHaveLength(3 * width * height);
    seen.seconds.push(seconds);
    seen.sizes.add(`${width}×${height}`);
    const middle = 3 * ((height >> 1) * width + (width >> 1));
    seen.middles.push([...data.subarray(middle, middle + 3)]);
  }
  return { ...seen, sizes: [...seen.sizes], warnings, count: video.count };
}

const fails = (path: string, options?: VideoOptions) =>
  see(path, options).then(
    () => 'no error',
    (error: { code?: string }) => error.code,
  );
const tenths = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => expect.closeTo(from + i / 10, 3) as number);

describe.skipIf(!hasFfmpeg)('ffmpeg reads', () => {
  test('1: a plain video, all its pictures at their times', async () => {
    const { seconds, sizes, warnings, count } = await see(await make('plain.mp4', ''));
    expect({ seconds, sizes, warnings, count }).toEqual({
      seconds: tenths(10),
      sizes: ['64×48'],
      warnings: [],
      count: 10,
    });
  });

  test('2: one that was filmed on its side, upright', async () => {
    const flat = await make('flat.mp4', '', 'color=red:s=64x48:r=10:d=1');
    const path = at('turned.mp4');
    await run('ffmpeg', [...quiet, '-i', flat, '-c', 'copy', '-metadata:s:v:0', 'rotate=90', path]);
    expect((await see(path)).sizes).toEqual(['48×64']);
  });

  test('3: a rate that varies, at true times', async () => {
    const filter = "settb=1/1000,setpts='if(lt(N,5),N/10,0.5+(N-5)/5)/TB'";
    const path = at('varying.mkv');
    const source = ['-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=10:d=1', '-c:v', 'ffv1'];
    const times = ['-vf', filter, '-fps_mode', 'passthrough', '-enc_time_base', '1:1000'];
    await run('ffmpeg', [...quiet, ...source, ...times, path]);
    const { seconds } = await see(path);
    const wanted = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9, 1.1, 1.3];
    expect(seconds).toEqual(wanted.map((s) => expect.closeTo(s, 2) as number));
  });

  test('4: ten bits a channel', async () => {
    const source = 'color=0x808080:s=64x48:r=10:d=1';
    const path = await make('ten.mkv', '-c:v ffv1 -pix_fmt yuv420p10le', source);
    const { sizes, middles } = await see(path);
    expect(sizes).toEqual(['64×48']);
    for (const channel of middles[0]) expect(Math.abs(channel - 128)).toBeLessThan(4);
  });

  test('5: odd sizes', async () => {
    const path = await make('odd.mkv', '-c:v ffv1 -pix_fmt yuv444p', 'testsrc=s=33x57:r=10:d=1');
    expect(await see(path)).toMatchObject({ sizes: ['33×57'], seconds: tenths(10) });
  });

  test('6: a single pixel', async () => {
    const path = await make(
      'one.mkv',
      '-vf format=bgr0,crop=1:1 -c:v ffv1',
      'color=blue:s=8x8:r=10:d=1',
    );
    const { sizes, middles } = await see(path);
    expect(sizes).toEqual(['1×1']);
    expect(middles[9][2]).toBeGreaterThan(250);
  });

  test('7: pixels that are not square, made so', async () => {
    const path = await make('wide.mkv', '-c:v ffv1 -vf setsar=2/1');
    expect((await see(path)).sizes).toEqual(['128×48']);
  });

  test('8: transparency', async () => {
    const path = await make(
      'clear.mov',
      '-c:v qtrle -pix_fmt argb',
      'color=red@0.5:s=64x48:d=1:r=10',
    );
    expect((await see(path)).seconds).toEqual(tenths(10));
  });

  test('9: sound beside the pictures, and none', async () => {
    const path = at('sound.mkv');
    const sound = ['-f', 'lavfi', '-i', 'sine=d=3'];
    const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=10:d=1'];
    await run('ffmpeg', [...quiet, ...sound, ...picture, '-map', '0', '-map', '1', path]);
    // sound begins a packet earlier
    const { seconds } = await see(path);
    expect(seconds).toEqual(tenths(10, seconds[0]));
    expect(seconds[0]).toBeLessThan(0.03);
  });

  test('10: a stream that does not begin at zero', async () => {
    const { seconds } = await see(await make('late.ts', '-output_ts_offset 100'));
    expect(seconds).toEqual(tenths(10));
  });

  test('11: a size that changes on the way, scaled to the first', async () => {
    const small = await make('small.ts', '');
    const large = await make('large.ts', '', 'testsrc2=s=128x96:r=10:d=1');
    const path = at('changing.ts');
    await writeFile(path, Buffer.concat([await readFile(small), await readFile(large)]));
    const { sizes, seconds } = await see(path);
    expect(sizes).toEqual(['64×48']);
    expect(seconds.length).toBeGreaterThan(15);
    seconds.slice(1).forEach((s, i) => expect(s).toBeGreaterThan(seconds[i]));
  });

  test('12: a name full of what shells and ffmpeg read as something else', async () => {
    const path = at("-i http:'%04d' $x;#.mp4");
    await writeFile(path, await readFile(await make('named.mp4', '')));
    expect((await see(path)).seconds).toEqual(tenths(10));
  });

  test('13: a video that was cut off: what is there, and a warning', async () => {
    const source = 'testsrc2=s=320x240:r=10:d=4';
    const path = await make('cut.mp4', '-movflags +faststart -g 10', source);
    await truncate(path, Math.floor((await readFile(path)).length * 0.6));
    const { seconds, warnings, count } = await see(path);
    expect(count).toBe(40);
    expect(seconds.length).toBeGreaterThan(10);
    expect(seconds.length).toBeLessThan(35);
    expect(warnings).toEqual([expect.stringContaining('a damaged video')]);
  });

  test('14: one with bytes that are wrong: pictures that go forward in time, or an error', async () => {
    const path = await make('noise.mkv', '-g 5', 'testsrc2=s=320x240:r=10:d=2');
    const bytes = await readFile(path);
    for (let i = bytes.length >> 1; i < bytes.length - 2000; i += 97) bytes[i] ^= 0xff;
    await writeFile(path, bytes);
    const { seconds } = await see(path);
    expect(seconds.length).toBeGreaterThan(5);
    seconds.slice(1).forEach((s, i) => expect(s).toBeGreaterThan(seconds[i]));
  });

  test('15: a part, at a lower rate', async () => {
    const path = await make('long.mp4', '-g 40', 'testsrc2=s=64x48:r=20:d=4');
    const { seconds, count } = await see(path, { fps: 5, fromS: 1, toS: 3 });
    const wanted = Array.from({ length: 10 }, (_, i) => expect.closeTo(1 + i / 5, 3) as number);
    expect({ seconds, count }).toEqual({ seconds: wanted, count: 10 });
  });
});

describe.skipIf(!hasFfmpeg)('ffmpeg does not read', () => {
  test('16: a video whose index was cut off', async () => {
    const path = await make('headless.mp4', '');
    await truncate(path, Math.floor((await readFile(path)).length * 0.6));
    expect(await fails(path)).toBe('E_FORMAT');
  });

  test('17: text that is called a video', async () => {
    await writeFile(at('text.mp4'), 'no video at all\n'.repeat(100));
    expect(await fails(at('text.mp4'))).toBe('E_FORMAT');
  });

  test('18: sound alone, and a song with a cover', async () => {
    expect(await fails(await make('sound.wav', '', 'sine=d=1'))).toBe('E_FORMAT');
    const cover = await make('cover.png', '-frames:v 1');
    const song = at('song.m4a');
    const inputs = ['-i', at('sound.wav'), '-i', cover, '-map', '0', '-map', '1'];
    await run('ffmpeg', [
      ...quiet,
      ...inputs,
      '-c:v',
      'png',
      '-disposition:v',
      'attached_pic',
      song,
    ]);
    expect(await fails(song)).toBe('E_FORMAT');
  });

  test('19: absurd sizes', async () => {
    await writeFile(at('huge.y4m'), 'YUV4MPEG2 W16000 H8000 F25:1 C420\nFRAME\n');
    expect(await fails(at('huge.y4m'))).toBe('E_RANGE');
  });

  test('20: a time at which there is no picture', async () => {
    expect(await fails(await make('short.mp4', ''), { fromS: 50 })).toBe('E_FORMAT');
  });

  test('21: a list that would fetch from elsewhere', async () => {
    const list =
      '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n';
    await writeFile(at('list.m3u8'), list);
    expect(await fails(at('list.m3u8'))).toBe('E_FORMAT');
  });
});

describe('without ffmpeg', () => {
  test('22: no file, an empty one, a pipe', async () => {
    expect(await fails(at('absent.mp4'))).toBe('E_IO');
    await writeFile(at('empty.mp4'), '');
    expect(await fails(at('empty.mp4'))).toBe('E_FORMAT');
    if (process.platform === 'win32') return;
    execFileSync('mkfifo', [at('pipe')]);
    expect(await fails(at('pipe'))).toBe('E_IO');
  });

  test('23: a video is E_UNSUPPORTED, with what to do', async () => {
    await writeFile(at('any.mp4'), 'any');
    const { PATH } = process.env;
    try {
      process.env.PATH = at('nowhere');
      await expect(nodeVideos.open(at('any.mp4'))).rejects.toMatchObject({
        code: 'E_UNSUPPORTED',
        hint: expect.stringContaining('install ffmpeg') as string,
      });
    } finally {
      process.env.PATH = PATH;
    }
  });

  /** Frames of plain colours, grey growing. */
  const greys = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, i) => {
        const background = { r: 40 * i, g: 40 * i, b: 40 * i };
        return sharp({ create: { width: 20, height: 10, channels: 3, background } })
          .png()
          .toBuffer();
      }),
    );

  test.each(['gif', 'webp'] as const)('24: an animated %s, at the times it says', async (kind) => {
    const animation = sharp(await greys(4), { join: { animated: true } });
    const delay = [100, 300, 50, 100];
    const path = at(`greys.${kind}`);
    await writeFile(path, await animation[kind]({ delay }).toBuffer());
    const { seconds, sizes, middles, count } = await see(path);
    expect({ seconds, sizes }).toEqual({
      seconds: [0, 0.1, 0.4, 0.45].map((s) => expect.closeTo(s, 6) as number),
      sizes: ['20×10'],
    });
    middles.forEach(([red], i) => expect(Math.abs(red - 40 * i)).toBeLessThan(6));
    expect(count).toBe(4);
    await truncate(path, 60);
    expect(await fails(path)).toBe('E_FORMAT');
  });

  test('25: a folder of pictures, and a pattern of some of them', async () => {
    await mkdir(at('shot'));
    for (const [i, png] of (await greys(3)).entries()) {
      await writeFile(at(`shot/a_${9 + i}.png`), png);
    }
    await writeFile(at('shot/notes.txt'), 'no picture');
    const wanted = { seconds: tenths(3), sizes: ['20×10'], count: 3 };
    expect(await see(at('shot'), { fps: 10 })).toMatchObject(wanted);
    expect((await see(at('shot'), { fps: 10 })).middles.map(([red]) => red)).toEqual([0, 40, 80]);
    expect((await see(at('shot/a_%02d.png'), { fps: 10 })).count).toBe(2);
    expect(await fails(at('shot/b_%d.png'))).toBe('E_FORMAT');
    expect(await fails(at('absent/b_%d.png'))).toBe('E_IO');
    const other = sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } });
    await writeFile(at('shot/b.png'), await other.png().toBuffer());
    expect(await fails(at('shot'))).toBe('E_FORMAT');
  });

  test('ranges that cannot be meant are all named', async () => {
    const range = { fps: 0, fromS: -1, toS: -2 };
    await expect(nodeVideos.open(at('any'), range)).rejects.toThrow(/fps[^]*fromS[^]*toS/);
  });
});

describe.skipIf(!hasFfmpeg)('a decoder', () => {
  /** Of this process. */
  const running = () =>
    spawnSync('pgrep', ['-P', String(process.pid), '-x', 'ffmpeg'])
      .stdout.toString()
      .trim();

  test('ends when the loop is left, and when it is aborted', async () => {
    const path = await make('endless.mp4', '', 'testsrc2=s=640x480:r=30:d=4');
    const video = await nodeVideos.open(path);
    for await (const { seconds } of video.pictures()) {
      if (process.platform === 'linux') expect(running()).not.toBe('');
      if (seconds > 0.05) break;
    }
    expect(running()).toBe('');
    const stop = new AbortController();
    const seen = async () => {
      for await (const { seconds } of video.pictures(stop.signal)) if (seconds > 0.05) stop.abort();
    };
    await expect(seen()).rejects.toMatchObject({ code: 'E_ABORT' });
    expect(running()).toBe('');
  });
});
