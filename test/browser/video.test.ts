/** Videos and cameras in the page, in Debian's Chromium: `npm run build` first, as `npm test` does. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { PAGE_ROOT, servePage, type PageServer } from '../../src/server/page/index.ts';
import { findChromium } from '../support/chromium.ts';
import { openTab, type Tab } from '../support/tab.ts';

const built = existsSync(join(PAGE_ROOT, 'index.html'));

/** What the page knows, as far as it is asked for here. */
interface Known {
  readonly status: { readonly kind: string; readonly text: string; readonly hint?: string };
  readonly frames: number;
  readonly at: number;
  /** The frame on the stage, once its picture is decoded. */
  readonly shown: number | null;
  readonly live: number | null;
  readonly people: readonly {
    readonly id: number;
    readonly betas: string;
    readonly pose: string;
  }[];
}

const KNOWN = `(() => {
  const { status, clip, live: camera, result } = globalThis.multiroi.store.state;
  const people = (result?.people ?? []).map(({ id, body }) => ({
    id,
    betas: JSON.stringify(body.betas),
    pose: JSON.stringify(body.bodyPose),
  }));
  const { at = 0, shown = null } = clip ?? {};
  const frames = clip?.frames.length ?? 0;
  const live = camera?.framesPerSecond ?? null;
  return { status, frames, at, shown, live, people };
})()`;

/** Somebody who walks to the right for three seconds, as a browser records it. */
const RECORD = `(async () => {
  const image = await createImageBitmap(await (await fetch('samples/standing.jpg')).blob());
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [480, 360];
  const ctx = canvas.getContext('2d');
  const recorder = new MediaRecorder(canvas.captureStream(25), {
    mimeType: 'video/webm;codecs=vp8',
    videoBitsPerSecond: 2_000_000,
  });
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise((settle) => (recorder.onstop = settle));
  const scale = 360 / image.height;
  recorder.start();
  const began = performance.now();
  for (let now = 0; now < 3100; now = performance.now() - began) {
    ctx.fillStyle = '#888';
    ctx.fillRect(0, 0, 480, 360);
    ctx.drawImage(image, now / 37, 0, image.width * scale, 360);
    await new Promise(requestAnimationFrame);
  }
  recorder.stop();
  await ended;
  const files = new DataTransfer();
  files.items.add(new File(parts, 'walk.webm', { type: 'video/webm' }));
  const input = document.querySelector('input[type=file]');
  input.files = files.files;
  input.dispatchEvent(new Event('change'));
})()`;

