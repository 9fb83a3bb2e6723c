/**
 * @file Pictures of pictures: each photograph, its overlay and its side view in one row. The README's gallery is made by
 *
 *   npx tsx src/cli/main.ts synth --benchmark synthetic-v1 --out v1
 *   npx tsx tools/gallery.ts --out docs/images/gallery.jpg --columns 3 --height 190 test/fixtures/astronaut.png \
 *     v1/images/{upright/0119,upright/0054,seated/0054,seated/0119,floor/0054,floor/0119,tilted/0009,occluded/0054}.png
 *
 *   npx tsx tools/gallery.ts --out docs/images/first.jpg --columns 1 --height 360 test/fixtures/astronaut.png
 *
 * from nothing but a public-domain portrait and synthetic people: photographs without a free licence stay out.
 */

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import sharp, { type OverlayOptions } from 'sharp';
import { readBody } from '../src/body/index.ts';
import { MultiRoi, nodeFiles, nodeImages, writeWhole } from '../src/node/index.ts';
import { drawOverlay, drawSide } from '../src/result/index.ts';
import type { PixelImage } from '../src/platform/index.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string' },
    weights: { type: 'string' },
    /** Photographs in one row, each with its two views. */
    columns: { type: 'string', default: '2' },
    /** Height of a view, px. */
    height: { type: 'string', default: '240' },
  },
});
if (values.out === undefined || positionals.length === 0) {
  throw new Error('gallery: expected --out file.jpg and photographs, got none');
}
const height = Number(values.height);
const columns = Number(values.columns);
const GAP = 4;

/** A view as one cell, `width` px wide, cropped about its middle where it is wider. */
function cell({ width: w, height: h, data }: PixelImage, width: number): Promise<Buffer> {
  return sharp(data, { raw: { width: w, height: h, channels: 3 } })
    .resize({ width, height, fit: 'contain', background: '#f4f4f2' })
    .png()
    .toBuffer();
}

const body = await readBody(nodeFiles, 'open');
const hmr = await MultiRoi.load(values.weights === undefined ? {} : { weights: values.weights });
const cells: OverlayOptions[] = [];
for (const [i, path] of positionals.entries()) {
  const bytes = await readFile(path);
  const result = await hmr.reconstruct(bytes);
  const image = await nodeImages.decode(bytes, path);
  const views = [image, drawOverlay(result, body, image), drawSide(result, body)];
  for (const [k, view] of views.entries()) {
    cells.push({
      input: await cell(view, height),
      left: ((i % columns) * views.length + k) * (height + GAP) + (i % columns) * GAP,
      top: Math.floor(i / columns) * (height + GAP),
    });
  }
}
await hmr.dispose();
const sheet = sharp({
  create: {
    width: 3 * columns * (height + GAP) + (columns - 1) * GAP - GAP,
    height: Math.ceil(positionals.length / columns) * (height + GAP) - GAP,
    channels: 3,
    background: 'white',
  },
});
await writeWhole(values.out, await sheet.composite(cells).jpeg({ quality: 84 }).toBuffer());
