/** The page in Debian's Chromium, against Node: `npm run build` first, as `npm test` does. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { validateBytes } from 'gltf-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MultiRoi, nodePlatform } from '../../src/node/index.ts';
import { PAGE_ROOT, servePage, type PageServer } from '../../src/server/page/index.ts';
import type { Person, Reconstruction } from '../../src/result/index.ts';
import { findChromium } from '../support/chromium.ts';
import { openTab, type Tab } from '../support/tab.ts';

const built = existsSync(join(PAGE_ROOT, 'index.html'));
/**
 * Between WASM's kernels and the native ones: the camera, m, and turns of joints, rad. BlazePose's directions part in the third
 * digit where a limb is out of the picture, and nothing else holds such a limb.
 */
const SAME = { camera: 1e-3, turn: 1e-2 } as const;

/** In the worker: remembers GPU devices, so that they can be lost. */
const KEEP_DEVICES = `(() => {
  self.devices = [];
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (...options) {
    const device = await requestDevice.apply(this, options);
    self.devices.push(device);
    return device;
  };
})()`;

/** The page's result, once it rests. */
async function resultOf({ page }: Tab): Promise<Reconstruction> {
  const handle = await page.waitForFunction(
    () => {
      const { multiroi } = globalThis as unknown as {
        multiroi?: {
          store: { state: { status: { kind: string; text: string }; result: unknown } };
        };
      };
      const state = multiroi?.store.state;
      if (state?.status.kind === 'error') throw new Error(state.status.text);
      return state?.status.kind === 'idle' && state.result;
    },
    undefined,
    { timeout: 180_000 },
  );
  return (await handle.jsonValue()) as Reconstruction;
}

