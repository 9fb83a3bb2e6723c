/**
 * @file Recall, precision and milliseconds of finding people: `npx tsx bench/detector.ts [out folder]`.
 *
 * Truth: boxes drawn by eye around what is visible of each person (test/fixtures/photo-boxes.json)
 * on the photographs of ../shared/photos. A box is right when it overlaps one that is still free by
 * IoU ≥ .5. Three rows: the network's one look at the whole image at its usual threshold, looks at
 * the people's own scale, and these verified by BlazePose's landmarks. With a folder, the verified
 * boxes are drawn there: green right, red wrong, yellow missed. Milliseconds are the best of several
 * runs, so that a busy machine does not speak for the code.
 */

import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CANDIDATE_THRESHOLD,
  intersectionOverUnion,
  tiledDetector,
  readBoxes,
  ssdDetector,
  verifyWithKeypoints,
  wholeDetector,
  type Detection,
} from '../src/detect/index.ts';
import type { Box } from '../src/camera/index.ts';
import { nodeFiles, nodeImages, nodeRuntime } from '../src/node/index.ts';
import type { PixelImage } from '../src/platform/index.ts';

const PHOTOS = fileURLToPath(new URL('../../shared/photos/', import.meta.url));
const TRUTH = fileURLToPath(new URL('../test/fixtures/photo-boxes.json', import.meta.url));
/** What the network alone is usually cut at. */
const USUAL_THRESHOLD = 0.3;
const RUNS = 5;

interface Count {
  right: number;
  found: number;
  people: number;
}

/** Which found boxes are right, and which true ones are missed; the best found chooses first. */
function match(
  found: readonly Detection[],
  truth: readonly Detection[],
): { right: Set<Detection>; missed: Detection[] } {
  const free = new Set(truth);
  const right = new Set<Detection>();
  for (const detection of found.toSorted((a, b) => b.score - a.score)) {
    const [best] = [...free]
      .map((person) => ({ person, iou: intersectionOverUnion(person.box, detection.box) }))
      .toSorted((a, b) => b.iou - a.iou);
    if (best === undefined || best.iou < 0.5) continue;
    free.delete(best.person);
    right.add(detection);
  }
  return { right, missed: [...free] };
}

async function best<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  let value = await work();
  let ms = Infinity;
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    value = await work();
    ms = Math.min(ms, performance.now() - start);
  }
  return { value, ms };
}

/** Draws a frame of two pixels. */
function frame(image: PixelImage, { x0, y0, x1, y1 }: Box, color: readonly number[]): void {
  for (let y = Math.round(y0); y <= y1; y++) {
    for (let x = Math.round(x0); x <= x1; x++) {
      const rim = Math.min(x - x0, x1 - x, y - y0, y1 - y) < 2;
      if (!rim || x < 0 || y < 0 || x >= image.width || y >= image.height) continue;
      image.data.set(color, 3 * (y * image.width + x));
    }
  }
}

async function main(out: string | undefined): Promise<void> {
  const truth = readBoxes(await readFile(TRUTH, 'utf8'), TRUTH);
  const session = await nodeRuntime.createSession(await nodeFiles.asset('ssd-person.onnx'));
  const ssd = ssdDetector(session);
  const alone = wholeDetector(ssdDetector(session, { threshold: USUAL_THRESHOLD }));
  const looks = tiledDetector(ssd);
  const candidates = tiledDetector(ssd, { threshold: CANDIDATE_THRESHOLD });
  const rows: Record<string, (image: PixelImage) => Promise<readonly Detection[]>> = {
    'SSD alone': (image) => alone.detect(image),
    looks: (image) => looks.detect(image),
  };
  for (const size of ['lite', 'full']) {
    const pose = await nodeRuntime.createSession(await nodeFiles.asset(`blazepose-${size}.onnx`));
    rows[`looks, verified (${size})`] = async (image) =>
      verifyWithKeypoints(pose, image, await candidates.detect(image));
  }
  const totals = new Map(
    Object.keys(rows).map((row): [string, Count] => [row, { right: 0, found: 0, people: 0 }]),
  );
  for (const [name, people] of truth) {
    const image = await nodeImages.decode(await readFile(join(PHOTOS, name)), name);
    console.log(`${name} (${image.width}×${image.height}, ${people.length} people)`);
    for (const [row, find] of Object.entries(rows)) {
      const { value: found, ms } = await best(() => find(image));
      const { right, missed } = match(found, people);
      const total = totals.get(row);
      if (total !== undefined) {
        total.right += right.size;
        total.found += found.length;
        total.people += people.length;
      }
      const wrong = found.length - right.size;
      console.log(
        `  ${row.padEnd(24)} right ${right.size}  wrong ${wrong}  missed ${missed.length}  ${ms.toFixed(0).padStart(5)} ms`,
      );
      if (out !== undefined && row === 'looks, verified (full)') {
        const picture = { ...image, data: image.data.slice() };
        for (const { box } of missed) frame(picture, box, [255, 220, 0]);
        for (const detection of found) {
          frame(picture, detection.box, right.has(detection) ? [0, 255, 0] : [255, 0, 0]);
        }
        await mkdir(out, { recursive: true });
        await writeFile(join(out, `${name}.png`), await nodeImages.encodePng(picture));
      }
    }
  }
  for (const [row, { right, found, people }] of totals) {
    const recall = (right / people).toFixed(2);
    const precision = (right / found).toFixed(2);
    console.log(`${row.padEnd(26)} recall ${recall}  precision ${precision}`);
  }
}

if (existsSync(PHOTOS)) await main(process.argv[2]);
else console.log('skipped: ../shared/photos is not here');
