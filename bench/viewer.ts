/**
 * @file The 3D view in headless Chromium: frames per second with 1, 5 and 20 people, and memory over 500 results.
 * WebGL is SwiftShader's, which draws on the CPU: frames are a lower bound for any machine with a GPU.
 *
 *   npx tsx bench/viewer.ts [people…]
 */
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { resultText, type Person } from '../src/result/index.ts';
import { bundle } from '../test/support/bundle.ts';
import { launchChromium } from '../test/support/chromium.ts';
import { samplePerson, sampleResult } from '../test/support/result.ts';

interface Held {
  readonly heapBytes: number;
  readonly geometries: number;
  readonly textures: number;
}

const SIZE = { width: 1280, height: 720 };
const RESULTS = 500;
const counts = process.argv.slice(2).map(Number);

function people(count: number): Person[] {
  const side = Math.ceil(Math.sqrt(count));
  return Array.from({ length: count }, (_, id) => {
    const one = samplePerson({ id });
    const t: [number, number, number] = [(id % side) - side / 2, 0.1, 4 + Math.floor(id / side)];
    return { ...one, camera: { ...one.camera, t } };
  });
}

const body = readFileSync('assets/body/open.safetensors').toString('base64');
const code = await bundle('test/e2e/pages/scene.ts', 'scene');
const browser = await launchChromium({ viewport: SIZE }, [
  '--js-flags=--expose-gc',
  '--enable-precise-memory-info',
]);
const [cpu] = cpus();
console.log(
  `${cpu?.model}, ${cpus().length} threads; load ${loadavg()[0]?.toFixed(1)}; SwiftShader`,
);
console.log(`| people | frames a second, ${SIZE.width}×${SIZE.height} | pose and upload, ms |`);
console.log('| --- | --- | --- |');
for (const count of counts.length > 0 ? counts : [1, 5, 20]) {
  const page = await browser.context.newPage();
  await page.setContent('<!doctype html><body style="margin:0"><canvas></canvas>');
  await page.addScriptTag({ content: code });
  const args = [body, resultText(sampleResult(people(count))), null, SIZE.width, SIZE.height, 1];
  await page.evaluate(`scene.start(...${JSON.stringify(args)})`);
  const { fps, poseMs } = await page.evaluate<{ fps: number; poseMs: number }>('scene.measure()');
  console.log(`| ${count} | ${fps.toFixed(1)} | ${poseMs.toFixed(1)} |`);
  if (count === 5) {
    // people come and go, and so do photographs
    const held = await page.evaluate<Held[]>(`scene.churn(${RESULTS})`);
    const list = (of: (each: Held) => string | number): string => held.map(of).join(' ');
    console.log(`\nafter each tenth of ${RESULTS} results of 0–5 people:`);
    console.log(`  heap, MB: ${list(({ heapBytes }) => (heapBytes / 2 ** 20).toFixed(1))}`);
    console.log(`  geometries: ${list(({ geometries }) => geometries)}`);
    console.log(`  textures: ${list(({ textures }) => textures)}\n`);
  }
  await page.close();
}
await browser.close();
