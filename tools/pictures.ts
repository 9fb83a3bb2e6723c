/**
 * @file The pictures of programs in the documents, taken by the system's Chromium: the report of a folder and the page with its
 * results. The photographs are a portrait in the public domain and synthetic people. After `npm run build`:
 *
 *   npx tsx tools/pictures.ts
 */
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { writeWhole } from '../src/node/index.ts';
import { PAGE_ROOT, servePage } from '../src/server/page/index.ts';
import { launchChromium } from '../test/support/chromium.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const images = join(root, 'docs/images');
const SIZE = { width: 1120, height: 640 };
/** Long enough for a page to draw what it has loaded, in software. */
const SETTLE_MS = 8000;

const folder = await mkdtemp(join(tmpdir(), 'multiroi-pictures-'));
const photos = join(folder, 'photos');
await mkdir(photos);
await copyFile(join(root, 'test/fixtures/astronaut.png'), join(photos, 'portrait.png'));
for (const name of ['standing.jpg', 'sitting.jpg', 'on-the-floor.jpg']) {
  await copyFile(join(PAGE_ROOT, 'samples', name), join(photos, name));
}
await writeFile(join(photos, 'broken.jpg'), 'no image');
try {
  execFileSync(
    process.execPath,
    [join(root, 'dist/cli/main.js'), 'predict', 'photos', '--out', 'results', '--report'],
    { cwd: folder, stdio: 'inherit' },
  );
} catch {
  // one of them is broken on purpose
}
const results = join(folder, 'results');
const server = await servePage({ port: 0, cwd: folder, results });
const browser = await launchChromium({ viewport: SIZE });

async function take(name: string, address: string): Promise<void> {
  const page = await browser.context.newPage();
  await page.goto(address);
  await page.waitForTimeout(SETTLE_MS);
  const png = await page.screenshot();
  await writeWhole(join(images, name), await sharp(png).jpeg({ quality: 84 }).toBuffer());
  await page.close();
}

await take('report.jpg', pathToFileURL(join(results, 'report.html')).href);
await take('view.jpg', server.url);
await browser.close();
await server.close();
await rm(folder, { recursive: true });
