/**
 * The page at six sizes, light and dark: empty, with a result, with a motion. What a reader would stumble over is an assertion; the pictures are
 * written to `.cache/screenshots`, to be looked at. `npm run build` first, as `npm test` does.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBody } from '../../src/body/index.ts';
import { MultiRoi, nodeFiles } from '../../src/node/index.ts';
import { motionText, resultText } from '../../src/result/index.ts';
import { PAGE_ROOT, servePage, type PageServer } from '../../src/server/page/index.ts';
import { violationsOf } from '../support/axe.ts';
import { findChromium } from '../support/chromium.ts';
import { sampleMotion } from '../support/motion.ts';
import { openTab, type Tab } from '../support/tab.ts';

const built = existsSync(join(PAGE_ROOT, 'index.html'));
const PICTURES = '.cache/screenshots';
const SAMPLE = 'standing.jpg';
const SIZES = [
  [320, 640],
  [390, 844],
  [820, 1180],
  [1024, 768],
  [1440, 900],
  [2560, 1440],
] as const;
/** Where layouts change, which is where they break. */
const EDGES = [
  [720, 900],
  [721, 900],
  [990, 700],
  [1101, 800],
] as const;
const SCHEMES = ['light', 'dark'] as const;

/** What is wrong with the layout: what hangs over, what covers what, what is out of view. */
const PROBLEMS = `(() => {
  const { clientWidth, scrollWidth } = document.documentElement;
  const problems = [];
  if (scrollWidth > clientWidth) problems.push('hangs over by ' + (scrollWidth - clientWidth) + ' px');
  const name = (e) => e.getAttribute('aria-label') || e.textContent.trim() || e.title || e.id;
  const seen = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const controls = [...document.querySelectorAll('button, select, input[type=range], summary, [role=slider]')].filter(seen);
  /** The part of an element that its scrolling parents show. */
  const shown = (e) => {
    let { left, top, right, bottom } = e.getBoundingClientRect();
    for (let p = e.parentElement; p !== null; p = p.parentElement) {
      if (!/auto|scroll|hidden/.test(getComputedStyle(p).overflow)) continue;
      const box = p.getBoundingClientRect();
      [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
      [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
    }
    return { left, top, right, bottom };
  };
  const boxes = controls.map((element) => ({ element, box: shown(element) }));
  for (const [i, { element: a, box: p }] of boxes.entries()) {
    for (const { element: b, box: q } of boxes.slice(i + 1)) {
      if (a.contains(b) || b.contains(a)) continue;
      // the rows of people are drawn nearer to each other than they are large; bars lie over what scrolls below
      if ([a, b].some((e) => e.closest('header, footer')) || [a, b].every((e) => e.matches('.track'))) continue;
      const w = Math.min(p.right, q.right) - Math.max(p.left, q.left);
      const h = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
      if (w > 1 && h > 1) problems.push(name(a) + ' lies over ' + name(b));
    }
  }
  for (const wanted of ['Open…', 'Export', 'Live']) {
    const button = controls.find((e) => name(e).startsWith(wanted));
    const whole = button?.getBoundingClientRect();
    const part = button === undefined ? undefined : shown(button);
    const inView = whole !== undefined && part.right - part.left >= whole.width - 1 && part.bottom <= innerHeight;
    if (!inView) problems.push(wanted + ' is out of view');
  }
  const panes = [...document.querySelectorAll('.pane')].map((e) => e.getBoundingClientRect());
  if (panes.some(({ width, height }) => width < 200 || height < 150)) problems.push('a pane is too small');
  if (panes[0].top >= innerHeight / 2) problems.push('the photograph is out of view');
  return problems;
})()`;

describe.skipIf(findChromium() === undefined || !built)('the page at every size', () => {
  let server: PageServer;
  let tab: Tab;
  let photo: Buffer;
  let result: string;
  let motion: string;
  const give = (...files: readonly (readonly [name: string, content: Buffer | string])[]) =>
    tab.page
      .locator('input[type=file]')
      .setInputFiles(
        files.map(([name, content]) => ({ name, mimeType: '', buffer: Buffer.from(content) })),
      );
  const said = (text: string | RegExp): Promise<void> =>
    tab.page.locator('#status', { hasText: text }).waitFor();
  const problems = (): Promise<string[]> => tab.page.evaluate(PROBLEMS) as Promise<string[]>;

  /** Every size and scheme of what is on the stage. */
  async function lookAt(state: string): Promise<void> {
    const found: Record<string, readonly string[]> = {};
    for (const [width, height] of SIZES) {
      await tab.page.setViewportSize({ width, height });
      for (const colorScheme of SCHEMES) {
        await tab.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const name = `${state}-${width}-${colorScheme}`;
        await tab.page.screenshot({ path: join(PICTURES, `${name}.png`) });
        found[name] = await problems();
        if (width === 390 || width === 1440) {
          found[`${name}, axe`] = await violationsOf(tab.page);
        }
      }
    }
    for (const [width, height] of EDGES) {
      await tab.page.setViewportSize({ width, height });
      found[`${state}-${width}`] = await problems();
    }
    expect(Object.fromEntries(Object.entries(found).filter(([, each]) => each.length > 0))).toEqual(
      {},
    );
  }

  beforeAll(async () => {
    await rm(PICTURES, { recursive: true, force: true });
    await mkdir(PICTURES, { recursive: true });
    photo = await readFile(join(PAGE_ROOT, 'samples', SAMPLE));
    const hmr = await MultiRoi.load();
    result = resultText(await hmr.reconstruct(photo, { file: SAMPLE }));
    await hmr.dispose();
    motion = motionText(sampleMotion(await readBody(nodeFiles, 'open')));
    server = await servePage({ port: 0, cwd: process.cwd() });
    tab = await openTab();
    await tab.page.goto(`${server.url}?provider=wasm`);
    await said('Ready');
    // the page's policy lets no script in but its own, and tests come from outside
    await tab.page.evaluate(axe.source);
  });
  afterAll(async () => {
    await tab?.close();
    await server?.close();
  });

  test('empty', () => lookAt('empty'));

  test('a result', async () => {
    await give([`${SAMPLE}.json`, result], [SAMPLE, photo]);
    await said(/^1 person$/);
    await lookAt('result');
  });

  test('a motion', async () => {
    await give(['clip.motion.json', motion]);
    await said('2 people in 40 frames');
    await lookAt('motion');
  });

  test('nothing went wrong', () => {
    expect(tab.complaints).toEqual([]);
  });
});
