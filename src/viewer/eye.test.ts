import { Vector3 } from 'three';
import { expect, test } from 'vitest';
import { Eye, type PhotoCamera } from './eye.ts';
import { letterbox, lensOfFov, lensThrough } from './lens.ts';

const viewport = { width: 500, height: 300 };
const photo: PhotoCamera = {
  lens: { fx: 900, fy: 880, cx: 310, cy: 250 },
  width: 640,
  height: 480,
};

function standing(): Eye {
  const eye = new Eye();
  eye.orbit.position.set(3, 1, -2);
  eye.orbit.lookAt(0, 0, -4);
  eye.fit(viewport, photo);
  return eye;
}

const settle = (eye: Eye): void => eye.settle(new Vector3(0, 0, -4), 2);

test('orbiting, through the camera, and back; at once for those who want it', () => {
  const eye = standing();
  settle(eye);
  expect(eye.lens).toEqual(lensOfFov(34, viewport));
  expect(eye.camera.position.toArray()).toEqual([3, 1, -2]);
  eye.go('camera', true);
  expect(eye.travelling).toBe(false);
  settle(eye);
  expect(eye.lens).toEqual(lensThrough(photo.lens, letterbox(photo, viewport)));
  expect(eye.camera.position.toArray()).toEqual([0, 0, 0]);
  expect(eye.camera.quaternion.toArray()).toEqual([0, 0, 0, 1]);
  eye.go('orbit', true);
  settle(eye);
  expect(eye.camera.position.toArray()).toEqual([3, 1, -2]);
});

test('on the way nothing jumps, and the way ends', () => {
  const eye = standing();
  eye.go('camera', false);
  settle(eye);
  let [before, frames] = [eye.camera.position.clone(), 0];
  for (let ms = 1000; eye.travelling; ms += 16) {
    eye.advance(ms);
    settle(eye);
    expect(eye.camera.position.distanceTo(before)).toBeLessThan(0.2);
    before = eye.camera.position.clone();
    frames++;
  }
  expect(frames).toBeGreaterThan(20);
  expect(frames).toBeLessThan(60);
  expect(before.length()).toBe(0);
});

test('turned back half way, it goes back from where it is; without a photograph it stays', () => {
  const eye = standing();
  eye.go('camera', false);
  for (const ms of [0, 300]) eye.advance(ms);
  const half = eye.travelled;
  expect(half).toBeGreaterThan(0.3);
  eye.go('orbit', false);
  for (const ms of [300, 316]) eye.advance(ms);
  expect(half - eye.travelled).toBeGreaterThan(0);
  expect(half - eye.travelled).toBeLessThan(0.1);
  eye.fit(viewport, null);
  eye.go('camera', true);
  settle(eye);
  expect(eye.camera.position.toArray()).toEqual([3, 1, -2]);
});
