/** @file What hostile requests and good ones carry. */

import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import type { Bodies } from './send.ts';

/** The marker of a baseline JPEG's frame; height and width stand 5 and 7 bytes behind it. */
const FRAME = Buffer.from([0xff, 0xc0]);
const LARGE_PX = 10_000;

/** A JPEG that says it is ten thousand pixels squared; nothing looks further than its head. */
function large(jpeg: Buffer): Buffer {
  const copy = Buffer.from(jpeg);
  const at = copy.indexOf(FRAME);
  copy.writeUInt16BE(LARGE_PX, at + 5);
  copy.writeUInt16BE(LARGE_PX, at + 7);
  return copy;
}

export async function makeBodies(): Promise<Bodies> {
  const astronaut = fileURLToPath(new URL('../../fixtures/astronaut.png', import.meta.url));
  const picture = await sharp(astronaut).resize(128).jpeg().toBuffer();
  return { picture, bomb: large(picture), packed: gzipSync(new Uint8Array(50e6)) };
}
