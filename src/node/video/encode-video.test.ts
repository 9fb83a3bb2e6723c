import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { PixelImage } from '../../platform/index.ts';
import { encodeVideo } from './encode-video.ts';
import { motionSink } from './motion-sink.ts';

const folder = mkdtempSync(join(tmpdir(), 'multiroi-encode-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Pictures of one colour each, growing lighter; red twice as fast as blue. */
async function* pictures(
  count: number,
  width = 64,
  height = 48,
): AsyncGenerator<PixelImage, void, undefined> {
  for (let i = 0; i < count; i++) {
    const data = new Uint8Array(3 * width * height);
    for (let at = 0; at < data.length; at += 3) data.set([40 + 8 * i, 60, 40 + 4 * i], at);
    yield { width, height, data };
    await Promise.resolve();
  }
}

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

/** What ffprobe and ffmpeg see: size, rate, codec, and the middle pixel of each picture. */
function look(path: string) {
  const entries = 'stream=codec_name,width,height,r_frame_rate,nb_read_frames,pix_fmt';
  const probe = spawnSync(
    'ffprobe',
    ['-v', 'error', '-count_frames', '-show_entries', entries, '-of', 'json', path],
    { encoding: 'utf8' },
  );
  const { streams } = JSON.parse(probe.stdout) as { streams: Record<string, unknown>[] };
  const cut = ['-v', 'error', '-i', path, '-vf', 'crop=2:2:20:20'];
  const output = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'];
  const raw = spawnSync('ffmpeg', [...cut, ...output]).stdout;
  const middles = Array.from({ length: raw.length / 12 }, (_, i) => [
    ...raw.subarray(12 * i, 12 * i + 3),
  ]);
  return { stream: streams[0], middles };
}

describe.skipIf(!hasFfmpeg)('with ffmpeg', () => {
  test.each([
    ['mp4', 'h264'],
    ['webm', 'vp9'],
  ] as const)('%s: every picture in its colour, at its rate', async (container, codec) => {
    const path = join(folder, `a.${container}`);
    await encodeVideo(path, pictures(10), { fps: 29.97, container });
    const { stream, middles } = look(path);
    expect(stream).toMatchObject({
      codec_name: codec,
      width: 64,
      height: 48,
      pix_fmt: 'yuv420p',
      nb_read_frames: '10',
    });
    expect(middles).toHaveLength(10);
    middles.forEach(([r, g, b], i) => {
      expect(Math.abs(r - (40 + 8 * i))).toBeLessThan(8);
      expect(Math.abs(g - 60)).toBeLessThan(8);
      expect(Math.abs(b - (40 + 4 * i))).toBeLessThan(8);
    });
  });

  test('odd sides get a line more', async () => {
    const path = join(folder, 'odd.mp4');
    await encodeVideo(path, pictures(3, 33, 27), { fps: 10, container: 'mp4' });
    expect(look(path).stream).toMatchObject({ width: 34, height: 28 });
  });

  test('the same pictures give the same bytes', async () => {
    const [a, b] = ['one.mp4', 'two.mp4'].map((name) => join(folder, name));
    for (const path of [a, b]) await encodeVideo(path, pictures(5), { fps: 25, container: 'mp4' });
    expect(readFileSync(a).equals(readFileSync(b))).toBe(true);
  });

  test('what the pictures throw comes through, and nothing is left', async () => {
    const path = join(folder, 'broken.mp4');
    async function* broken(): AsyncGenerator<PixelImage, void, undefined> {
      yield* pictures(4);
      throw new Error('no more');
    }
    const options = { fps: 25, container: 'mp4' } as const;
    await expect(encodeVideo(path, broken(), options)).rejects.toThrow('no more');
    expect(existsSync(path)).toBe(false);
  });

  test('pictures of several sizes are refused', async () => {
    const path = join(folder, 'sizes.mp4');
    async function* sizes(): AsyncGenerator<PixelImage, void, undefined> {
      yield* pictures(2);
      yield* pictures(2, 32, 32);
    }
    const options = { fps: 25, container: 'mp4' } as const;
    await expect(encodeVideo(path, sizes(), options)).rejects.toMatchObject({ code: 'E_SHAPE' });
    expect(existsSync(path)).toBe(false);
  });

  test('a folder that is not there: E_IO in ffmpeg’s words', async () => {
    const path = join(folder, 'absent', 'a.mp4');
    const options = { fps: 25, container: 'mp4' } as const;
    await expect(encodeVideo(path, pictures(400), options)).rejects.toMatchObject({
      code: 'E_IO',
      message: expect.stringContaining('No such file') as string,
    });
  });

  test('stopped on request: the pictures’ source is closed, and nothing is left', async () => {
    const path = join(folder, 'stopped.mp4');
    const stop = new AbortController();
    let isClosed = false;
    async function* endless(): AsyncGenerator<PixelImage, void, undefined> {
      try {
        for (let i = 0; ; i++) {
          if (i === 20) stop.abort();
          yield* pictures(1, 640, 480);
        }
      } finally {
        isClosed = true;
      }
    }
    const options = { fps: 25, container: 'mp4', signal: stop.signal } as const;
    await expect(encodeVideo(path, endless(), options)).rejects.toMatchObject({ code: 'E_ABORT' });
    expect(existsSync(path)).toBe(false);
    expect(isClosed).toBe(true);
  });

  test('a sink gives a video its name together with the other files, or discards it', async () => {
    const stem = join(folder, 'sink', 'clip');
    const sink = motionSink(stem);
    const options = { fps: 25, container: 'mp4' } as const;
    const content = await sink.encode(pictures(3), options);
    expect(readdirSync(join(folder, 'sink')).filter((name) => !name.startsWith('.'))).toEqual([]);
    await sink.write([
      { suffix: '_overlay.mp4', content },
      { suffix: '.motion.json', content: '{}' },
    ]);
    expect(readdirSync(join(folder, 'sink'))).toEqual(['clip.motion.json', 'clip_overlay.mp4']);
    const waiting = await sink.encode(pictures(3), options);
    await waiting.discard();
    expect(readdirSync(join(folder, 'sink'))).toHaveLength(2);
  });
});

test('without ffmpeg: E_UNSUPPORTED, with what to do', async () => {
  const options = { fps: 25, container: 'mp4', ffmpeg: join(folder, 'no-ffmpeg') } as const;
  await expect(encodeVideo(join(folder, 'x.mp4'), pictures(2), options)).rejects.toMatchObject({
    code: 'E_UNSUPPORTED',
    hint: expect.stringContaining('install ffmpeg') as string,
  });
});

test('no picture is no video', async () => {
  const options = { fps: 25, container: 'mp4' } as const;
  await expect(encodeVideo(join(folder, 'x.mp4'), pictures(0), options)).rejects.toMatchObject({
    code: 'E_RANGE',
  });
});
