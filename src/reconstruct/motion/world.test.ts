import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sampleMotion } from '../../../test/support/motion.ts';
import { Rng } from '../../base/index.ts';
import { loadBody } from '../../body/index.ts';
import {
  axisAngleFromRotmat,
  determinant3,
  matmul3,
  rotate3,
  rotmatFromAxisAngle,
  transpose3,
  vec3At,
} from '../../math/index.ts';
import { pelvisOf, type MotionTrack } from '../../result/index.ts';
import { worldOf } from './world.ts';

const body = loadBody(readFileSync('assets/body/open.safetensors'));
const still = sampleMotion(body).tracks[0].frames[0];
const betas = Array.from({ length: 10 }, () => 0);
const FRAMES = 60;

/** People in rest pose who stand here and there on the floor, seen by a camera that is tilted by some axis-angle. */
function standing(tilt: readonly number[], lean: number, lift = 0): MotionTrack[] {
  const rng = new Rng('world');
  const camFromWorld = matmul3(rotmatFromAxisAngle(tilt), rotmatFromAxisAngle([Math.PI, 0, 0]));
  return [0, 1, 2, 3, 4].map((id) => {
    const turn = rotmatFromAxisAngle([
      rng.normal(0, lean),
      rng.uniform(-3, 3),
      rng.normal(0, lean),
    ]);
    const globalOrient = vec3At(axisAngleFromRotmat(matmul3(camFromWorld, turn)), 0);
    // soles at y = −1.4, the pinhole at 0
    const [sole] = [soleY()];
    const world = [rng.uniform(-2, 2), -1.4 - sole + (id % 2) * lift, -4 - rng.uniform(0, 3)];
    const rest = pelvisOf(body, betas);
    const t = vec3At(
      [...rotate3(camFromWorld, world)].map((x, k) => x - rest[k]),
      0,
    );
    const frames = Array.from({ length: FRAMES }, (_, frame) => ({
      ...still,
      frame,
      seconds: frame / 30,
      globalOrient,
      bodyPose: still.bodyPose.map((): [number, number, number] => [0, 0, 0]),
      t,
    }));
    const stands = Array<boolean>(FRAMES).fill(true);
    const contacts = { leftFoot: stands, rightFoot: stands };
    return { id, first: 0, last: FRAMES - 1, betas, frames, gaps: [], contacts };
  });
}

/** The lowest vertex about the pelvis. */
function soleY(): number {
  let lowest = Infinity;
  for (let i = 1; i < body.template.length; i += 3) lowest = Math.min(lowest, body.template[i]);
  return lowest - pelvisOf(body, betas)[1];
}

function upError(tilt: readonly number[], rotation: readonly (readonly number[])[]): number {
  const camFromWorld = matmul3(rotmatFromAxisAngle(tilt), rotmatFromAxisAngle([Math.PI, 0, 0]));
  const up = rotate3(camFromWorld, [0, 1, 0]);
  const cosine = rotation[1].reduce((sum, x, k) => sum + x * up[k], 0);
  return (Math.acos(Math.min(1, cosine)) * 180) / Math.PI;
}

describe.each([[[0, 0, 0]], [[0.4, 0, 0]], [[0.3, 0, 0.2]]])('a camera tilted by %j', (tilt) => {
  test('finds up and the floor under people who stand upright', () => {
    const world = worldOf(standing(tilt, 0), body);
    expect(world).toBeDefined();
    const { rotation = [], floorY, confidence } = world ?? {};
    expect(upError(tilt, rotation)).toBeLessThan(0.5);
    expect(floorY).toBeCloseTo(-1.4, 1);
    expect(confidence).toBeGreaterThan(0.9);
    const flat = Float64Array.from(rotation.flat());
    expect(determinant3(flat)).toBeCloseTo(1);
    expect([...matmul3(flat, transpose3(flat))]).toEqual(
      [1, 0, 0, 0, 1, 0, 0, 0, 1].map((x) => expect.closeTo(x) as number),
    );
  });

  test('believes the plane of their feet more than people who lean', () => {
    // degrees, of people who lean by .2 rad, 11.5 degrees
    expect(upError(tilt, worldOf(standing(tilt, 0.2), body)?.rotation ?? [])).toBeLessThan(5.7);
  });
});

test('feet on two levels are believed less, and without feet nothing is said', () => {
  const [good, bad] = [0, 0.4].map((lift) => worldOf(standing([0.3, 0, 0], 0, lift), body));
  expect(bad?.confidence).toBeLessThan(0.7 * (good?.confidence ?? 0));
  const without = standing([0, 0, 0], 0).map((track) => {
    const { contacts: _contacts, ...rest } = track;
    return rest;
  });
  expect(worldOf(without, body)).toBeUndefined();
});
