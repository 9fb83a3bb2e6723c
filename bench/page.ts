/**
 * @file The page in Chromium: time to the first mesh (cold, and on a second visit), weight by part, frames per second
 * while the scene turns (WebGL by software here), and the page's heap over many small photographs. The last of it
 * ends after so many seconds, with what it has.
 *
 *   npx tsx bench/page.ts [photographs, default 500] [seconds, default 200]
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PAGE_ROOT, PAGE_RUNTIME, servePage } from '../src/server/page/index.ts';
import { openTab, type Tab } from '../test/support/tab.ts';

const photographs = Number(process.argv[2] ?? 500);
/** Of the loop over photographs. */
const limitS = Number(process.argv[3] ?? 200);
const EVERY = 50;

function weigh(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

async function firstMesh({ page }: Tab, url: string): Promise<number> {
  const began = performance.now();
  await page.goto(url);
  await page.locator('#samples button').first().click();
  // the stages' times stand there once there is a result
  await page.locator('#timings b').first().waitFor({ timeout: 120_000 });
  return performance.now() - began;
}

/**
 * Heap of the page and its worker, WebAssembly's memory among it, every EVERY photographs. With threads each measurement
 * takes a minute: the browser waits that long for WebAssembly's threads, which never answer. `taskset -c 0` has none.
 */
async function memory({ page }: Tab): Promise<void> {
  await page.evaluate(`(async () => {
    const blob = await (await fetch('samples/standing.jpg')).blob();
    const bitmap = await createImageBitmap(blob, { resizeWidth: 256 });
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext('2d').drawImage(bitmap, 0, 0);
    globalThis.small = await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer();
    globalThis.look = async (count, limitMs) => {
      const began = performance.now();
      const { engine } = globalThis.multiroi;
      let i = 0;
      for (; i < count && performance.now() - began < limitMs; i++) {
        const source = new Uint8Array(globalThis.small.slice(0));
        const { photo, bitmap, width, height } = await engine.call('open', { name: 'x', source });
        bitmap.close();
        const boxes = [{ box: { x0: 0, y0: 0, x1: width - 1, y1: height - 1 }, score: 1 }];
        await engine.call('reconstruct', { photo, rois: 1, boxes });
      }
      return [i, (await performance.measureUserAgentSpecificMemory()).bytes];
    };
  })()`);
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  let done = 0;
  while (done < photographs && seconds() < limitS) {
    const count = Math.min(EVERY, photographs - done);
    const limitMs = 1000 * (limitS - seconds());
    const [looked, bytes] = (await page.evaluate(`look(${count}, ${limitMs})`)) as number[];
    done += looked;
    const at = `${seconds().toFixed(0)} s`;
    console.log(`memory after ${done} photographs: ${(bytes / 1e6).toFixed(1)} MB, ${at}`);
  }
  if (done < photographs) console.log(`stopped after ${limitS} s: ${done} of ${photographs}`);
}

const server = await servePage({ port: 0, cwd: process.cwd() });
const tab = await openTab({ eagerMemory: true });
try {
  const url = `${server.url}?provider=wasm`;
  const cold = await firstMesh(tab, url);
  const warm = await firstMesh(tab, url);
  console.log(`first mesh: cold ${cold.toFixed(0)} ms, second visit ${warm.toFixed(0)} ms`);
  const parts = {
    code: join(PAGE_ROOT, 'code'),
    runtime: PAGE_RUNTIME,
    samples: join(PAGE_ROOT, 'samples'),
  };
  for (const [part, folder] of Object.entries(parts)) {
    console.log(`${part}: ${(weigh(folder) / 1e6).toFixed(2)} MB`);
  }
  const frames = await tab.page.evaluate(`new Promise((settle) => {
    const canvas = document.querySelector('#around');
    const began = performance.now();
    let frames = 0;
    const step = () => {
      canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
      frames++;
      if (performance.now() - began < 3000) requestAnimationFrame(step);
      else settle(frames / 3);
    };
    requestAnimationFrame(step);
  })`);
  console.log(`3D view: ${Number(frames).toFixed(1)} frames/s`);
  await memory(tab);
} finally {
  await tab.close();
  await server.close();
}
