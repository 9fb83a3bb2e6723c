/**
 * @file Errors on real and rendered frames with 3D truth (../shared/realdev):
 *
 *   npx tsx bench/real3d.ts [--quality best] [--mirror] [--refine | --no-refine] [--rois n] [--weights file]
 *     [--finder | --shift] [--limit n] [--threads n] [--build checkout …] [--out scores.json …]
 *   npx tsx bench/real3d.ts --compare a.json b.json
 *
 * PA-MPJPE, MPJPE (from the middle of the hips; not where the camera was fitted) and PCK of the longer side of the
 * joints' box, over 12 limb joints: means over frames of a group, then over groups, with 95 % intervals over groups. The figure
 * to quote is the mean of the sources' PA-MPJPE. People are given as the square box of their joints × 1.25; with `--shift`
 * that is moved by up to 10 % of its side, the same for every run; with `--finder` nothing is given, and the person is whoever
 * overlaps the true joints' box most (IoU ≥ .3). Who is not found is counted, and is in no mean. True pixels are those of
 * the photograph, lens distortion and all; results know pinholes only, and what that costs is printed (a few hundredths
 * of a pixel). `--build` measures the built library of another checkout, two of them are compared frame by frame.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { boxOfJoints, type Box } from '../src/camera/index.ts';
import type { Photo } from '../src/entry/multiroi.ts';
import { Rng } from '../src/base/index.ts';
import {
  pinholeErrorPx,
  readFrames,
  scoreFrame,
  type Frame,
  type FrameItem,
} from './real/frames3d.ts';
import type { Library } from './real/library.ts';
import { boxOfPerson, matching, squareBox } from './real/limbs.ts';
import { printByJoint, printDrift, printExpected } from './real/report3d.ts';
import { runBench, spread, tellProgress, type Choice } from './real/run.ts';
import type { Scores } from './real/scores.ts';
import { printTable, strataOf } from './real/summary.ts';

/** Most that `--shift` moves a box, of its side. */
const SHIFT = 0.1;

type Hmr = Awaited<ReturnType<Library['MultiRoi']['load']>>;

function shifted({ x0, y0, x1, y1 }: Box, image: string): Box {
  const rng = new Rng('shifted boxes').fork(image);
  const side = x1 - x0;
  const [dx, dy] = [0, 1].map(() => side * rng.uniform(-SHIFT, SHIFT));
  return { x0: x0 + dx, y0: y0 + dy, x1: x1 + dx, y1: y1 + dy };
}

async function scoreOne(
  hmr: Hmr,
  photo: Photo,
  frame: Frame,
  { finder, shift, mirror, refine }: Choice,
): Promise<FrameItem> {
  const { image, source, group, intrinsics, pixels } = frame;
  const square = squareBox(pixels);
  const given = shift ? shifted(square, image) : square;
  const start = performance.now();
  const { people } = await hmr.reconstruct(photo, {
    intrinsics,
    mirror,
    refine,
    ...(!finder && { boxes: [{ box: given, score: 1 }] }),
  });
  const ms = performance.now() - start;
  const person = finder ? matching(people, boxOfJoints({ points: pixels })) : people[0];
  return {
    id: image,
    stratum: source,
    cluster: group,
    found: person !== undefined,
    people: people.length,
    ms,
    scores: {},
    ...(person !== undefined && scoreFrame(frame, person, finder ? boxOfPerson(person) : given)),
  };
}

async function measure(
  { name, MultiRoi, images }: Library,
  choice: Choice,
  folder: string,
): Promise<Scores<FrameItem>> {
  const frames = spread(await readFrames(folder), choice.limit);
  console.log(
    `${frames.length} frames; pinholes miss the true pixels by ${pinholeErrorPx(frames).toFixed(3)} px at most`,
  );
  const hmr = await MultiRoi.load(choice.load);
  const items: FrameItem[] = [];
  try {
    for (const frame of frames) {
      const photo = await images.decode(await readFile(join(folder, frame.image)), frame.image);
      items.push(await scoreOne(hmr, photo, frame, choice));
      tellProgress(items.length, frames.length);
    }
  } finally {
    await hmr.dispose();
  }
  const weights = hmr.model.weights.slice(0, 8);
  return {
    bench: 'real3d',
    label: `real3d: ${name}, ${choice.label}, weights ${weights}, ${hmr.model.rois} regions`,
    items,
  };
}

function printFound(items: readonly FrameItem[]): void {
  const rows = strataOf(items).map(([source, own]) => {
    const found = own.filter((item) => item.found).length;
    const others = own.reduce((sum, item) => sum + item.people - (item.found ? 1 : 0), 0);
    const ms = own.map((item) => item.ms).toSorted((a, b) => a - b)[own.length >> 1];
    const share = `${found} of ${own.length} (${(found / own.length).toFixed(3)})`;
    return [source, share, String(others), ms.toFixed(0)];
  });
  console.log('');
  printTable(['', 'found', 'others in the results', 'ms, median'], rows);
}

await runBench<FrameItem>({
  name: 'real3d',
  folder: 'realdev',
  without: ['threshold'],
  summary: {
    weighting: 'clusters',
    quoted: 'pa',
    metrics: [
      { key: 'pa', label: 'PA-MPJPE mm', digits: 1 },
      { key: 'mpjpe', label: 'MPJPE mm', digits: 1 },
      { key: 'pck05', label: 'PCK@.05', digits: 3 },
      { key: 'pck10', label: 'PCK@.1', digits: 3 },
    ],
  },
  measure,
  details: ({ items }) => {
    printFound(items);
    printByJoint(items);
    printDrift(items);
    printExpected(items);
  },
});
