/**
 * @file Milliseconds of crops, rasterising and pictures: `npx tsx bench/imaging.ts`.
 * The best of many runs, so that a busy machine does not speak for the code.
 */

import { readFileSync } from 'node:fs';
import { createPosedBody, createPoser, loadBody } from '../src/body/index.ts';
import { cropTransform, resolveIntrinsics } from '../src/camera/index.ts';
import {
  cropPlanes,
  IMAGENET,
  interpolate,
  overlay,
  RasterTarget,
  rasterise,
  sideView,
  topView,
  warpCrop,
} from '../src/imaging/index.ts';

function report(what: string, work: () => void, runs = 40): void {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).toSorted((a, b) => a - b);
  const [best, median] = [times[0], times[runs >> 1]].map((ms) => ms.toFixed(2).padStart(8));
  console.log(`${what.padEnd(46)} best ${best} ms   median ${median} ms`);
}

const image = {
  width: 1000,
  height: 700,
  data: Uint8Array.from({ length: 2_100_000 }, (_, i) => (i * 7919) % 251),
};
const roi = { center: [500, 350], size: 600, width: 600 } as const;
const crop = { width: 256, height: 256, data: new Uint8Array(3 * 256 * 256) };
const planes = new Float32Array(crop.data.length);
for (const rot of [0, 30]) {
  const map = cropTransform(roi, 256, 256, rot);
  report(`warpCrop 256×256, ${rot}°`, () => warpCrop(image, map, 256, 256, crop));
}
report('cropPlanes 256×256', () => cropPlanes(crop, IMAGENET, planes));

const model = loadBody(readFileSync(new URL('../assets/body/open.safetensors', import.meta.url)));
const body = createPosedBody(model);
createPoser(model).pose(
  { globalOrient: [Math.PI, 0, 0], bodyPose: new Float64Array(69), betas: new Float64Array(10) },
  body,
);
const intrinsics = resolveIntrinsics({ width: 640, height: 640, focalPx: 1000 });
const t = [0, 0.1, 3.4] as const;
const target = new RasterTarget(640, 640);
const attributes = new Float32Array(3 * 640 * 640);
for (const cullBack of [false, true]) {
  report(`rasterise V=${model.vertexCount}${cullBack ? ', back faces culled' : ''}`, () => {
    target.clear();
    rasterise(target, body.vertices, model.faces, { intrinsics, t }, { cullBack });
  });
}
console.log(`  the body covers rows ${target.drawn.y0} to ${target.drawn.y1}`);
report('interpolate 3 channels', () => {
  interpolate(target, model.faces, body.vertices, 3, attributes);
});

const camera = resolveIntrinsics(image);
const people = [-1, 0, 1].map((x) => ({
  vertices: body.vertices,
  faces: model.faces,
  t: [1.3 * x, 0.1, 4.5 + 0.4 * x] as const,
}));
const scene = { intrinsics: camera, width: image.width, height: image.height };
report('overlay, 1 person, 1000×700', () => void overlay(image, people.slice(1, 2), camera), 10);
report('overlay, 3 people, 1000×700', () => void overlay(image, people, camera), 10);
report('sideView, 3 people, 1200 px', () => void sideView(people, scene), 10);
report('topView, 3 people, 1200 px', () => void topView(people, scene), 10);
