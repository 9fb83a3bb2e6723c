import { expect, test } from 'vitest';
import { toyBody } from '../../test/support/toy-body.ts';
import { sampleMotion } from '../../test/support/motion.ts';
import { frameResults } from '../animation/index.ts';
import { motionText, parseMotion } from '../result/index.ts';
import { motionOfFrames } from './motion-of-frames.ts';

const body = toyBody();
const source = sampleMotion(body);
const resultOf = frameResults(source, body);
const frames = Array.from({ length: source.video.frames }, (_, i) => ({
  timeS: i / source.video.fps,
  result: resultOf(i),
}));
const { file, fps } = source.video;

test('frames of a motion are that motion again', () => {
  const motion = motionOfFrames(frames, body, { file, fps, smoothed: source.smoothed });
  // a file of it is one that is read
  expect(parseMotion(motionText(motion)).tracks).toHaveLength(source.tracks.length);
  motion.tracks.forEach((track, i) => {
    const { id, first, last, gaps, frames: seen } = source.tracks[i];
    expect(track).toMatchObject({ id, first, last, gaps });
    expect(track.frames.map(({ frame }) => frame)).toEqual(seen.map(({ frame }) => frame));
    track.frames.forEach(({ globalOrient, bodyPose, t }, k) => {
      expect(globalOrient).toEqual(seen[k].globalOrient);
      expect(bodyPose).toEqual(seen[k].bodyPose);
      expect(t).toEqual(seen[k].t.map((x) => expect.closeTo(x, 6)));
    });
  });
});

test('no frames, and frames of another size', () => {
  expect(() => motionOfFrames([], body, { file, fps })).toThrow(/expected one frame or more/);
  const [first, second] = frames;
  const image = { ...second.result.image, width: 7 };
  const odd = { ...second, result: { ...second.result, image } };
  expect(() => motionOfFrames([first, odd], body, { file, fps })).toThrow(/got one of 7×/);
});
