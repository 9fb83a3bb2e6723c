import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { sampleResult } from '../../test/support/result.ts';
import { sampleMotion } from '../../test/support/motion.ts';
import { toyBody } from '../../test/support/toy-body.ts';
import { MultiRoiError } from '../base/index.ts';
import { motionJsonSchema, motionText, parseAnswer, parseMotion } from './motion-schema.ts';
import type { Motion, MotionTrack } from './motion.ts';

const sample = sampleMotion(toyBody());
const [walker, late] = sample.tracks;
const withTrack = (change: Partial<MotionTrack>): Motion => ({
  ...sample,
  tracks: [{ ...walker, ...change }, late],
});

function refusal(motion: object): MultiRoiError {
  try {
    parseMotion(JSON.stringify(motion));
  } catch (error) {
    if (error instanceof MultiRoiError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('motionText', () => {
  test('comes back to a micrometre and a hundredth of a pixel', () => {
    const back = parseMotion(motionText(sample));
    expect(back.video).toEqual(sample.video);
    back.tracks.forEach(({ frames, ...head }, p) => {
      const { frames: given, ...rest } = sample.tracks[p];
      expect(head).toEqual(rest);
      frames.forEach((frame, i) => {
        for (let j = 0; j < 23; j++) {
          for (let k = 0; k < 3; k++) {
            expect(Math.abs(frame.bodyPose[j][k] - given[i].bodyPose[j][k])).toBeLessThan(6e-7);
          }
        }
        expect(frame.joints2d.smpl24[3][0]).toBeCloseTo(given[i].joints2d.smpl24[3][0], 1);
        expect(frame.t[0]).toBeCloseTo(given[i].t[0], 5);
      });
    });
  });

  test('one line a frame, and nobody at all is a file as well', () => {
    expect(motionText(sample).split('\n').length).toBeGreaterThan(34 + 20);
    const empty = { ...sample, tracks: [] };
    expect(parseMotion(motionText(empty))).toEqual(empty);
  });

  test('a joint behind the camera is null, and NaN when it is read', () => {
    const [frame, ...rest] = walker.frames;
    const smpl24 = frame.joints2d.smpl24.map(() => [NaN, NaN] as const);
    const text = motionText(withTrack({ frames: [{ ...frame, joints2d: { smpl24 } }, ...rest] }));
    expect(text).toContain('[null,null]');
    expect(parseMotion(text).tracks[0].frames[0].joints2d.smpl24[0]).toEqual([NaN, NaN]);
  });
});

describe('parseMotion', () => {
  test('another version is told as such', () => {
    const error = refusal({ ...sample, schemaVersion: 2 });
    expect(error.code).toBe('E_UNSUPPORTED');
    expect(error.message).toContain('expected schemaVersion 1, got 2');
  });

  test.each<[string, Partial<MotionTrack>, string]>([
    ['a first that is another', { first: 3 }, 'tracks.0.first: expected 0'],
    ['a last beyond the video', { last: 99 }, 'tracks.0.last: expected 39'],
    ['a gap that holds a frame', { gaps: [[5, 9]] }, 'tracks.0.gaps.0: expected no frame in a gap'],
    ['a gap at the end', { gaps: [[38, 39]] }, 'tracks.0.gaps.0: expected a stretch inside'],
    ['frames out of order', { frames: walker.frames.toReversed() }, 'tracks.0.frames.1'],
    ['no frame', { frames: [] }, 'tracks.0.frames: expected 1 elements or more'],
    ['contacts of another length', { contacts: { leftFoot: [true], rightFoot: [] } }, 'contacts'],
    ['an id that is taken', { id: 1 }, 'tracks.1.id: expected every id once'],
    ['nine betas', { betas: Array<number>(9).fill(0) }, 'tracks.0.betas'],
  ])('refuses %s', (_, change, message) => {
    const error = refusal(withTrack(change));
    expect(error.code).toBe('E_FORMAT');
    expect(error.message).toContain(message);
  });

  test('refuses frames beyond the video', () => {
    const error = refusal({ ...sample, video: { ...sample.video, frames: 20 } });
    expect(error.message).toContain('tracks.0.last: expected below 20, got 39');
  });
});

test('the published schema takes what the program takes', () => {
  const validate = new Ajv2020({ strict: false }).compile(motionJsonSchema());
  expect(validate(JSON.parse(motionText(sample)))).toBe(true);
  expect(validate({ ...sample, tracks: [{ ...walker, betas: [0] }] })).toBe(false);
});

test('a file of either kind is told apart, and a broken one is one of a result', () => {
  expect(parseAnswer(JSON.stringify(sample))).toHaveProperty('motion.tracks');
  expect(parseAnswer(JSON.stringify(sampleResult()))).toHaveProperty('result.people');
  expect(() => parseAnswer('[]')).toThrow(/^parseResult: /);
  expect(() => parseAnswer('{')).toThrow(/expected JSON/);
});
