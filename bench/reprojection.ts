/**
 * @file How well reprojected joints lie on the photograph, with BlazePose's own 2D landmarks as the yardstick: twelve
 * limb joints of every confident person, distances as shares of the person's box. Not a measure of 3D; with --refine, of how
 * well refinement does what it is asked to.
 *
 *   npx tsx bench/reprojection.ts photo… [--rois 5] [--weights w.safetensors] [--landmarks full|heavy] [--refine]
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { cropTransform, invertAffine, applyAffine, viewOf } from '../src/camera/index.ts';
import { jointSet } from '../src/body/index.ts';
import { LIMB_JOINTS } from '../src/evaluation/index.ts';
import { sigmoid } from '../src/math/index.ts';
import { JOINT_LANDMARK } from '../src/network/index.ts';
import { MultiRoi, nodePlatform } from '../src/node/index.ts';
import {
  CropCutter,
  cropLength,
  landmarkAt,
  lightEncoder,
  presenceAt,
} from '../src/inference/index.ts';
import { intrinsicsOf, type Person } from '../src/result/index.ts';
import type { Photo } from '../src/platform/index.ts';

/** SMPL joint and BlazePose landmark of the same limb joint. */
const PAIRS = LIMB_JOINTS.map(
  (joint) => [joint, JOINT_LANDMARK[jointSet('smpl24').names[joint]]] as const,
);
const VISIBLE = 0.5;
const PRESENT = 0.5;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rois: { type: 'string', default: '5' },
    weights: { type: 'string' },
    landmarks: { type: 'string', default: 'full' },
    refine: { type: 'boolean', default: false },
  },
});
const hmr = await MultiRoi.load({ rois: Number(values.rois), weights: values.weights });
const session = await nodePlatform.runtime.createSession(
  await nodePlatform.files.asset(`blazepose-${values.landmarks}.onnx`),
);
const encoder = lightEncoder(() => Promise.resolve(session), 1);
const cutter = new CropCutter(encoder.format);
const planes = new Float32Array(cropLength(encoder.format));

/** Distances of the visible limb joints over the longer side of the box; null when nobody is seen in RoI 0. */
async function distances(photo: Photo, person: Person): Promise<number[] | null> {
  const view = viewOf(intrinsicsOf(person.camera));
  const [roi] = person.rois;
  const { width, height } = encoder.format;
  cutter.cut(photo, view, [roi], planes);
  const outputs = await encoder.encode(planes, 1);
  if (presenceAt(outputs, 0) < PRESENT) return null;
  const imageFromCrop = invertAffine(cropTransform(roi, width, height));
  const [x0, y0, x1, y1] = person.box;
  const side = Math.max(x1 - x0, y1 - y0);
  return PAIRS.flatMap(([smpl, landmark]) => {
    const at = landmarkAt(outputs, 0, landmark);
    if (sigmoid(at.visibility) < VISIBLE) return [];
    const [x, y] = applyAffine(imageFromCrop, (at.x + 0.5) * width, (at.y + 0.5) * height);
    const [u, v] = person.joints2d.smpl24[smpl];
    return [Math.hypot(u - x, v - y) / side];
  });
}

const all: number[] = [];
for (const path of positionals) {
  const photo = await nodePlatform.images.decode(await readFile(path), path);
  const { people } = await hmr.reconstruct(photo, { refine: values.refine });
  const own: number[] = [];
  let compared = 0;
  // one after the other: they share the crop's buffer
  for (const person of people) {
    const found = await distances(photo, person);
    if (found !== null) compared++;
    own.push(...(found ?? []));
  }
  all.push(...own);
  console.log(`${basename(path)}: ${people.length} people, ${compared} compared; ${report(own)}`);
}
console.log(`all: ${report(all)}`);
await session.dispose();
await hmr.dispose();

function report(d: readonly number[]): string {
  if (d.length === 0) return 'no joints';
  const within = (share: number): string =>
    (d.filter((x) => x <= share).length / d.length).toFixed(3);
  const median = d.toSorted((a, b) => a - b)[Math.floor(d.length / 2)];
  return `${d.length} joints, median ${(100 * median).toFixed(1)} %, PCK@0.05 ${within(0.05)}, PCK@0.1 ${within(0.1)}`;
}
