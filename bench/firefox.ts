/**
 * @file The page in Debian's Firefox, over WebDriver BiDi: the first mesh, cold and on a second visit, what the 3D view does with and
 * without WebGL, what is complained of, and an export. Pictures go to `.cache/firefox`.
 *
 *   npx tsx bench/firefox.ts [folder]
 *
 * Needs a built page, firefox-esr (or FIREFOX=path), and puppeteer-core, which is none of our packages: `npm install puppeteer-core` in
 * another folder, and name that. Playwright drives no Firefox ESR.
 */
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { servePage } from '../src/server/page/index.ts';

/** As far as it is asked here. */
interface Page {
  on(event: 'console', heard: (message: { type(): string; text(): string }) => void): void;
  on(event: 'pageerror', heard: (error: unknown) => void): void;
  goto(url: string): Promise<unknown>;
  evaluate(code: string): Promise<unknown>;
  screenshot(options: { path: string }): Promise<unknown>;
  setViewport(size: { width: number; height: number }): Promise<void>;
}
interface Browser {
  version(): Promise<string>;
  newPage(): Promise<Page>;
  close(): Promise<void>;
}
interface Puppeteer {
  launch(options: object): Promise<Browser>;
}

const folder = resolve(process.argv[2] ?? '.');
const script = createRequire(join(folder, 'package.json')).resolve('puppeteer-core');
const { default: puppeteer } = (await import(pathToFileURL(script).href)) as {
  default: Puppeteer;
};
const MOST_MS = 300_000;
const PICTURES = '.cache/firefox';
const STATE = 'globalThis.multiroi.store.state';
/** Keeps what is saved instead of saving it. */
const CATCH = `(() => {
  const { createObjectURL } = URL;
  URL.createObjectURL = (blob) => { globalThis.saved = blob.size; return createObjectURL(blob); };
})()`;

async function visit(browser: Browser, url: string, name: string): Promise<void> {
  const page = await browser.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  // Puppeteer's own waiting evaluates text, which the page's policy forbids
  const until = async (code: string): Promise<void> => {
    const began = performance.now();
    while ((await page.evaluate(code)) !== true) {
      if (performance.now() - began > MOST_MS) throw new Error(`until: still not ${code}`);
      await setTimeout(50);
    }
  };
  for (const when of ['cold', 'second visit']) {
    const began = performance.now();
    await page.goto(url);
    await page.evaluate("document.querySelector('#samples button').click()");
    await until("document.querySelector('#timings b') !== null");
    const ms = (performance.now() - began).toFixed(0);
    const stages = await page.evaluate(
      "document.querySelector('#timings').innerText.replaceAll('\\n', ', ')",
    );
    console.log(`${name}, ${when}: first mesh after ${ms} ms (${String(stages)})`);
  }
  const people = await page.evaluate(`${STATE}.result.people.length`);
  const threads = await page.evaluate(`${STATE}.info.threads`);
  const said = await page.evaluate(
    "document.querySelector('#nobody').checkVisibility() ? document.querySelector('#nobody').innerText : 'drawn'",
  );
  console.log(
    `${name}: ${String(people)} people, ${String(threads)} threads; 3D view: ${String(said)}`,
  );
  await page.screenshot({ path: `${PICTURES}/${name}.png` });
  const press = (label: string): Promise<unknown> =>
    page.evaluate(
      `[...document.querySelectorAll('button')].find((e) => e.textContent === '${label}').click()`,
    );
  await press('From above');
  await page.screenshot({ path: `${PICTURES}/${name}-above.png` });
  await page.evaluate(CATCH);
  await press('GLB');
  await until('globalThis.saved > 0');
  const saved = await page.evaluate('globalThis.saved');
  console.log(
    `${name}: GLB of ${String(saved)} bytes; complaints: ${complaints.join(' | ') || 'none'}`,
  );
}

await mkdir(PICTURES, { recursive: true });
const server = await servePage({ port: 0, cwd: process.cwd() });
try {
  for (const [name, prefs] of [
    ['webgl', { 'webgl.force-enabled': true }],
    ['no-webgl', { 'webgl.disabled': true }],
  ] as const) {
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: process.env['FIREFOX'] ?? '/usr/bin/firefox-esr',
      headless: true,
      protocolTimeout: MOST_MS,
      extraPrefsFirefox: prefs,
    });
    console.log(`${name}: ${await browser.version()}`);
    try {
      await visit(browser, `${server.url}?provider=wasm`, name);
    } finally {
      await browser.close();
    }
  }
} finally {
  await server.close();
}
