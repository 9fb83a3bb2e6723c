/** @file A result that is one HTML file, opened from the disk by a browser without a network. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadBody } from '../../src/body/index.ts';
import { nodePlatform } from '../../src/node/index.ts';
import { drawOverlay, exportHtml } from '../../src/result/index.ts';
import { findChromium, launchChromium, type Chromium } from '../support/chromium.ts';
import { samplePerson, sampleResult } from '../support/result.ts';

describe.skipIf(findChromium() === undefined)('a result as one file', () => {
  let browser: Chromium;
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multiroi-html-'));
    // the picture's own shape, so that nothing is left over at its sides
    browser = await launchChromium({
      viewport: { width: 640, height: 480 },
      reducedMotion: 'reduce',
    });
    await browser.context.setOffline(true);
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('opens offline, asks for nothing, and shows the overlay through its camera', async () => {
    const body = loadBody(await readFile('assets/body/open.safetensors'));
    const result = sampleResult([samplePerson({ id: 3 })]);
    // green: no part of a dressed mannequin is
    const GREEN = [20, 200, 40];
    const data = Uint8Array.from({ length: 320 * 240 * 3 }, (_, i) => GREEN[i % 3]);
    const photo = { width: 320, height: 240, data };
    const path = join(folder, 'result.html');
    await writeFile(path, await exportHtml(result, body, photo, nodePlatform));

    const page = await browser.context.newPage();
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(pathToFileURL(path).href);
    await page.getByRole('button', { name: 'Camera' }).click();
    const row = page.getByRole('button', { name: 'Person 3' });
    await row.waitFor();
    await page.getByText('photo.jpg').click();
    const seen = await nodePlatform.images.decode(await page.screenshot(), 'screenshot');
    expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(path).href]);
    expect(complaints).toEqual([]);

    // people are where the overlay has them: most of what differs from the photograph does in both
    const overlay = drawOverlay(result, body, photo);
    const differs = (shown: Uint8Array, i: number): boolean =>
      GREEN.some((level, k) => Math.abs(Number(shown[i + k]) - level) > 24);
    let [both, either] = [0, 0];
    for (let y = 80; y < 240; y++) {
      for (let x = 0; x < 320; x++) {
        const a = differs(overlay.data, 3 * (y * 320 + x));
        const b = differs(seen.data, 3 * (2 * y * 640 + 2 * x));
        both += a && b ? 1 : 0;
        either += a || b ? 1 : 0;
      }
    }
    expect(either).toBeGreaterThan(2000);
    expect(both / either).toBeGreaterThan(0.92);
  });
});
