/**
 * @file The page in Chromium: time to the first mesh (cold, and on a second visit), weight by part, frames per second
 * while the scene turns (WebGL by software here), and the page's heap over many photographs.
 *
 *   npx tsx bench/page.ts [photographs, default 500]
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PAGE_ROOT, servePage } from '../src/node/index.ts';
import { openTab, type Tab } from '../test/support/tab.ts';

const photographs = Number(process.argv[2] ?? 500);

function weigh(folder: string): number {
  return readdirSync(join(PAGE_ROOT, folder), { recursive: true, withFileTypes: true })
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

const server = await servePage({ port: 0, cwd: process.cwd() });
const tab = await openTab();
try {
  const url = `${server.url}?provider=wasm`;
  const cold = await firstMesh(tab, url);
  const warm = await firstMesh(tab, url);
  console.log(`first mesh: cold ${cold.toFixed(0)} ms, second visit ${warm.toFixed(0)} ms`);
  for (const part of ['code', 'ort', 'samples']) {
    console.log(`${part}: ${(weigh(part) / 1e6).toFixed(2)} MB`);
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
  const memory = `(async () => {
    const { engine } = globalThis.multiroi;
    const blob = await (await fetch('samples/standing.jpg')).blob();
    const heap = [];
    for (let i = 0; i < ${photographs}; i++) {
      const source = new Uint8Array(await blob.arrayBuffer());
      const { photo, bitmap, width, height } = await engine.call('open', { name: 'x', source });
      bitmap.close();
      const boxes = [{ x0: 0, y0: 0, x1: width - 1, y1: height - 1 }];
      await engine.call('reconstruct', { photo, rois: 1, boxes });
      if (i % Math.ceil(${photographs} / 10) === 0) {
        const { bytes } = await performance.measureUserAgentSpecificMemory();
        heap.push(Math.round(bytes / 1e6));
      }
    }
    return heap;
  })()`;
  const heap = (await tab.page.evaluate(memory)) as number[];
  console.log(`memory over ${photographs} photographs, MB: ${heap.join(' ')}`);
} finally {
  await tab.close();
  await server.close();
}
