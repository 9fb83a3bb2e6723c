/** Stored results in the page, and what is known of people: `npm run build` first, as `npm test` does. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBody, type BodyModel } from '../../src/body/index.ts';
import { writeNpz } from '../../src/format/index.ts';
import { nodeFiles } from '../../src/node/index.ts';
import { PAGE_ROOT, servePage, type PageServer } from '../../src/server/page/index.ts';
import { exportNpz, type Person } from '../../src/result/index.ts';
import { Rng } from '../../src/base/index.ts';
import { findChromium } from '../support/chromium.ts';
import { samplePerson, sampleResult } from '../support/result.ts';
import { openTab, type Tab } from '../support/tab.ts';

const built = existsSync(join(PAGE_ROOT, 'index.html'));

/** 6890 points of a thick stick a person tall, without faces. */
function cloud(): Uint8Array {
  const rng = new Rng('cloud');
  const data = Float32Array.from({ length: 6890 * 3 }, (_, i) =>
    i % 3 === 1 ? rng.uniform(-0.9, 0.9) : rng.normal(0, 0.12),
  );
  return writeNpz({
    verts: { type: 'float32', shape: [1, 6890, 3], data },
    pred_cam_t: { type: 'float32', shape: [1, 3], data: Float32Array.of(0, 0, 4) },
    focal_length: { type: 'float32', shape: [], data: Float32Array.of(800) },
    img_size: { type: 'float32', shape: [2], data: Float32Array.of(640, 480) },
  });
}

describe.skipIf(findChromium() === undefined || !built)('stored results', () => {
  let server: PageServer;
  let tab: Tab;
  let folder: string;
  let body: BodyModel;
  const drop = (name: string, bytes: Uint8Array): Promise<void> =>
    tab.page
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) });
  const say = (pattern: RegExp): Promise<void> =>
    tab.page.locator('#status', { hasText: pattern }).waitFor();
  const person = (): Promise<Person> =>
    tab.page.evaluate(`(() => {
      const { result, view } = globalThis.multiroi.store.state;
      return result.people.find(({ id }) => id === view.selected);
    })()`) as Promise<Person>;

  beforeAll(async () => {
    body = await readBody(nodeFiles, 'open');
    folder = await mkdtemp(join(tmpdir(), 'multiroi-results-'));
    await writeFile(join(folder, 'ours.npz'), exportNpz(sampleResult(), body, true));
    await writeFile(join(folder, 'cloud.npz'), cloud());
    server = await servePage({
      port: 0,
      cwd: process.cwd(),
      results: join(folder, 'ours.npz'),
    });
    tab = await openTab();
    await tab.page.goto(`${server.url}?provider=wasm`);
  });
  afterAll(async () => {
    await tab?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('view ours.npz: the file is open at once', async () => {
    await say(/^1 person$/);
    const { camera } = await person();
    expect(camera.t).toEqual(samplePerson().camera.t.map((x) => expect.closeTo(x, 5)));
  });

  test('a height that is known moves the person away, as large in the image', async () => {
    const before = await person();
    await tab.page.getByText('Pose and shape').click();
    const height = tab.page.getByLabel('Height, standing (m)');
    const was = Number(await height.inputValue());
    await height.fill('2.1');
    await height.press('Enter');
    const after = await person();
    const depth = ({ joints3d }: Person): number => joints3d.smpl24[0][2];
    expect(depth(after) / depth(before)).toBeCloseTo(2.1 / was, 1);
    await height.fill('9');
    await height.press('Enter');
    await say(/expected 0.5 to 2.5 m, got 9/);
  });

  test('vertices without faces are points, seen through their camera', async () => {
    await drop('cloud.npz', await readFile(join(folder, 'cloud.npz')));
    await say(/^1 person — .*no faces/);
    await tab.page.getByRole('radio', { name: 'Through the camera' }).click();
    const seen = async (): Promise<number> =>
      (await tab.page.locator('#over').screenshot()).byteLength;
    const shown = await seen();
    await tab.page.getByRole('button', { name: 'Hide person 1' }).click();
    // thousands of specks do not compress; an empty pane does
    await expect.poll(seen).toBeLessThan(shown / 2);
    await tab.page.getByRole('button', { name: 'Export' }).click();
    expect(await tab.page.getByRole('button', { name: 'GLB', exact: true }).isDisabled()).toBe(
      true,
    );
  });

  test.each([
    ['cut.npz', cloud().subarray(0, 3000)],
    ['empty.npz', new Uint8Array()],
    ['nobody.npz', writeNpz({ x: { type: 'float32', shape: [1], data: Float32Array.of(1) } })],
    ['broken.json', Buffer.from('{"people": 1}')],
  ])('%s is a message', async (name, bytes) => {
    await drop(name, bytes);
    await say(/expected .*, got /);
    expect(await tab.page.locator('#status').getAttribute('class')).toBe('error');
    // what was shown before stays
    expect(await tab.page.evaluate('globalThis.multiroi.store.state.photo.name')).toBe('cloud.npz');
    await drop('cloud.npz', cloud());
    await say(/^1 person/);
  });

  test.each([360, 721, 800, 990, 1101, 1440])(
    'at %i px wide nothing stands out of the page',
    async (width) => {
      const { page } = tab;
      await page.setViewportSize({ width, height: 900 });
      const across = 'document.documentElement.scrollWidth';
      await expect.poll(() => page.evaluate(across)).toBeLessThanOrEqual(width);
      const bottom = `document.querySelector('#panels').getBoundingClientRect().bottom`;
      // the narrow page scrolls; the others keep the side bar above the status line
      if (width > 720) expect(await page.evaluate(bottom)).toBeLessThan(900);
    },
  );

  test('every control has a name', async () => {
    const nameless = await tab.page.evaluate(`
      [...document.querySelectorAll('button, input, select, summary, meter, progress, [role=img]')]
        .filter((element) => {
          const labels = [...(element.labels ?? [])].map(({ textContent }) => textContent).join('');
          return !(element.getAttribute('aria-label') || labels || element.textContent).trim();
        })
        .map(({ outerHTML }) => outerHTML)`);
    expect(nameless).toEqual([]);
  });

  test('nothing was asked of anybody else, and nothing went wrong', () => {
    const own = (url: string): boolean => /^(blob|data):/.test(url) || url.startsWith(server.url);
    expect(tab.requests.filter((url) => !own(url))).toEqual([]);
    expect(tab.complaints).toEqual([]);
  });
});
