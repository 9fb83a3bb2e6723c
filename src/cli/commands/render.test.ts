import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testIo } from '../../../test/support/io.ts';
import { sampleResult } from '../../../test/support/result.ts';
import { nodeImages } from '../../node/index.ts';
import { runMain } from '../run.ts';
import { COMMANDS } from '../commands.ts';

let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multiroi-'));
  await writeFile(join(cwd, 'photo.json'), JSON.stringify(sampleResult()));
  await writeFile(join(cwd, 'photo.png'), await blank(320, 240));
});
afterEach(() => rm(cwd, { recursive: true }));

/** Of one colour but for a corner: a picture of nothing at all would be remarked on. */
function blank(width: number, height: number) {
  return sharp({ create: { width, height, channels: 3, background: '#203040' } })
    .composite([
      {
        input: { create: { width: 1, height: 1, channels: 3, background: '#ffffff' } },
        top: 0,
        left: 0,
      },
    ])
    .png()
    .toBuffer();
}

async function run(...args: string[]) {
  const io = testIo({ cwd });
  const code = await runMain(COMMANDS, '0', ['render', ...args], io);
  return { code, err: io.err() };
}

async function picture(name: string) {
  return nodeImages.decode(await readFile(join(cwd, name)), name);
}

test('the overlay covers the person and nothing else', async () => {
  expect(await run('photo.json', 'photo.png')).toMatchObject({ code: 0 });
  const { width, height, data } = await picture('render.png');
  expect([width, height]).toEqual([320, 240]);
  const at = (x: number, y: number) => [...data.subarray(3 * (y * 320 + x), 3 * (y * 320 + x) + 3)];
  // t = (0, 0.1, 3.5), f = 400: the pelvis is at (160, 131)
  expect(at(160, 131)).not.toEqual([0x20, 0x30, 0x40]);
  expect(at(5, 5)).toEqual([0x20, 0x30, 0x40]);
  expect(at(310, 131)).toEqual([0x20, 0x30, 0x40]);
});

test('side and top are pictures of their own', async () => {
  for (const view of ['side', 'top']) {
    expect(await run('photo.json', 'photo.png', '--view', view, '--out', `${view}.png`)).toEqual({
      code: 0,
      err: `photo.json: ${view}.png\n`,
    });
    expect((await picture(`${view}.png`)).width).toBeGreaterThan(100);
  }
});

test("another image than the result's is refused", async () => {
  await writeFile(join(cwd, 'other.png'), await blank(100, 100));
  expect(await run('photo.json', 'other.png')).toMatchObject({
    code: 1,
    err: expect.stringContaining(
      'expected the image of the result, 320×240, got 100×100',
    ) as string,
  });
});
