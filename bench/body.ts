/**
 * @file Milliseconds to pose the open body, and the bytes a call allocates.
 *
 *   node --expose-gc --import tsx bench/body.ts
 */

import { readFileSync } from 'node:fs';
import {
  createPosedBody,
  createPoser,
  jointSet,
  loadBody,
  regressJoints,
} from '../src/body/index.ts';
import { vertexNormals } from '../src/math/index.ts';
import { Rng } from '../src/base/index.ts';

const RUNS = 1000;
const WARM_UP = 3000;

/** Median milliseconds, and bytes of heap a call leaves behind once it is compiled. */
function measure(name: string, run: () => void): void {
  const times = new Float64Array(RUNS);
  for (let i = 0; i < WARM_UP; i++) run();
  globalThis.gc?.();
  const before = process.memoryUsage();
  for (let i = 0; i < RUNS; i++) {
    const start = performance.now();
    run();
    times[i] = performance.now() - start;
  }
  const after = process.memoryUsage();
  const bytes = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  times.sort();
  console.log(
    `${name.padEnd(28)} median ${times[RUNS >> 1].toFixed(4)} ms, best ${times[0].toFixed(4)}; ` +
      `${(bytes / RUNS).toFixed(0)} bytes a call`,
  );
}

const bytes = readFileSync(new URL('../assets/body/open.safetensors', import.meta.url));
const start = performance.now();
const model = loadBody(bytes);
console.log(`load, cold                   ${(performance.now() - start).toFixed(1)} ms`);

const rng = new Rng('bench');
const pose = {
  globalOrient: [Math.PI, 0, 0],
  bodyPose: Array.from({ length: 69 }, () => rng.normal(0, 0.5)),
  betas: Array.from({ length: 10 }, () => rng.normal()),
};
const poser = createPoser(model);
const out = createPosedBody(model);
const normals = new Float32Array(out.vertices.length);
const joints49 = new Float32Array(jointSet('paper49').names.length * 3);
measure('nothing (the clock itself)', () => undefined);
measure('pose 13 380 vertices', () => poser.pose(pose, out));
measure('rest shape', () => poser.rest(pose.betas, out));
measure('24 joints only', () => poser.poseJoints(pose, out.joints));
measure('normals', () => vertexNormals(out.vertices, model.faces, normals));
measure('joint set paper49', () =>
  regressJoints(model, 'paper49', out.vertices, out.joints, joints49),
);
