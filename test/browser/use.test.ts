/**
 * The page under the hands of its readers, in Debian's Chromium: what assistive technology is told, files of every kind. Stored results are enough for it, so no network runs. `npm run build` first, as `npm test` does.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBody } from '../../src/body/index.ts';
import { nodeFiles } from '../../src/node/index.ts';
import { motionText, parseMotion, resultText } from '../../src/result/index.ts';
import { PAGE_ROOT, servePage, type PageServer } from '../../src/server/page/index.ts';
import { violationsOf } from '../support/axe.ts';
import { findChromium } from '../support/chromium.ts';
import { sampleMotion } from '../support/motion.ts';
import { samplePerson, sampleResult } from '../support/result.ts';
import { openTab, type Tab } from '../support/tab.ts';

const built = existsSync(join(PAGE_ROOT, 'index.html'));
const SCHEMES = ['light', 'dark'] as const;

describe.skipIf(findChromium() === undefined || !built)('the page in use', () => {
  let server: PageServer;
  let tab: Tab;
  let photo: Buffer;
  let motion: string;
  const give = (...files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> =>
    tab.page.locator('input[type=file]').setInputFiles(files);
  const json = (name: string, text: string): Parameters<typeof give>[0] => ({
    name,
    mimeType: 'application/json',
    buffer: Buffer.from(text),
  });
  const state = <T>(select: string): Promise<T> =>
    tab.page.evaluate(
      `(({ ${select} }) => ${select})(globalThis.multiroi.store.state)`,
    ) as Promise<T>;
  const ready = (): Promise<void> => tab.page.locator('#status', { hasText: 'Ready' }).waitFor();
  const violations = (): Promise<string[]> => violationsOf(tab.page);
  const result = (name: string): Parameters<typeof give>[0] => {
    const { image, ...rest } = sampleResult([samplePerson()]);
    return json(`${name}.json`, resultText({ ...rest, image: { ...image, file: name } }));
  };
  const picture = (name: string): Parameters<typeof give>[0] => ({
    name,
    mimeType: 'image/png',
    buffer: photo,
  });

  beforeAll(async () => {
    photo = await readFile('test/fixtures/astronaut.png');
    motion = motionText(sampleMotion(await readBody(nodeFiles, 'open')));
    server = await servePage({ port: 0, cwd: process.cwd() });
    tab = await openTab();
    await tab.page.goto(`${server.url}?provider=wasm`);
    await ready();
    // the page's policy lets no script in but its own, and tests come from outside
    await tab.page.evaluate(axe.source);
  });
  afterAll(async () => {
    await tab?.close();
    await server?.close();
  });

  test('empty: nothing that assistive technology stumbles over', async () => {
    expect(await violations()).toEqual([]);
  });

  test('a stored result over its photograph: the same, light and dark', async () => {
    await give(result('one'), picture('one.png'));
    await tab.page.locator('#status', { hasText: /^1 person$/ }).waitFor();
    for (const colorScheme of SCHEMES) {
      await tab.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await violations()).toEqual([]);
    }
  });

  test('before and after, by keys', async () => {
    await tab.page.setViewportSize({ width: 1440, height: 900 });
    await tab.page.getByRole('button', { name: 'Compare' }).focus();
    await tab.page.keyboard.press('Enter');
    const curtain = tab.page.getByRole('slider', { name: 'Before and after' });
    await curtain.focus();
    await tab.page.keyboard.press('End');
    expect(await curtain.getAttribute('aria-valuenow')).toBe('100');
    await tab.page.keyboard.press('PageDown');
    expect(await curtain.getAttribute('aria-valuetext')).toBe('people over 90 % of the photograph');
    await tab.page.getByRole('button', { name: 'Compare' }).press('Space');
    expect(await curtain.isVisible()).toBe(false);
  });

  test('the list of files to save opens, is gone through and closes by keys', async () => {
    const button = tab.page.getByRole('button', { name: 'Export' });
    await button.press('Enter');
    expect(await button.getAttribute('aria-expanded')).toBe('true');
    expect(await violations()).toEqual([]);
    await tab.page.keyboard.press('Tab');
    const focused = 'document.activeElement.textContent';
    expect(await tab.page.evaluate(focused)).toBe('GLB');
    await tab.page.keyboard.press('Escape');
    expect(await button.getAttribute('aria-expanded')).toBe('false');
    await button.press('Enter');
    const waiting = tab.page.waitForEvent('download');
    await tab.page.getByRole('button', { name: 'OBJ' }).press('Enter');
    expect((await waiting).suggestedFilename()).toMatch(/\.obj$/);
  });

  test('several files: one is shown, the others can be chosen', async () => {
    await give(result('b'), result('a'), picture('b.png'));
    const list = tab.page.getByRole('listbox', { name: 'Files' });
    expect(await list.locator('option').allTextContents()).toEqual(['a.json', 'b.json']);
    await expect
      .poll(() => state('result').then((r) => (r as { image: { file: string } }).image.file))
      .toBe('a');
    expect(await state<{ bitmap: object | null }>('photo')).toMatchObject({ bitmap: null });
    await list.selectOption('b.json');
    await expect
      .poll(() => state('result').then((r) => (r as { image: { file: string } }).image.file))
      .toBe('b');
    const { bitmap } = await state<{ bitmap: object | null }>('photo');
    expect(bitmap).not.toBeNull();
  });

  test('a stored motion is played, trimmed by keys, and saved as it is played', async () => {
    await give(json('walk.motion.json', motion));
    await tab.page.locator('#status', { hasText: '2 people in 40 frames' }).waitFor();
    expect(await violations()).toEqual([]);
    const tracks = tab.page.getByRole('button', { name: /^Person \d, seen in/ });
    expect(await tracks.count()).toBe(2);
    const frame = tab.page.getByLabel('Frame', { exact: true });
    await frame.fill('10');
    await tab.page.keyboard.press('[');
    await frame.fill('29');
    await tab.page.keyboard.press(']');
    await tab.page.keyboard.press('k');
    await expect
      .poll(() => state<{ at: number; playing: boolean }>('clip'))
      .toMatchObject({ at: 29, playing: false });
    await tab.page.getByRole('button', { name: 'Export' }).click();
    const waiting = tab.page.waitForEvent('download');
    await tab.page.getByRole('button', { name: 'Motion JSON' }).click();
    const saved = await waiting;
    expect(saved.suggestedFilename()).toBe('walk.motion.json');
    const again = parseMotion(await readFile(await saved.path(), 'utf8'));
    expect(again.video.frames).toBe(20);
    const [before, after] = [parseMotion(motion).tracks[0], again.tracks[0]];
    const at = before.frames.find((each) => each.frame === 15);
    const now = after.frames.find((each) => each.frame === 5);
    expect(now?.bodyPose).toEqual(at?.bodyPose);
    await tab.page.getByRole('button', { name: 'Export' }).click();
    const bvh = tab.page.waitForEvent('download');
    await tab.page.getByRole('button', { name: 'BVH', exact: true }).click();
    expect(await readFile(await (await bvh).path(), 'utf8')).toMatch(/^HIERARCHY[^]*Frames: \d+/);
  });

  test('the first use is explained, once', async () => {
    await tab.page.reload();
    await ready();
    await give(result('one'), picture('one.png'));
    const hint = tab.page.locator('#hint');
    await hint.getByRole('button', { name: 'Got it' }).click();
    await tab.page.reload();
    await ready();
    expect(await hint.count()).toBe(0);
  });

  test('without WebGL: the photograph, skeletons, the plan, and a word about it', async () => {
    await tab.page.addInitScript(`(() => {
      const { getContext } = HTMLCanvasElement.prototype;
      HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
        return kind === 'webgl2' ? null : getContext.call(this, kind, ...rest);
      };
    })()`);
    await tab.page.reload();
    await ready();
    await give(result('one'), picture('one.png'));
    await tab.page.locator('#status', { hasText: /^1 person$/ }).waitFor();
    await tab.page.getByText('The 3D view needs WebGL 2').waitFor();
    expect(await tab.page.getByText('Drag to turn').isVisible()).toBe(false);
    expect(await tab.page.locator('#preview').isVisible()).toBe(true);
    await tab.page.getByRole('radio', { name: 'From above' }).click();
    expect(await tab.page.locator('#above').isVisible()).toBe(true);
  });

  test('nothing went wrong', () => {
    expect(tab.complaints).toEqual([]);
  });
});