describe.skipIf(findChromium() === undefined || !built)('what moves', () => {
  let server: PageServer;
  let tab: Tab;
  let folder: string;
  const known = async (): Promise<Known> => (await tab.page.evaluate(KNOWN)) as Known;
  const until = (what: (now: Known) => boolean): Promise<void> =>
    vi.waitFor(
      async () => {
        const now = await known();
        if (!what(now)) throw new Error(`until: still ${JSON.stringify(now).slice(0, 300)}`);
      },
      { timeout: 60_000, interval: 100 },
    );
  const scrub = (frame: number): Promise<void> =>
    tab.page.getByLabel('Frame', { exact: true }).fill(String(frame));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multiroi-camera-'));
    const camera = join(folder, 'camera.mjpeg');
    const picture = await readFile(join(PAGE_ROOT, 'samples', 'standing.jpg'));
    await writeFile(camera, Buffer.concat(Array<Buffer>(20).fill(picture)));
    server = await servePage({ port: 0, cwd: process.cwd() });
    tab = await openTab({ camera });
    await tab.page.goto(`${server.url}?provider=wasm`);
    await until(({ status }) => status.kind === 'idle');
  });
  afterAll(async () => {
    await tab?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('a recording: stopped, it keeps what is done', async () => {
    await tab.page.evaluate(RECORD);
    await until(({ frames }) => frames >= 2);
    await tab.page.locator('#timeline').getByRole('button', { name: 'Stop' }).click();
    await until(({ status }) => status.kind === 'idle');
    const { frames, status, people } = await known();
    expect(status.text).toBe('Stopped');
    expect(frames).toBeGreaterThanOrEqual(2);
    expect(people).toHaveLength(1);
  });

  test('whole: one person under one number, in every frame', async () => {
    await tab.page.getByLabel('Frames taken in a second').selectOption('2');
    await until(({ status, frames }) => status.kind === 'idle' && frames >= 4);
    const { frames } = await known();
    for (let frame = 0; frame < frames; frame++) {
      await scrub(frame);
      await until(({ shown }) => shown === frame);
      expect((await known()).people.map(({ id }) => id)).toEqual([0]);
    }
  });

  test('smoothing and one shape act at once, and off is what the network predicted', async () => {
    const frame = async (at: number): Promise<Known['people'][number]> => {
      await scrub(at);
      await until(({ shown }) => shown === at);
      return (await known()).people[0];
    };
    const press = (name: string): Promise<void> => tab.page.getByRole('button', { name }).click();
    const locked = [await frame(1), await frame(2)];
    expect(locked[0].betas).toBe(locked[1].betas);
    await press('One shape');
    await until(({ shown, people }) => shown === 2 && people[0].betas !== locked[1].betas);
    const steady = await frame(2);
    await press('Smooth');
    await until(({ people }) => people[0].pose !== steady.pose);
    const raw = await tab.page.evaluate(
      'JSON.stringify(globalThis.multiroi.store.state.result.people[0].body.bodyPose)',
    );
    await press('Smooth');
    await until(({ people }) => people[0].pose === steady.pose);
    await press('Smooth');
    await until(({ people }) => people[0].pose === raw);
  });

  test('keys step and play', async () => {
    await scrub(0);
    await until(({ at }) => at === 0);
    await tab.page.keyboard.press('.');
    await until(({ at }) => at === 1);
    await tab.page.keyboard.press(',');
    await until(({ at }) => at === 0);
    const { frames } = await known();
    await tab.page.keyboard.press('k');
    await until(({ at }) => at === frames - 1);
    await tab.page.getByRole('button', { name: 'Play' }).waitFor();
  });

  test('a file that is no video is a message', async () => {
    await tab.page.locator('input[type=file]').setInputFiles({
      name: 'broken.mp4',
      mimeType: 'video/mp4',
      buffer: Buffer.from('not a video at all'),
    });
    await until(({ status }) => status.kind === 'error');
    const { status } = await known();
    expect(status.text).toMatch(/expected a file that this browser can decode/);
    expect(status.hint).toMatch(/WebM/);
  });

  test('the camera, live, until it is stopped', async () => {
    const asked: string[] = [];
    tab.page.once('dialog', (dialog) => {
      asked.push(dialog.message());
      void dialog.accept();
    });
    await tab.page.getByRole('button', { name: 'Live' }).click();
    // the video that was reconstructed is not given up unasked
    await expect.poll(() => asked).toHaveLength(1);
    await until(({ live, people }) => live !== null && live > 0 && people.length === 1);
    await tab.page.locator('#intake').getByRole('button', { name: 'Stop' }).click();
    await until(({ live, status }) => live === null && status.text === 'Stopped');
    // its last frame stays
    expect((await known()).people).toHaveLength(1);
  });

  test('no permission is a message', async () => {
    await tab.page.evaluate(
      `navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))`,
    );
    await tab.page.getByRole('button', { name: 'Live' }).click();
    await until(({ status }) => status.kind === 'error');
    expect((await known()).status.text).toMatch(/got no permission/);
  });

  test('nothing was asked of anybody else, and nothing went wrong', () => {
    const own = (url: string): boolean => /^(blob|data):/.test(url) || url.startsWith(server.url);
    expect(tab.requests.filter((url) => !own(url))).toEqual([]);
    expect(tab.complaints).toEqual([]);
  });
});
