/**
 * @file How a mesh lies on people in hard poses, on photographs of sports with 2D joints (../shared/real2d):
 *
 *   npx tsx bench/real2d.ts [--quality best] [--mirror] [--refine | --no-refine] [--rois n] [--weights file]
 *     [--finder] [--limit n] [--threads n] [--build checkout …] [--out scores.json …]
 *   npx tsx bench/real2d.ts --compare a.json b.json
 *
 * PCK of the longer side of the box of the labelled joints, over those of 14 that are labelled, hips excepted (labels lie
 * on the outside of the hips): limbs are joints of the skeleton, neck and top of the head points of the body. Each photograph
 * counts once; 95 % intervals are over photographs. People are given as the square box of their joints × 1.25, focal
 * lengths are unknown; with `--finder` nothing is given, and the person is whoever overlaps the joints' box most (IoU ≥ .3).
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jointSet, regressJoints, type BodyModel } from '../src/body/index.ts';
import { boxOfJoints, project } from '../src/camera/index.ts';
import type { Person, Reconstruction } from '../src/entry/multiroi.ts';
import type { Library } from './real/library.ts';
import {
  LIMBS,
  limbsOf,
  longerSide,
  matching,
  pointsOf,
  relativeDistances,
  shareWithin,
  squareBox,
} from './real/limbs.ts';
import { runBench, spread, tellProgress, type Choice } from './real/run.ts';
import type { Item, Scores } from './real/scores.ts';
import { printTable } from './real/summary.ts';

/** Joints of the labels that are points of the body, and no joints of the skeleton. */
const BODY_POINTS = ['neck', 'head_top'] as const;
const PARTS = ['ankle', 'knee', 'wrist', 'elbow', 'shoulder', ...BODY_POINTS];

interface Photograph {
  readonly image: string;
  /** Labelled joints only. */
  readonly joints2d: Readonly<Record<string, readonly [x: number, y: number]>>;
}

interface PhotographItem extends Item {
  readonly found: boolean;
  readonly ms: number;
  /** Distance of each scored joint over the longer side; null for one that is not in front of the camera. */
  readonly distances?: Readonly<Record<string, number | null>>;
}

/** Pixels of every scored joint by name. */
function projectedJoints(
  { poseResult }: Library,
  result: Reconstruction,
  person: Person,
  body: BodyModel,
): Record<string, number[]> {
  const [posed] = poseResult({ ...result, people: [person] }, body);
  const { names } = jointSet('paper49');
  const points = new Float64Array(3 * names.length);
  regressJoints(body, 'paper49', posed.vertices, posed.joints, points);
  const { K, t } = person.camera;
  const pixels = project(
    points,
    { fx: K[0][0], fy: K[1][1], cx: K[0][2], cy: K[1][2], focalSource: 'given' },
    t,
  );
  const limbs = limbsOf(person.joints2d.smpl24);
  return Object.fromEntries([
    ...LIMBS.map((name, i) => [name, limbs.slice(2 * i, 2 * i + 2)]),
    ...BODY_POINTS.map((name) => {
      const at = names.indexOf(name);
      return [name, [pixels[2 * at], pixels[2 * at + 1]]];
    }),
  ]);
}

function scorePhotograph(
  { joints2d }: Photograph,
  predicted: Readonly<Record<string, readonly number[]>>,
): Pick<PhotographItem, 'scores' | 'distances'> {
  const names = Object.keys(joints2d);
  const side = longerSide(boxOfJoints({ points: pointsOf(joints2d, names) }));
  const scored = names.filter((name) => !name.endsWith('hip'));
  const truth = pointsOf(joints2d, scored);
  const distances = relativeDistances(pointsOf(predicted, scored), truth, side);
  return {
    scores: { pck05: shareWithin(distances, 0.05), pck10: shareWithin(distances, 0.1) },
    distances: Object.fromEntries(
      scored.map((name, i) => [name, Number.isFinite(distances[i]) ? distances[i] : null]),
    ),
  };
}

async function measure(
  library: Library,
  choice: Choice,
  folder: string,
): Promise<Scores<PhotographItem>> {
  const { name, MultiRoi, images } = library;
  const text = await readFile(join(folder, 'truth.json'), 'utf8');
  const photographs = spread((JSON.parse(text) as { items: Photograph[] }).items, choice.limit);
  const hmr = await MultiRoi.load(choice.load);
  const items: PhotographItem[] = [];
  try {
    for (const photograph of photographs) {
      const { image, joints2d } = photograph;
      const points = pointsOf(joints2d, Object.keys(joints2d));
      const photo = await images.decode(await readFile(join(folder, image)), image);
      const start = performance.now();
      const result = await hmr.reconstruct(photo, {
        mirror: choice.mirror,
        refine: choice.refine,
        ...(!choice.finder && { boxes: [{ box: squareBox(points), score: 1 }] }),
      });
      const ms = performance.now() - start;
      const person = choice.finder
        ? matching(result.people, boxOfJoints({ points }))
        : result.people[0];
      items.push({
        id: image,
        stratum: 'photographs',
        cluster: image,
        found: person !== undefined,
        ms,
        scores: {},
        ...(person !== undefined &&
          scorePhotograph(photograph, projectedJoints(library, result, person, hmr.body))),
      });
      tellProgress(items.length, photographs.length);
    }
  } finally {
    await hmr.dispose();
  }
  const weights = hmr.model.weights.slice(0, 8);
  return {
    bench: 'real2d',
    label: `real2d: ${name}, ${choice.label}, weights ${weights}, ${hmr.model.rois} regions`,
    items,
  };
}

function printDetails({ items }: Scores<PhotographItem>): void {
  const found = items.filter((item) => item.found).length;
  const ms = items.map((item) => item.ms).toSorted((a, b) => a - b)[items.length >> 1];
  const share = (found / items.length).toFixed(3);
  console.log(`\nfound ${found} of ${items.length} (${share}); ${ms.toFixed(0)} ms, median`);
  const rows = PARTS.map((part) => {
    const own = items.flatMap(({ distances = {} }) =>
      Object.entries(distances).flatMap(([name, x]) =>
        name.endsWith(part) ? [x ?? Infinity] : [],
      ),
    );
    const shares = [0.05, 0.1].map((at) =>
      own.length === 0 ? '–' : shareWithin(own, at).toFixed(3),
    );
    const middle = own.toSorted((a, b) => a - b)[own.length >> 1];
    return [part, String(own.length), ...shares, middle === undefined ? '–' : middle.toFixed(3)];
  });
  printTable(['', 'labels', 'PCK@.05', 'PCK@.1', 'median / side'], rows);
  const bad = items.flatMap(({ scores }) => ((scores.pck10 ?? 1) < 0.5 ? [1] : [])).length;
  console.log(`photographs with less than half of their joints within .1: ${bad}`);
}

await runBench<PhotographItem>({
  name: 'real2d',
  folder: 'real2d',
  without: ['threshold', 'shift'],
  summary: {
    weighting: 'items',
    metrics: [
      { key: 'pck05', label: 'PCK@.05', digits: 3 },
      { key: 'pck10', label: 'PCK@.1', digits: 3 },
    ],
  },
  measure,
  details: printDetails,
});
