/** Everyday tasks in the page, by keys alone, in Debian's Chromium: `npm run build` first, as `npm test` does. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validateBytes } from 'gltf-validator';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBody } from '../../src/body/index.ts';
import { nodeFiles } from '../../src/node/index.ts';
import { motionText, resultText } from '../../src/result/index.ts';
import { PAGE_ROOT, servePage, type PageServer } from '../../src/server/page/index.ts';
import { findChromium } from '../support/chromium.ts';
import { sampleMotion } from '../support/motion.ts';
import { samplePerson, sampleResult } from '../support/result.ts';
import { openTab, type Tab } from '../support/tab.ts';

const built = existsSync(join(PAGE_ROOT, 'index.html'));
/** More than the page has stops. */
const MOST_TABS = 120;
/** As far as it is asked in the page. */
interface InPage {
  readonly document: { readonly activeElement: unknown };
  readonly getComputedStyle: (element: unknown) => { readonly outlineStyle: string };
}

describe.skipIf(findChromium() === undefined || !built)('by keys alone', () => {
  let server: PageServer;
  let tab: Tab;
  let folder: string;
  let chosen: string[] = [];
  const state = <T>(path: string): Promise<T> =>
    tab.page.evaluate(`globalThis.multiroi.store.state.${path}`) as Promise<T>;
  const said = (text: string | RegExp): Promise<void> =>
    tab.page.locator('#status', { hasText: text }).waitFor();
  const press = (key: string): Promise<void> => tab.page.keyboard.press(key);
  const button = (name: string | RegExp): Locator =>
    tab.page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
  const saved = async (key: string): Promise<Buffer> => {
    const waiting = tab.page.waitForEvent('download');
    await press(key);
    return readFile(await (await waiting).path());
  };

  /** Goes on by Tab until something has the focus, and sees that the focus is drawn. */
  async function reach(target: Locator): Promise<void> {
    for (let i = 0; i < MOST_TABS; i++) {
      const isThere = await target.evaluate(
        (element) => element === (globalThis as unknown as InPage).document.activeElement,
      );
      if (isThere) {
        const outline = await target.evaluate((element) => {
          const { getComputedStyle } = globalThis as unknown as InPage;
          const { closest } = element as unknown as { closest: (selector: string) => unknown };
          return getComputedStyle(closest.call(element, '.segments label') ?? element).outlineStyle;
        });
        expect(outline).not.toBe('none');
        return;
      }
      await press('Tab');
    }
    throw new Error(`reach: expected ${String(target)} within ${MOST_TABS} stops`);
  }

  /** Chooses files in the dialog that a key opens; the dialog itself is the system's. */
  async function choose(...names: readonly string[]): Promise<void> {
    chosen = names.map((name) => join(folder, name));
    await reach(button('Open…'));
    await press('Enter');
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multiroi-keys-'));
    const standing = await readFile(join(PAGE_ROOT, 'samples', 'standing.jpg'));
    await writeFile(join(folder, 'camera.mjpeg'), Buffer.concat(Array<Buffer>(20).fill(standing)));
    await writeFile(join(folder, 'standing.jpg'), standing);
    const two = sampleResult([samplePerson(), samplePerson({ id: 1 })]);
    await writeFile(join(folder, 'two.json'), resultText(two));
    const motion = sampleMotion(await readBody(nodeFiles, 'open'));
    await writeFile(join(folder, 'walk.motion.json'), motionText(motion));
    server = await servePage({ port: 0, cwd: process.cwd() });
    tab = await openTab({ camera: join(folder, 'camera.mjpeg') });
    tab.page.on('filechooser', (dialog) => void dialog.setFiles(chosen));
    // the network's answer comes, however busy the machine is
    tab.page.setDefaultTimeout(180_000);
    await tab.page.goto(`${server.url}?provider=wasm`);
    await said('Ready');
  });
  afterAll(async () => {
    await tab?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('opens a photograph, and is told of its person', async () => {
    await choose('standing.jpg');
    await said(/^1 person/);
    expect(await state('photo.name')).toBe('standing.jpg');
  });

  test('puts the hint away', async () => {
    await reach(button('Got it'));
    await press('Enter');
    expect(await tab.page.locator('#hint').count()).toBe(0);
  });

  test('moves the curtain between before and after', async () => {
    await reach(button('Compare'));
    await press('Space');
    const curtain = tab.page.getByRole('slider', { name: 'Before and after' });
    await reach(curtain);
    await press('PageUp');
    await press('ArrowLeft');
    expect(await curtain.getAttribute('aria-valuenow')).toBe('58');
  });

  test('turns the scene', async () => {
    const scene = tab.page.locator('#around');
    const look = async (): Promise<string> => (await scene.screenshot()).toString('base64');
    await reach(scene);
    const before = await look();
    await press('ArrowLeft');
    await expect.poll(look).not.toBe(before);
  });

  test('looks from above', async () => {
    await reach(tab.page.getByRole('radio', { name: 'From above' }));
    await press('Space');
    expect(await tab.page.locator('#above').isVisible()).toBe(true);
    await reach(tab.page.getByRole('radio', { name: 'Around' }));
    await press('Space');
  });

  test('changes opacity', async () => {
    const before = await state<number>('view.opacity');
    await reach(tab.page.getByRole('slider', { name: 'Opacity' }));
    await press('ArrowRight');
    await press('ArrowRight');
    expect(await state('view.opacity')).toBeCloseTo(before + 0.02, 6);
  });

  test('saves a GLB', async () => {
    await reach(button('Export'));
    await press('Enter');
    await reach(button('GLB'));
    const { issues } = await validateBytes(await saved('Enter'));
    expect(issues.messages.filter(({ severity }) => severity === 0)).toEqual([]);
  });

  test('opens Advanced, and asks for fewer regions', async () => {
    await reach(tab.page.locator('summary', { hasText: 'Advanced' }));
    await press('Enter');
    await reach(tab.page.getByRole('radio', { name: '5 regions' }));
    await press('ArrowLeft');
    await expect.poll(() => state('result?.model.rois')).toBe(4);
  });

  test('changes to dark and back', async () => {
    await reach(button('Change between dark and light'));
    const before = await state('view.theme');
    await press('Enter');
    expect(await state('view.theme')).not.toBe(before);
    await press('Enter');
    expect(await state('view.theme')).toBe(before);
  });

  test('picks another person, and hides them', async () => {
    await choose('two.json');
    await said('2 people');
    await reach(button(/^Person 2/));
    await press('Enter');
    expect(await state('view.selected')).toBe(1);
    await reach(button('Hide person 2'));
    await press('Space');
    expect(await state('view.hidden')).toEqual([1]);
  });

  test('plays a motion, trims it, saves BVH', async () => {
    await choose('walk.motion.json');
    await said('2 people in 40 frames');
    await reach(tab.page.getByLabel('Frame', { exact: true }));
    await press('Home');
    for (let i = 0; i < 5; i++) await press('.');
    await press('[');
    await press('End');
    for (let i = 0; i < 5; i++) await press(',');
    await press(']');
    await press('Home');
    await press('k');
    await expect.poll(() => state<number>('clip.at'), { interval: 5 }).toBeGreaterThan(6);
    await reach(button('Export'));
    await press('Enter');
    await reach(button('BVH'));
    const bvh = (await saved('Enter')).toString();
    // frames 5 … 34: of the one who is lost between, all are written
    expect(bvh).toMatch(/^HIERARCHY[^]*Frames: 30\r?\n/);
  });

  test('begins with the camera, and ends it', async () => {
    await reach(button('Live'));
    tab.page.once('dialog', (dialog) => void dialog.accept());
    await press('Enter');
    await expect.poll(() => state('live !== null')).toBe(true);
    await reach(button('Stop'));
    await press('Enter');
    await expect.poll(() => state('live === null')).toBe(true);
  });

  test('screen readers are told a name of everything that can be worked', async () => {
    const tree = await tab.page.locator('body').ariaSnapshot();
    const worked =
      /^\s*- '?(?:button|radio|slider|combobox|checkbox|spinbutton|textbox|link)\b(?! ")/;
    expect(tree.split('\n').filter((line) => worked.test(line))).toEqual([]);
    expect(tree).toContain('button "Open…"');
  });

  test('nothing went wrong', () => {
    expect(tab.complaints).toEqual([]);
  });
});
