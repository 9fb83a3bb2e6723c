import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { writeNpz } from '../format/index.ts';
import { Rng } from '../base/index.ts';
import { isHeldOutClip, parseCapturedPoses } from './captured-poses.ts';

const names = Array.from({ length: 40 }, (_, i) => `clip_${i}`);
const heldOut = names.filter(isHeldOutClip);

function file(): Uint8Array {
  const data = Int16Array.from({ length: 40 * 72 }, (_, i) => Math.floor(i / 72));
  return writeNpz({
    pose_i16: { type: 'int16', shape: [40, 24, 3], data },
    clip: { type: 'int32', shape: [40], data: Int32Array.from(names, (_, i) => i) },
    clip_names: { type: 'string', shape: [40], data: names },
  });
}

test('train and heldout share no clip and lose none', () => {
  const train = parseCapturedPoses(file(), 'train');
  const held = parseCapturedPoses(file(), 'heldout');
  expect(held.count).toBe(heldOut.length);
  expect(train.count + held.count).toBe(40);
  const clipsOf = (source: typeof train): string[] =>
    Array.from(
      { length: source.count },
      (_, i) => names[Math.round((source.pose(i)[0] * 32767) / Math.PI)],
    );
  expect(clipsOf(held)).toEqual(heldOut);
  expect(clipsOf(train).some((name) => isHeldOutClip(name))).toBe(false);
});

test('draws are poses of the split', () => {
  const held = parseCapturedPoses(file(), 'heldout');
  const out = new Float64Array(72);
  const allowed = new Set(Array.from({ length: held.count }, (_, i) => held.pose(i)[0]));
  const rng = new Rng(1);
  for (let i = 0; i < 20; i++) {
    held.draw(rng, out);
    expect(allowed.has(out[0])).toBe(true);
  }
});

test('floats without clips serve whole, and are not split', () => {
  const data = new Float32Array(144).fill(0.25);
  const bytes = writeNpz({ poses: { type: 'float32', shape: [2, 72], data } });
  expect(parseCapturedPoses(bytes, 'all').pose(1)[71]).toBe(0.25);
  expect(() => parseCapturedPoses(bytes, 'train')).toThrow(/clip and clip_names/);
  const wide = writeNpz({
    poses: { type: 'float32', shape: [1, 156], data: new Float32Array(156) },
  });
  expect(() => parseCapturedPoses(wide, 'all')).toThrow(/expected \[N, 24, 3\] or \[N, 72\]/);
});

const CMU = new URL('../../../shared/poses/cmu_poses.npz', import.meta.url);
test.skipIf(!existsSync(CMU))('about a tenth of the captured clips is held out', () => {
  const bytes = new Uint8Array(readFileSync(CMU));
  const { count } = parseCapturedPoses(bytes, 'heldout');
  expect(count).toBe(19_881 - parseCapturedPoses(bytes, 'train').count);
  expect(count).toBeGreaterThan(1000);
  expect(count).toBeLessThan(4000);
});
