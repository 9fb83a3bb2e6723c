/**
 * @file Who is found on labelled photographs (../shared/photobench):
 *
 *   npx tsx bench/people.ts [--threshold score] [--limit n] [--threads n] [--build checkout …] [--out scores.json …]
 *   npx tsx bench/people.ts --compare a.json b.json
 *
 * It asks `MultiRoi.find`, so whatever finder the library has is measured; `--threshold` leaves out boxes of a lower score.
 * Boxes are matched to people one to one at IoU .5, best first. A ghost is a box of nobody's with less than half of
 * its area where nobody counts. Recall is over people, of those whom a viewer would call a subject (main) and of all;
 * single subjects are those of photographs with one labelled person. 95 % intervals are over photographs. Milliseconds
 * are of one call each, after a first one that is not counted.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { meanOf } from '../src/evaluation/index.ts';
import type { Library } from './real/library.ts';
import { scorePhoto, type LabelledPhoto } from './real/photobench.ts';
import { runBench, spread, tellProgress, type Choice } from './real/run.ts';
import type { Item, Scores } from './real/scores.ts';
import { printTable } from './real/summary.ts';

/** A labelled person (`person`), or a photograph (`ghosts`, `ms`). */
interface FoundItem extends Item {
  /** Ghosts of a photograph: box and score. */
  readonly ghosts?: readonly (readonly number[])[];
}

function itemsOf(
  photo: LabelledPhoto,
  detections: Awaited<ReturnType<Awaited<ReturnType<Library['MultiRoi']['load']>>['find']>>,
  ms: number,
): FoundItem[] {
  const { file, people } = photo;
  const { found, ghosts } = scorePhoto(detections, photo);
  const shared = { stratum: 'photographs', cluster: file };
  return [
    ...people.map(({ main }, i) => {
      const hit = found[i] ? 1 : 0;
      const scores = {
        main: main ? hit : null,
        all: hit,
        single: people.length === 1 ? hit : null,
      };
      return { id: `${file} person ${i}`, ...shared, scores };
    }),
    {
      id: file,
      ...shared,
      scores: { ghosts: ghosts.length, boxes: detections.length, ms },
      ghosts: ghosts.map(({ box: { x0, y0, x1, y1 }, score }) => [x0, y0, x1, y1, score]),
    },
  ];
}

async function measure(
  { name, MultiRoi, images }: Library,
  { load, limit, threshold, label }: Choice,
  folder: string,
): Promise<Scores<FoundItem>> {
  const { photos } = JSON.parse(await readFile(join(folder, 'boxes.json'), 'utf8')) as {
    photos: LabelledPhoto[];
  };
  const chosen = spread(photos, limit);
  const hmr = await MultiRoi.load(load);
  const items: FoundItem[] = [];
  try {
    for (const [i, labelled] of chosen.entries()) {
      const bytes = await readFile(join(folder, 'photos', labelled.file));
      const photo = await images.decode(bytes, labelled.file);
      // sessions are compiled when they are first needed
      if (i === 0) await hmr.find(photo);
      const start = performance.now();
      const found = await hmr.find(photo);
      const ms = performance.now() - start;
      const kept = found.filter(({ score }) => score >= threshold);
      items.push(...itemsOf(labelled, kept, ms));
      tellProgress(i + 1, chosen.length);
    }
  } finally {
    await hmr.dispose();
  }
  return { bench: 'people', label: `people: ${name}, ${label}`, items };
}

function printDetails({ items }: Scores<FoundItem>): void {
  const valuesOf = (key: string): number[] =>
    items.flatMap(({ scores }) => {
      const value = scores[key] ?? null;
      return value === null ? [] : [value];
    });
  const sum = (key: string): number => valuesOf(key).reduce((all, x) => all + x, 0);
  const counted = ['main', 'all', 'single'].map((key) => [
    key,
    `${sum(key)} of ${valuesOf(key).length}`,
  ]);
  const times = valuesOf('ms').toSorted((a, b) => a - b);
  console.log('');
  printTable(['', 'found'], [...counted, ['ghosts', `${sum('ghosts')} of ${sum('boxes')} boxes`]]);
  console.log(
    `ms a photograph: median ${times[times.length >> 1].toFixed(0)}, mean ${meanOf(times).toFixed(0)}, most ${Math.max(...times).toFixed(0)}`,
  );
  const missed = items.filter(({ scores }) => scores.single === 0).map(({ cluster }) => cluster);
  if (missed.length > 0) console.log(`single subjects missed: ${missed.join(', ')}`);
}

await runBench<FoundItem>({
  name: 'people',
  folder: 'photobench',
  without: ['quality', 'weights', 'rois', 'mirror', 'refine', 'no-refine', 'finder', 'shift'],
  summary: {
    weighting: 'items',
    metrics: [
      { key: 'main', label: 'recall, main', digits: 3 },
      { key: 'all', label: 'recall, all', digits: 3 },
      { key: 'single', label: 'single subjects', digits: 3 },
      { key: 'ghosts', label: 'ghosts a photograph', digits: 2 },
      { key: 'ms', label: 'ms a photograph', digits: 0 },
    ],
  },
  measure,
  details: printDetails,
});
