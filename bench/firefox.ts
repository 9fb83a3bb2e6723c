/**
 * @file The page in Debian's Firefox, which is driven by WebDriver BiDi: the first mesh, cold and on a second visit, what the 3D view does
 * with and without WebGL, what is complained of, and an export. Pictures go to `.cache/firefox`.
 *
 *   npx tsx bench/firefox.ts    needs firefox-esr (or FIREFOX=path) and a built page
 */
import { mkdir } from 'node:fs/promises';
import { firefox, type Browser } from 'playwright-core';
import { servePage } from '../src/server/page/index.ts';

const executablePath = process.env['FIREFOX'] ?? '/usr/bin/firefox-esr';
const PICTURES = '.cache/firefox';
const WAIT = { timeout: 300_000 };

async function visit(browser: Browser, url: string, name: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  for (const when of ['cold', 'second visit']) {
    const began = performance.now();
    await page.goto(url);
    await page.locator('#samples button').first().click();
    await page.locator('#timings b').first().waitFor(WAIT);
    const ms = (performance.now() - began).toFixed(0);
    console.log(
      `${name}, ${when}: first mesh after ${ms} ms (${await page.locator('#timings').innerText()})`,
    );
  }
  const people = await page.evaluate('globalThis.multiroi.store.state.result.people.length');
  const threads = await page.evaluate('globalThis.multiroi.store.state.info.threads');
  const note = page.locator('#nobody');
  const said = (await note.isVisible()) ? await note.innerText() : 'drawn';
  console.log(`${name}: ${String(people)} people, ${String(threads)} threads; 3D view: ${said}`);
  await page.screenshot({ path: `${PICTURES}/${name}.png` });
  await page.getByRole('radio', { name: 'From above' }).click();
  await page.screenshot({ path: `${PICTURES}/${name}-above.png` });
  await page.getByRole('button', { name: 'Export' }).click();
  const waiting = page.waitForEvent('download', WAIT).catch(String);
  await page.getByRole('button', { name: 'GLB', exact: true }).click();
  const download = await waiting;
  const saved = typeof download === 'string' ? download : download.suggestedFilename();
  console.log(`${name}: saved ${saved}; complaints: ${complaints.join(' | ') || 'none'}`);
  await page.close();
}

await mkdir(PICTURES, { recursive: true });
const server = await servePage({ port: 0, cwd: process.cwd() });
try {
  for (const [name, firefoxUserPrefs] of [
    ['webgl', { 'webgl.force-enabled': true }],
    ['no-webgl', { 'webgl.disabled': true }],
  ] as const) {
    const browser = await firefox.launch({
      channel: 'moz-firefox',
      executablePath,
      firefoxUserPrefs,
    });
    console.log(`${name}: Firefox ${browser.version()}`);
    try {
      await visit(browser, `${server.url}?provider=wasm`, name);
    } finally {
      await browser.close();
    }
  }
} finally {
  await server.close();
}
