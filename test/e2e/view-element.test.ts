/** @file `<multiroi-view>` in a real browser: its attributes, keys, events and drawings. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodePlatform } from '../../src/node/index.ts';
import { resultText } from '../../src/result/index.ts';
import { bundle } from '../support/bundle.ts';
import { findChromium } from '../support/chromium.ts';
import { sampleResult } from '../support/result.ts';
import { serveFolders } from '../support/serve-folders.ts';
import { openTab, type Tab } from '../support/tab.ts';

const MARKUP = `<!doctype html><link rel="icon" href="data:,">
<style>body { margin: 0 } multiroi-view { height: 300px; width: 400px }</style>
<multiroi-view src="/people.json" body="/body/open.safetensors" theme="light"></multiroi-view>
<script src="/element.js"></script>
<script>
  globalThis.told = [];
  const view = document.querySelector('multiroi-view');
  for (const name of ['load', 'error', 'pick'])
    view.addEventListener(name, (event) => told.push([name, event.message ?? event.detail ?? null]));
  element.defineView();
</script>`;

describe.skipIf(findChromium() === undefined)('<multiroi-view>', () => {
  let tab: Tab;
  let page: Page;
  let folder: string;
  let server: Awaited<ReturnType<typeof serveFolders>>;
  const told = (): Promise<unknown> => page.evaluate('told');
  const attribute = (name: string, value: string): Promise<void> =>
    page
      .locator('multiroi-view')
      .evaluate((view, given) => view.setAttribute(...(given as [string, string])), [name, value]);
  /** Pixels of the scene that differ from its first one. */
  const inked = async (): Promise<number> => {
    const base64 = (await page.evaluate(`(async () => {
      const blob = await document.querySelector('multiroi-view').snapshotPng();
      const bytes = new Uint8Array(await blob.arrayBuffer());
      return btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(''));
    })()`)) as string;
    const { data } = await nodePlatform.images.decode(Buffer.from(base64, 'base64'), 'view');
    let count = 0;
    for (let i = 3; i < data.length; i += 3) if (Math.abs(data[i] - data[0]) > 12) count++;
    return count;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multiroi-element-'));
    await writeFile(join(folder, 'index.html'), MARKUP);
    await writeFile(join(folder, 'people.json'), resultText(sampleResult()));
    const script = await bundle('test/e2e/pages/view-element.ts', 'element');
    await writeFile(join(folder, 'element.js'), script);
    server = await serveFolders({ '/': folder, '/body/': resolve('assets/body') });
    tab = await openTab();
    ({ page } = tab);
    await page.goto(server.url);
    await page.waitForFunction('told.length > 0');
  });
  afterAll(async () => {
    await tab?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('what its attributes name is shown, and said to those who listen', async () => {
    expect(await told()).toEqual([['load', null]]);
    expect(await inked()).toBeGreaterThan(2000);
    const canvas = page.getByRole('img', { name: /^1 person in 3D/ });
    expect(await canvas.boundingBox()).toMatchObject({ width: 400, height: 300 });
  });

  test('keys turn and zoom', async () => {
    // the person alone is counted
    await page.evaluate(
      `document.querySelector('multiroi-view').setState({ ground: false, frustum: false })`,
    );
    const before = await inked();
    await page.getByRole('img').focus();
    for (let i = 0; i < 6; i++) await page.keyboard.press('-');
    // it swings for a while
    await expect.poll(inked, { timeout: 15_000 }).toBeLessThan(0.8 * before);
    await page.keyboard.press('Home');
    await expect.poll(inked, { timeout: 15_000 }).toBeGreaterThan(0.9 * before);
  });

  test('a click on a person picks them', async () => {
    await attribute('view', 'camera');
    await page.waitForTimeout(1000);
    await page.mouse.click(200, 150);
    expect(await told()).toContainEqual(['pick', 0]);
  });

  test('the plan and what is drawn over the photograph lie on a canvas of their own', async () => {
    const drawn = page.locator('canvas.drawn');
    expect(await drawn.isVisible()).toBe(true);
    await attribute('view', 'above');
    const colours = await drawn.evaluate((canvas: { getContext(kind: '2d'): never } & object) => {
      const { width, height } = canvas as unknown as { width: number; height: number };
      const context = canvas.getContext('2d') as {
        getImageData(...box: number[]): { data: Uint8ClampedArray };
      };
      return new Set(new Uint32Array(context.getImageData(0, 0, width, height).data.buffer)).size;
    });
    expect(colours).toBeGreaterThan(10);
    await attribute('view', 'scene');
    expect(await drawn.isVisible()).toBe(false);
  });

  test('it comes out of a document and back in', async () => {
    const before = await inked();
    await page.evaluate(`(() => {
      const view = document.querySelector('multiroi-view');
      view.remove();
      document.body.prepend(view);
    })()`);
    expect(await inked()).toBeGreaterThan(0.5 * before);
  });

  test('a file that is not there is told', async () => {
    await attribute('src', '/nobody.json');
    await expect
      .poll(told)
      .toContainEqual(['error', expect.stringContaining('status 404') as string]);
    expect(tab.complaints.filter((line) => !line.includes('404'))).toEqual([]);
  });
});
