/**
 * @file How long a crowd takes: people of labelled photographs (../shared/photobench) cut out with some of their surroundings and
 * set side by side in rows, as many and as small as in a picture of a group, and each number of them looked at.
 *
 *   npx tsx bench/crowd.ts [people …] [--threads n]
 *
 * Seconds of `find` (who is there) and of `reconstruct` (with bodies), wall clock and processor, after a first picture that is not
 * counted; how many of the people were found (a box with at least half of its overlap with theirs). A montage has hard seams and no
 * one behind another: it tells of time, and no more of recall than that most of the work was done.
 */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Box } from '../src/camera/index.ts';
import { warpCrop } from '../src/imaging/index.ts';
import { MultiRoi, nodePlatform } from '../src/entry/node.ts';
import type { Photo } from '../src/platform/index.ts';
import { scorePhoto, type LabelledPhoto } from './real/photobench.ts';

const folder = fileURLToPath(new URL('../../shared/photobench', import.meta.url));
/** Of a cell of the montage, px: somebody is as tall as in a photograph of some hundred people. */
const CELL = { width: 100, height: 200 } as const;
/** Share of a cell's height that a person fills. */
const FILLED = 0.8;
/** People are taken who stand apart, and are at least as tall as they will be, px. */
const LEAST_PX = FILLED * CELL.height;

interface Cutout {
  readonly photo: Photo;
  readonly box: Box;
}

/** Labelled people of the photographs in order, until there are enough; then the same again. */
async function cutouts(count: number): Promise<Cutout[]> {
  const { photos } = JSON.parse(await readFile(join(folder, 'boxes.json'), 'utf8')) as {
    photos: LabelledPhoto[];
  };
  const all: Cutout[] = [];
  for (const { file, people } of photos) {
    if (all.length >= count) break;
    const photo = await nodePlatform.images.decode(
      await readFile(join(folder, 'photos', file)),
      file,
    );
    for (const { box } of people) {
      const [x0, y0, x1, y1] = box;
      const isTall = y1 - y0 >= LEAST_PX && x1 - x0 <= ((y1 - y0) * CELL.width) / CELL.height;
      if (isTall) all.push({ photo, box: { x0, y0, x1, y1 } });
    }
  }
  return Array.from({ length: count }, (_, i) => all[i % all.length]);
}

/** A picture of rows of people, and where they are. */
function montage(people: readonly Cutout[]): { photo: Photo; truth: LabelledPhoto } {
  const columns = Math.ceil(Math.sqrt((people.length * CELL.height) / CELL.width));
  const rows = Math.ceil(people.length / columns);
  const [width, height] = [columns * CELL.width, rows * CELL.height];
  const data = new Uint8Array(3 * width * height).fill(128);
  const boxes = people.map(({ photo, box }, i) => {
    const scale = (FILLED * CELL.height) / (box.y1 - box.y0);
    const [left, top] = [(i % columns) * CELL.width, Math.floor(i / columns) * CELL.height];
    const [x, y] = [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2];
    const [dx, dy] = [(CELL.width - 1) / 2 - scale * x, (CELL.height - 1) / 2 - scale * y];
    const cell = warpCrop(photo, [scale, 0, dx, 0, scale, dy], CELL.width, CELL.height);
    for (let row = 0; row < CELL.height; row++) {
      const line = cell.data.subarray(3 * row * CELL.width, 3 * (row + 1) * CELL.width);
      data.set(line, 3 * ((top + row) * width + left));
    }
    const at = (u: number, v: number): [number, number] => [
      left + scale * u + dx,
      top + scale * v + dy,
    ];
    return {
      box: [...at(box.x0, box.y0), ...at(box.x1, box.y1)] as [number, number, number, number],
      main: true,
    };
  });
  return {
    photo: { width, height, data, exifFocalPx: null },
    truth: { file: `${people.length} people`, people: boxes, ignore: [] },
  };
}

interface Timed<T> {
  readonly value: T;
  readonly seconds: string;
}

async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const [began, before] = [performance.now(), process.cpuUsage()];
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  const wall = (performance.now() - began) / 1000;
  return { value, seconds: `${wall.toFixed(2)} | ${((user + system) / 1e6).toFixed(2)}` };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { threads: { type: 'string' } },
});
if (existsSync(folder)) {
  const counts = positionals.length > 0 ? positionals.map(Number) : [10, 30, 100];
  const hmr = await MultiRoi.load(
    values.threads === undefined ? {} : { threads: Number(values.threads) },
  );
  await hmr.reconstruct(montage(await cutouts(1)).photo);
  console.log('| people | picture | found | find s | processor s | reconstruct s | processor s |');
  console.log('| ---: | --- | ---: | ---: | ---: | ---: | ---: |');
  for (const count of counts) {
    const { photo, truth } = montage(await cutouts(count));
    const { value: found, seconds: finding } = await timed(() => hmr.find(photo));
    const hits = scorePhoto(found, truth).found.filter(Boolean).length;
    const { seconds: rest } = await timed(() => hmr.reconstruct(photo, { found }));
    console.log(`| ${count} | ${photo.width}×${photo.height} | ${hits} | ${finding} | ${rest} |`);
  }
  await hmr.dispose();
} else {
  console.log(`skipped: no photographs at ${folder}`);
}
