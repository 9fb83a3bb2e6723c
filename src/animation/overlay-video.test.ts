import { expect, test } from 'vitest';
import { sampleMotion } from '../../test/support/motion.ts';
import { toyBody } from '../../test/support/toy-body.ts';
import type { PixelImage } from '../platform/index.ts';
import { overlayPictures, type MotionPicture, type OverlayLayout } from './overlay-video.ts';

const body = toyBody();
const motion = sampleMotion(body);
const { width, height } = motion.video;
const GREY = 90;

async function* video(frames: readonly number[]): AsyncGenerator<MotionPicture, void, undefined> {
  for (const frameIndex of frames) {
    yield {
      frameIndex,
      image: { width, height, data: new Uint8Array(3 * width * height).fill(GREY) },
    };
    await Promise.resolve();
  }
}

async function drawn(frames: readonly number[], layout?: OverlayLayout): Promise<PixelImage[]> {
  const out: PixelImage[] = [];
  for await (const each of overlayPictures(motion, body, video(frames), layout, 'clay'))
    out.push(each);
  return out;
}

const painted = ({ data }: PixelImage): number =>
  data.filter((value, i) => i % 3 === 0 && (value !== GREY || data[i + 1] !== GREY)).length;

test('people are drawn where the motion has them, and not in gaps', async () => {
  // 5: the first alone; 11: both; 15: the second alone; 35: the first; of 50 nothing is known
  const counts = (await drawn([5, 11, 15, 35, 50])).map(painted);
  expect(counts[0]).toBeGreaterThan(50);
  expect(counts[1]).toBeGreaterThan(counts[0]);
  expect(counts[2]).toBeGreaterThan(50);
  expect(counts[2]).toBeLessThan(counts[1]);
  expect(counts[4]).toBe(0);
});

test('what is drawn lies about the person’s joints', async () => {
  const [picture] = await drawn([3]);
  const [walker] = motion.tracks;
  const [u, v] = walker.frames[3].joints2d.smpl24[0];
  const window: number[] = [];
  for (let y = Math.round(v) - 12; y <= v + 12; y++) {
    for (let x = Math.round(u) - 12; x <= u + 12; x++)
      window.push(picture.data[3 * (y * width + x)]);
  }
  expect(window.some((value) => value !== GREY)).toBe(true);
});

test('side by side: the picture on the left as it was, the overlay on the right', async () => {
  const [[both], [single]] = [await drawn([11], 'side-by-side'), await drawn([11])];
  expect([both.width, both.height]).toEqual([2 * width, height]);
  for (let y = 0; y < height; y++) {
    const row = both.data.subarray(6 * y * width, 6 * (y + 1) * width);
    expect(row.subarray(0, 3 * width).every((value) => value === GREY)).toBe(true);
    expect(row.subarray(3 * width)).toEqual(
      single.data.subarray(3 * y * width, 3 * (y + 1) * width),
    );
  }
});
