/**
 * @file How time and memory grow: with people on a photograph, photographs of a run, regions a person, and people a run of the heads.
 *
 *   npx tsx bench/growth.ts [--most 100] [--photographs 1000] [--write]
 *
 * Photographs are made: people of test/fixtures/astronaut.png side by side, whose boxes are given, so that what grows is the
 * work on people and nothing is looked for. Processor time of all threads; memory is the most that the process has held until then, so that rows of a table
 * are only to be compared with those above them. `--write` puts the tables into docs/results/speed.md.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MultiRoi, nodePlatform } from '../src/entry/node.ts';
import type { Photo } from '../src/platform/index.ts';

const PAGE = fileURLToPath(new URL('../docs/results/speed.md', import.meta.url));
const FIXTURE = fileURLToPath(new URL('../test/fixtures/astronaut.png', import.meta.url));
/** Whole of the person, px of the fixture. */
const BOX = { x0: 60, y0: 10, x1: 400, y1: 510 } as const;
const PEOPLE = [1, 2, 5, 10, 20, 50, 100];
const RUNS = [1, 10, 100, 1000, 10_000];
const REGIONS = [1, 2, 3, 4, 5];
/** The heads take four people a run, and one: sizes around a multiple. */
const BATCHES = [1, 2, 3, 4, 5, 8];

const { values } = parseArgs({
  options: {
    most: { type: 'string', default: '100' },
    photographs: { type: 'string', default: '1000' },
    write: { type: 'boolean', default: false },
  },
});

interface Cost {
  readonly ms: number;
  readonly processorMs: number;
  readonly peakMb: number;
}

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const [began, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return {
    ms: performance.now() - began,
    processorMs: (user + system) / 1000,
    // kilobytes, whatever the system counts in
    peakMb: process.resourceUsage().maxRSS / 1000,
  };
}

function tableOf(what: string, rows: readonly (readonly [count: number, cost: Cost])[]): string {
  const lines = rows.map(([count, { ms, processorMs, peakMb }]) => {
    const each = (processorMs / count).toFixed(1);
    return `| ${count} | ${ms.toFixed(0)} | ${processorMs.toFixed(0)} | ${each} | ${peakMb.toFixed(0)} |`;
  });
  return [
    `| ${what} | ms | processor ms | processor ms each | most memory, MB |`,
    '| ---: | ---: | ---: | ---: | ---: |',
    ...lines,
  ].join('\n');
}

const fixture = await nodePlatform.images.decode(await readFile(FIXTURE), 'astronaut.png');

/** People in rows of ten. */
function rowsOf(people: number): { photo: Photo; boxes: { box: typeof BOX; score: number }[] } {
  const columns = Math.min(10, people);
  const rows = Math.ceil(people / columns);
  const { width, height } = fixture;
  const data = new Uint8Array(3 * width * columns * height * rows);
  const boxes = Array.from({ length: people }, (_, i) => {
    const [left, top] = [(i % columns) * width, Math.floor(i / columns) * height];
    for (let y = 0; y < height; y++) {
      const line = fixture.data.subarray(3 * y * width, 3 * (y + 1) * width);
      data.set(line, 3 * ((top + y) * width * columns + left));
    }
    const box = { x0: BOX.x0 + left, y0: BOX.y0 + top, x1: BOX.x1 + left, y1: BOX.y1 + top };
    return { box: box as typeof BOX, score: 1 };
  });
  const photo = { width: width * columns, height: height * rows, data, exifFocalPx: null };
  return { photo, boxes };
}

async function costsOf(
  counts: readonly number[],
  load: { readonly rois?: number },
  work: (hmr: MultiRoi, count: number) => Promise<unknown>,
): Promise<[number, Cost][]> {
  const hmr = await MultiRoi.load(load);
  await work(hmr, 1);
  const out: [number, Cost][] = [];
  for (const count of counts) out.push([count, await costOf(() => work(hmr, count))]);
  await hmr.dispose();
  return out;
}

const onOne = async (hmr: MultiRoi, people: number): Promise<unknown> => {
  const { photo, boxes } = rowsOf(people);
  return hmr.reconstruct(photo, { boxes });
};
const onMany = async (hmr: MultiRoi, photographs: number): Promise<void> => {
  const { photo, boxes } = rowsOf(1);
  for (let i = 0; i < photographs; i++) await hmr.reconstruct(photo, { boxes });
};

const upTo = (counts: readonly number[], most: string): number[] =>
  counts.filter((count) => count <= Number(most));
const regions: [number, Cost][] = [];
for (const rois of REGIONS) {
  const [row] = await costsOf([1], { rois }, onOne);
  if (row !== undefined) regions.push([rois, row[1]]);
}
const tables = [
  tableOf('regions of a person', regions),
  tableOf('people of a run of the heads', await costsOf(BATCHES, {}, onOne)),
  tableOf('people of a photograph', await costsOf(upTo(PEOPLE, values.most), {}, onOne)),
  tableOf(
    'photographs of a run',
    await costsOf(upTo(RUNS, values.photographs), { rois: 1 }, onMany),
  ),
].join('\n\n');
console.log(tables);
if (values.write) {
  const page = await readFile(PAGE, 'utf8');
  const begin = '<!-- bench/growth.ts -->';
  const at = page.indexOf(begin);
  const until = page.indexOf('<!-- end of bench/growth.ts -->');
  if (at < 0 || until < at) throw new Error('expected the marks of the tables below "Growth"');
  await writeFile(PAGE, `${page.slice(0, at)}${begin}\n${tables}\n${page.slice(until)}`);
}
