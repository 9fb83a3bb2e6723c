/** The page in Debian's Chromium, against Node: `npm run build` first, as `npm test` does. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  MultiRoi,
  nodePlatform,
  PAGE_ROOT,
  servePage,
  type PageServer,
} from '../../src/node/index.ts';
import type { Reconstruction } from '../../src/pipeline/index.ts';
import { findChromium } from '../support/chromium.ts';
import { openTab, type Tab } from '../support/tab.ts';

const built = existsSync(join(PAGE_ROOT, 'index.html'));
/** Camera in metres, pose in radians: the bound of the issue. */
const SAME = 1e-3;

/** The page's result, once it rests. */
async function resultOf({ page }: Tab): Promise<Reconstruction> {
  const handle = await page.waitForFunction(
    () => {
      const { multiroi } = globalThis as unknown as {
        multiroi?: { status: { kind: string; text: string }; result: unknown };
      };
      if (multiroi?.status.kind === 'error') throw new Error(multiroi.status.text);
      return multiroi?.status.kind === 'idle' && multiroi.result;
    },
    undefined,
    { timeout: 180_000 },
  );
  return (await handle.jsonValue()) as Reconstruction;
}

function expectSame(page: Reconstruction, node: Reconstruction): void {
  expect(page.people).toHaveLength(node.people.length);
  const numbers = ({ people }: Reconstruction): number[] =>
    people.flatMap(({ camera, body }) => [
      ...camera.t,
      ...body.globalOrient,
      ...body.bodyPose.flat(),
      ...body.betas,
    ]);
  const [ours, theirs] = [numbers(page), numbers(node)];
  const apart = Math.max(...ours.map((x, i) => Math.abs(x - theirs[i])));
  expect(apart).toBeLessThan(SAME);
}

describe.skipIf(findChromium() === undefined || !built)('the page', () => {
  let server: PageServer;
  let tab: Tab;
  let hmr: MultiRoi;
  beforeAll(async () => {
    server = await servePage({ port: 0, cwd: process.cwd() });
    hmr = await MultiRoi.load();
    tab = await openTab();
    await tab.page.goto(server.url);
  });
  afterAll(async () => {
    await tab?.close();
    await hmr?.dispose();
    await server?.close();
  });

  test.each(['astronaut.png', 'standing.jpg'])('%s: the numbers of Node', async (name) => {
    const file = await readFile(join(PAGE_ROOT, 'samples', name));
    // JPEG decoders differ by a level of grey; the same pixels are the question here
    const photo = await nodePlatform.images.decode(file, name);
    const bytes = Buffer.from(await nodePlatform.images.encodePng(photo));
    await tab.page
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'image/png', buffer: bytes });
    await tab.page.waitForFunction(
      (file) =>
        (globalThis as unknown as { multiroi: { photo?: { name: string } } }).multiroi.photo
          ?.name === file,
      name,
    );
    expectSame(await resultOf(tab), await hmr.reconstruct(bytes));
  });

  test('nothing was asked of anybody else, and nothing went wrong', () => {
    const foreign = tab.requests.filter(
      (url) => !url.startsWith(server.url) && !url.startsWith('blob:') && !url.startsWith('data:'),
    );
    expect(foreign).toEqual([]);
    expect(tab.complaints).toEqual([]);
  });
});
