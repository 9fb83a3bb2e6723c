import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { sampleMotion } from '../../../test/support/motion.ts';
import { picturesOf, scriptedEye } from '../../../test/support/scripted-eye.ts';
import { createPoser, loadBody, POSE_SIZE } from '../../body/index.ts';
import { motionSchema, type Motion, type MotionTrack } from '../../result/index.ts';
import type { SeenFrame } from './observation.ts';
import { startMotion, type MotionRun } from './motion-run.ts';
import type { VideoMotionOptions } from './motion-options.ts';

const body = loadBody(readFileSync('assets/body/open.safetensors'));
const poser = createPoser(body);
const truth = sampleMotion(body);
const [[fx, , cx], [, fy, cy]] = truth.camera.K;

const begin = (options: VideoMotionOptions = {}, of: Motion = truth): MotionRun =>
  startMotion({ eye: scriptedEye(of, body), platform: {}, body, info: of.model }, picturesOf(of), {
    file: 'clip.mp4',
    intrinsics: { fx, fy, cx, cy },
    searchS: 0,
    ...options,
  });

/** Joints about the pelvis [T][72], m. */
function jointsOf({ frames, betas }: MotionTrack): Map<number, Float32Array> {
  return new Map(
    frames.map(({ frame, globalOrient, bodyPose }) => {
      const joints = new Float32Array(POSE_SIZE);
      poser.poseJoints({ globalOrient, bodyPose: bodyPose.flat(), betas }, joints);
      return [frame, joints];
    }),
  );
}

function meanMm(track: MotionTrack, of: MotionTrack): number {
  const real = jointsOf(of);
  let [sum, count] = [0, 0];
  for (const [frame, joints] of jointsOf(track)) {
    const own = real.get(frame);
    if (own === undefined) continue;
    for (let j = 3; j < 72; j += 3) {
      sum += Math.hypot(...[0, 1, 2].map((k) => joints[j + k] - own[j + k]));
      count++;
    }
  }
  return (1000 * sum) / count;
}

/** Mean acceleration of joints between neighbouring frames, m/frame². */
function jitterOf(track: MotionTrack): number {
  const joints = jointsOf(track);
  const steps = [...joints.keys()].flatMap((frame) => {
    const [a, b, c] = [frame - 1, frame, frame + 1].map((i) => joints.get(i));
    if (a === undefined || b === undefined || c === undefined) return [];
    return Array.from(b, (x, i) => Math.abs(a[i] - 2 * x + c[i]));
  });
  return steps.reduce((sum, step) => sum + step, 0) / steps.length;
}

describe('a motion of two people', () => {
  let apart: Motion;
  let together: Motion;
  beforeAll(async () => {
    apart = await begin({ smooth: 0 }).finish();
    together = await begin().finish();
  });

  test('is what its schema says, with everybody once and one shape each', () => {
    expect(motionSchema.parse(JSON.parse(JSON.stringify(together)))).toEqual(together);
    expect(together.tracks.map(({ id }) => id)).toEqual([0, 1]);
    expect(together.video).toEqual({ ...truth.video, width: 32, height: 24, fps: 25 });
    expect(together.tracks[0].gaps).toEqual([[12, 17]]);
    expect([apart.smoothed, together.smoothed]).toEqual([false, true]);
  });

  test('is nearer to the truth and smoother than frame by frame', () => {
    for (const [i, track] of together.tracks.entries()) {
      expect(meanMm(track, truth.tracks[i])).toBeLessThan(
        0.8 * meanMm(apart.tracks[i], truth.tracks[i]),
      );
      expect(jitterOf(track)).toBeLessThan(0.4 * jitterOf(apart.tracks[i]));
    }
  });
});

test('frames come as they were looked at, by the numbers of people; what is not taken is done by finish', async () => {
  const run = begin();
  const ids: number[][] = [];
  for await (const { frame, result } of run) {
    ids.push(result.people.map(({ id }) => id));
    if (frame === 20) break;
  }
  expect(ids[0]).toEqual([0]);
  expect(ids[20].toSorted((a, b) => a - b)).toEqual([0, 1]);
  const { video } = await run.finish();
  expect(video.frames).toBe(40);
});

test('a run that goes on from what was written down ends as it would have', async () => {
  const seen: SeenFrame[] = [];
  const log = (past: readonly SeenFrame[], add: (frame: SeenFrame) => void) => ({
    past: () => past,
    add: (frame: SeenFrame): Promise<void> => Promise.resolve(add(frame)),
  });
  const whole = await begin({ observations: log([], (frame) => seen.push(frame)) }).finish();
  const more: number[] = [];
  const resumed = log(seen.slice(0, 23), ({ index }) => more.push(index));
  expect(await begin({ observations: resumed }).finish()).toEqual(whole);
  expect(more[0]).toBe(23);
});

test('what can be read again is not held, and makes the same motion', async () => {
  const seen: SeenFrame[] = [];
  let reads = 0;
  const observations = {
    past: () => [],
    add: (frame: SeenFrame): Promise<void> => Promise.resolve(void seen.push(frame)),
    all: () => {
      reads++;
      return seen;
    },
  };
  expect(await begin({ observations }).finish()).toEqual(await begin().finish());
  expect(reads).toBe(1);
});

test('feet that stand are held and told, for a camera that stands', async () => {
  const still = truth.tracks[1].frames[0];
  const frames = truth.tracks[1].frames.map(({ frame, seconds }) => ({ ...still, frame, seconds }));
  const standing: Motion = { ...truth, tracks: [{ ...truth.tracks[1], frames }] };
  const { tracks, camera } = await begin({ staticCamera: true }, standing).finish();
  expect(camera.static).toBe(true);
  const { leftFoot = [], rightFoot = [] } = tracks[0].contacts ?? {};
  expect([leftFoot.length, rightFoot.length]).toEqual([frames.length, frames.length]);
  // at either end of so short a track speeds are not known well
  const stands = [...leftFoot, ...rightFoot].filter(Boolean).length;
  expect(stands / (2 * frames.length)).toBeGreaterThan(0.8);
});

test('what cannot be meant, or is no video', async () => {
  expect(() => begin({ smooth: 2, searchS: -1 })).toThrow(
    expect.objectContaining({ code: 'E_RANGE' }),
  );
  const nothing = { ...truth, video: { ...truth.video, frames: 0 } };
  await expect(begin({}, nothing).finish()).rejects.toMatchObject({ code: 'E_FORMAT' });
  const stopped = new AbortController();
  stopped.abort();
  await expect(begin({ signal: stopped.signal }).finish()).rejects.toMatchObject({
    code: 'E_ABORT',
  });
});