function expectSame(page: Reconstruction, node: Reconstruction): void {
  expect(page.people).toHaveLength(node.people.length);
  const apart = (numbers: (person: Person) => readonly number[]): number => {
    const [ours, theirs] = [page, node].map(({ people }) => people.flatMap(numbers));
    return Math.max(...ours.map((x, i) => Math.abs(x - theirs[i])));
  };
  expect(apart(({ camera, body }) => [...camera.t, ...body.betas])).toBeLessThan(SAME.camera);
  expect(apart(({ body }) => [...body.globalOrient, ...body.bodyPose.flat()])).toBeLessThan(
    SAME.turn,
  );
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
        (
          globalThis as unknown as {
            multiroi: { store: { state: { photo: { name: string } | null } } };
          }
        ).multiroi.store.state.photo?.name === file,
      name,
    );
    expectSame(await resultOf(tab), await hmr.reconstruct(bytes));
  });

  test('fewer regions, at once', async () => {
    await tab.page.getByText('Advanced', { exact: true }).click();
    await tab.page.locator('input[name=rois][value="2"]').check();
    await tab.page.waitForFunction(
      () =>
        (
          globalThis as unknown as {
            multiroi: { store: { state: { result: Reconstruction | null } } };
          }
        ).multiroi.store.state.result?.model.rois === 2,
    );
    const { people } = await resultOf(tab);
    expect(people[0].rois).toHaveLength(2);
    expect(people[0].fusion).toHaveLength(2);
  });

  test('the better quality, at once, with the numbers of Node', async () => {
    /** Chooses and waits for another answer. */
    const choose = async (quality: string): Promise<Reconstruction> => {
      const [before] = (await resultOf(tab)).people;
      await tab.page.locator(`input[name=quality][value="${quality}"]`).check();
      await tab.page.waitForFunction((place) => {
        const { multiroi } = globalThis as unknown as {
          multiroi: { store: { state: { result: Reconstruction | null } } };
        };
        const now = multiroi.store.state.result?.people[0].camera.t;
        return now !== undefined && now.join() !== place;
      }, before.camera.t.join());
      return resultOf(tab);
    };
    const standard = await resultOf(tab);
    const best = await MultiRoi.load({ quality: 'best', rois: 2 });
    const file = await readFile(join(PAGE_ROOT, 'samples', 'standing.jpg'));
    expectSame(await choose('best'), await best.reconstruct(file));
    await best.dispose();
    expectSame(await choose('standard'), standard);
  });

  test('GLB: a download that validates', async () => {
    const waiting = tab.page.waitForEvent('download');
    await tab.page.getByRole('button', { name: 'Export' }).click();
    await tab.page.getByRole('button', { name: 'GLB', exact: true }).click();
    const path = await (await waiting).path();
    const { issues } = await validateBytes(await readFile(path));
    expect(issues.messages.filter(({ severity }) => severity === 0)).toEqual([]);
  });

  test('one HTML file shows the scene and asks for nothing', async () => {
    const waiting = tab.page.waitForEvent('download');
    await tab.page.getByRole('button', { name: 'Export' }).click();
    await tab.page.getByRole('button', { name: 'HTML', exact: true }).click();
    const html = await readFile(await (await waiting).path(), 'utf8');
    expect(html).not.toMatch(/<[^>]+(src|href)=["']?https?:/);
    const other = await openTab();
    try {
      await other.page.setContent(html);
      const camera = { name: 'Camera', exact: true };
      await other.page.getByRole('button', camera).click();
      await other.page.getByRole('button', { ...camera, pressed: true }).waitFor();
      expect(other.complaints).toEqual([]);
      expect(other.requests.filter((url) => url.startsWith('http'))).toEqual([]);
    } finally {
      await other.close();
    }
  });

  test('nothing was asked of anybody else, and nothing went wrong', () => {
    const foreign = tab.requests.filter(
      (url) => !url.startsWith(server.url) && !url.startsWith('blob:') && !url.startsWith('data:'),
    );
    expect(foreign).toEqual([]);
    expect(tab.complaints).toEqual([]);
  });

  test('a second visit without a connection', async () => {
    // the runtime is kept behind the reader's back once it has been used
    const kept = `caches.open('multiroi-page')
      .then((cache) => cache.keys())
      .then((keys) => keys.some(({ url }) => url.endsWith('.wasm')))`;
    await expect.poll(() => tab.page.evaluate(kept), { timeout: 30_000 }).toBe(true);
    await tab.context.setOffline(true);
    await tab.page.reload();
    const name = 'astronaut.png';
    const buffer = await readFile(join(PAGE_ROOT, 'samples', name));
    await tab.page
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'image/png', buffer });
    expectSame(await resultOf(tab), await hmr.reconstruct(buffer));
    await tab.context.setOffline(false);
  });

  test('WebGPU, by software, says what WASM and Node say; lost, it is left for WASM', async () => {
    const name = 'astronaut.png';
    const box = { x0: 20, y0: 0, x1: 450, y1: 511 };
    const gpu = await openTab({ webgpu: true });
    const one = await MultiRoi.load({ rois: 1 });
    try {
      await gpu.page.goto(`${server.url}?provider=webgpu`);
      const [worker = await gpu.page.waitForEvent('worker')] = gpu.page.workers();
      await worker.evaluate(KEEP_DEVICES);
      await gpu.page.waitForFunction(
        () =>
          (globalThis as unknown as { multiroi?: { store: { state: { info: unknown } } } }).multiroi
            ?.store.state.info ?? false,
      );
      // one region of a box that is given: SwiftShader takes half a minute for it
      const result = (await gpu.page.evaluate(
        `(async () => {
          const { engine } = globalThis.multiroi;
          const bytes = new Uint8Array(await (await fetch('samples/${name}')).arrayBuffer());
          const { photo } = await engine.call('open', { name: '${name}', source: bytes });
          return engine.call('reconstruct', { photo, rois: 1, quality: 'standard', boxes: [{ box: ${JSON.stringify(box)}, score: 1 }] });
        })()`,
      )) as Reconstruction;
      expect(await gpu.page.evaluate('globalThis.multiroi.store.state.info.provider')).toBe(
        'webgpu',
      );
      const bytes = await readFile(join(PAGE_ROOT, 'samples', name));
      expectSame(result, await one.reconstruct(bytes, { boxes: [{ box, score: 1 }] }));

      await worker.evaluate('for (const device of self.devices) device.destroy()');
      await gpu.page.evaluate('globalThis.multiroi.actions.chooseRois(1)');
      await gpu.page.locator('#samples').getByRole('button', { name: 'Astronaut' }).click();
      expect((await resultOf(gpu)).people).toHaveLength(1);
      await gpu.page.getByText('WebGPU failed, and WASM took over').waitFor();
      expect(await gpu.page.evaluate('globalThis.multiroi.store.state.info.provider')).toBe('wasm');
      expect(gpu.complaints).toEqual([]);
    } finally {
      await one.dispose();
      await gpu.close();
    }
  });
});
