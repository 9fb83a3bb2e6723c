import { describe, expect, test } from 'vitest';
import { sampleMotion } from '../../test/support/motion.ts';
import { toyBody } from '../../test/support/toy-body.ts';
import type { PixelImage } from '../platform/index.ts';
import { parseMotion } from '../result/index.ts';
import type { MotionPicture } from './overlay-video.ts';
import {
  MOTION_EXPORT_KINDS,
  writeMotion,
  type MotionFile,
  type MotionSink,
  type WaitingFile,
} from './write-motion.ts';

const body = toyBody();
const motion = sampleMotion(body);

/** A sink that keeps what it is given. */
function memory(encode = true) {
  const written: MotionFile[][] = [];
  const discarded: string[] = [];
  const encoded: { width: number; height: number; fps: number; count: number }[] = [];
  const sink: MotionSink = {
    write(files) {
      written.push([...files]);
      return Promise.resolve();
    },
    ...(encode && {
      async encode(pictures: AsyncIterable<PixelImage>, { fps }: { fps: number }) {
        const seen: PixelImage[] = [];
        for await (const picture of pictures) seen.push(picture);
        const [{ width, height }] = seen;
        const name = `video ${encoded.push({ width, height, fps, count: seen.length })}`;
        const file: WaitingFile = {
          written: name,
          discard: () => Promise.resolve(void discarded.push(name)),
        };
        return file;
      },
    }),
  };
  return { sink, written, discarded, encoded };
}

async function* grey(count = 3): AsyncGenerator<MotionPicture, void, undefined> {
  const { width, height } = motion.video;
  for (let frameIndex = 0; frameIndex < count; frameIndex++) {
    yield {
      frameIndex,
      image: { width, height, data: new Uint8Array(3 * width * height).fill(90) },
    };
    await Promise.resolve();
  }
}

test('every kind, in one call, the JSON last', async () => {
  const { sink, written } = memory();
  const { suffixes, lostMm } = await writeMotion(
    motion,
    body,
    { kinds: ['json', 'csv', 'angles', 'vrma', 'bvh', 'npz', 'glb'] },
    sink,
  );
  expect(suffixes).toEqual([
    '.glb',
    '_0.npz',
    '_0.bvh',
    '_0.vrma',
    '_1.npz',
    '_1.bvh',
    '_1.vrma',
    '.csv',
    '_angles.csv',
    '_angles.json',
    '.motion.json',
  ]);
  expect(written.map((files) => files.map(({ suffix }) => suffix))).toEqual([suffixes]);
  expect(lostMm).toBeGreaterThan(0);
  const [[last]] = written.map((files) => files.slice(-1));
  expect(parseMotion(last.content as string).tracks).toHaveLength(2);
});

test('nobody in a video is no failure', async () => {
  const { sink, written } = memory();
  const empty = { ...motion, tracks: [] };
  await writeMotion(empty, body, { kinds: MOTION_EXPORT_KINDS }, sink);
  expect(written[0].map(({ suffix }) => suffix)).toEqual([
    '.glb',
    '.csv',
    '_angles.csv',
    '_angles.json',
    '.motion.json',
  ]);
});

test('options reach the files', async () => {
  const { sink, written } = memory();
  const options = { kinds: ['bvh'], bones: 'mixamo', order: 'XYZ' } as const;
  await writeMotion(motion, body, options, sink);
  expect(written[0][0].content).toContain('ROOT Hips');
  expect(written[0][0].content).toContain('Xrotation Yrotation Zrotation');
});

describe('videos', () => {
  test('the overlay is of the video’s size, side by side is twice as wide', async () => {
    const { sink, written, encoded } = memory();
    const kinds = ['overlay', 'side-by-side'] as const;
    await writeMotion(motion, body, { kinds, pictures: () => grey(), container: 'webm' }, sink);
    expect(encoded).toEqual([
      { width: 320, height: 240, fps: 25, count: 3 },
      { width: 640, height: 240, fps: 25, count: 3 },
    ]);
    expect(written[0].map(({ suffix }) => suffix)).toEqual(['_overlay.webm', '_side-by-side.webm']);
  });

  test('what is encoded already goes when something fails later', async () => {
    const { sink, discarded } = memory();
    const full: MotionSink = { ...sink, write: () => Promise.reject(new Error('full')) };
    const options = { kinds: ['overlay', 'json'], pictures: () => grey() } as const;
    await expect(writeMotion(motion, body, options, full)).rejects.toThrow('full');
    expect(discarded).toEqual(['video 1']);
  });

  test('without pictures, or without an encoder, they are refused and nothing is written', async () => {
    const { sink, written } = memory();
    const refused = { code: 'E_CONFIG' };
    const kinds = ['overlay'] as const;
    await expect(writeMotion(motion, body, { kinds }, sink)).rejects.toMatchObject(refused);
    const options = { kinds, pictures: () => grey() };
    await expect(writeMotion(motion, body, options, memory(false).sink)).rejects.toMatchObject(
      refused,
    );
    expect(written).toEqual([]);
  });

  test('pictures of another size are refused', async () => {
    const { sink } = memory();
    const other = { ...motion, video: { ...motion.video, width: 100 } };
    const options = { kinds: ['overlay'], pictures: () => grey() } as const;
    await expect(writeMotion(other, body, options, sink)).rejects.toMatchObject({
      code: 'E_CONFIG',
    });
  });
});
