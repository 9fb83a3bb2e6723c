/** @file The 3D view in a real browser, against the rasteriser that draws the overlays. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadBody, mannequinOf } from '../../src/body/index.ts';
import { RasterTarget, rasterise } from '../../src/imaging/index.ts';
import { nodePlatform } from '../../src/node/index.ts';
import { poseResult, resultText, type Mat3, type Reconstruction } from '../../src/result/index.ts';
import { bundle } from '../support/bundle.ts';
import { findChromium, launchChromium, type Chromium } from '../support/chromium.ts';
import { coverage, SAMPLES, wrongPixels } from '../support/outline.ts';
import { samplePerson, sampleResult } from '../support/result.ts';

const BODY = readFileSync('assets/body/open.safetensors');
const body = loadBody(BODY);

/** Two people, one before the other, under an off-centre pinhole whose pixels are not square. */
function scene(): Reconstruction {
  const K: Mat3 = [
    [410, 0, 131.25],
    [0, 395, 140.5],
    [0, 0, 1],
  ];
  const one = samplePerson();
  const person = (id: number, t: [number, number, number], turn: number): typeof one => ({
    ...one,
    id,
    body: { ...one.body, globalOrient: [Math.PI * Math.cos(turn), 0, Math.PI * Math.sin(turn)] },
    camera: { ...one.camera, K, focalPx: 410, focalSource: 'given', t },
  });
  return sampleResult([person(0, [0.1, 0.05, 3.5], 0), person(1, [-0.5, 0.1, 4.6], 0.4)]);
}

/** How a picture lies in a canvas: its scale, and where its left and upper edges are. */
interface Shown {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

/** Samples of each pixel of a canvas that the rasteriser covers, 0–16. */
function expected(result: Reconstruction, { width, height, scale, left, top }: Shown): Uint8Array {
  const target = new RasterTarget(SAMPLES * width, SAMPLES * height);
  // from pixel centres of the picture to those of the samples
  const place = (c: number, edge: number): number => SAMPLES * (scale * (c + 0.5) + edge) - 0.5;
  for (const { person, vertices } of poseResult(result, mannequinOf(body).body)) {
    const [[fx, , cx], [, fy, cy]] = person.camera.K;
    const intrinsics = {
      fx: SAMPLES * scale * fx,
      fy: SAMPLES * scale * fy,
      cx: place(cx, left),
      cy: place(cy, top),
    };
    rasterise(target, vertices, body.faces, { intrinsics, t: person.camera.t });
  }
  const covered = Array.from(target.face, (face) => face >= 0);
  return coverage(covered, width, height);
}

/** Pixels of a PNG that are more person than background: normals on dark are bright in blue. */
async function silhouette(png: string): Promise<Uint8Array> {
  const { data } = await nodePlatform.images.decode(Buffer.from(png, 'base64'), 'snapshot');
  return Uint8Array.from({ length: data.length / 3 }, (_, i) =>
    Number(data[3 * i + 2]) > 85 ? 1 : 0,
  );
}

const area = (seen: Uint8Array): number => seen.reduce((sum, v) => sum + v, 0);

// CI installs Chromium (.ci/run); elsewhere its absence is a visible skip
describe.skipIf(findChromium() === undefined)('the 3D view', () => {
  let browser: Chromium;
  let code = '';
  let requests: string[] = [];
  let complaints: string[] = [];

  beforeAll(async () => {
    [code, browser] = await Promise.all([
      bundle('test/e2e/pages/scene.ts', 'scene'),
      launchChromium({ viewport: { width: 800, height: 600 } }),
    ]);
  });
  afterAll(() => browser.close());

  /** A page with the view in it; `result` on a canvas of a size. */
  async function open(
    result: Reconstruction,
    [width, height, pixelRatio]: readonly [number, number, number],
  ): Promise<Page> {
    const page = await browser.context.newPage();
    [requests, complaints] = [[], []];
    page.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.setContent('<!doctype html><body style="margin:0"><canvas></canvas>');
    await page.addScriptTag({ content: code });
    const args = [BODY.toString('base64'), resultText(result), null, width, height, pixelRatio];
    await page.evaluate(`scene.start(...${JSON.stringify(args)})`);
    await set(page, { mode: 'camera', normals: true, theme: 'dark', frustum: false });
    return page;
  }

  const snapshot = (page: Page): Promise<string> => page.evaluate('scene.snapshot()');
  const set = (page: Page, state: object): Promise<void> =>
    page.evaluate(`scene.view.setState(${JSON.stringify(state)})`);

  test.each([
    [
      'as large as the picture',
      [320, 240, 1],
      { width: 320, height: 240, scale: 1, left: 0, top: 0 },
    ],
    ['wide', [700, 360, 1], { width: 700, height: 360, scale: 1.5, left: 110, top: 0 }],
    [
      'tall, of fine pixels',
      [180, 320, 2],
      { width: 360, height: 640, scale: 1.125, left: 0, top: 185 },
    ],
  ] as const)(
    'through the camera, outlines are the overlay’s: a canvas %s',
    async (_, size, shown) => {
      const result = scene();
      const page = await open(result, size);
      const seen = await silhouette(await snapshot(page));
      const want = expected(result, shown);
      expect(area(seen)).toBeGreaterThan(3000);
      expect(wrongPixels(seen, want)).toBe(0);
      // the check is sharp: two pixels of the canvas off, along either axis, is another outline
      for (const [dx, dy] of [
        [2, 0],
        [0, 2],
        [-2, 0],
      ]) {
        const shifted = expected(result, { ...shown, left: shown.left + dx, top: shown.top + dy });
        expect(wrongPixels(seen, shifted)).toBeGreaterThan(100);
      }
      expect([requests, complaints]).toEqual([[], []]);
      await page.close();
    },
  );

  test('hidden and solo people, picking, see-through bodies', async () => {
    const result = scene();
    const page = await open(result, [320, 240, 1]);
    const frame = { width: 320, height: 240, scale: 1, left: 0, top: 0 };
    const [front, back] = result.people;
    const pick = (x: number, y: number): Promise<number | null> =>
      page.evaluate(`scene.view.pick(${x}, ${y})`);
    await snapshot(page);
    // pointers count from edges, pixels from centres
    const [x, y] = front?.camera.t.map((v) => v / 3.5) ?? [];
    const at = [410 * (x ?? 0) + 131.25 + 0.5, 395 * (y ?? 0) + 140.5 + 0.5] as const;
    expect(await pick(...at)).toBe(front?.id);
    expect(await pick(2, 2)).toBe(null);
    await set(page, { hidden: [0] });
    expect(await pick(...at)).not.toBe(front?.id);
    const only = expected({ ...result, people: back === undefined ? [] : [back] }, frame);
    expect(wrongPixels(await silhouette(await snapshot(page)), only)).toBe(0);
    await set(page, { hidden: [], solo: 1 });
    expect(wrongPixels(await silhouette(await snapshot(page)), only)).toBe(0);
    await set(page, { solo: null, opacity: 0 });
    expect(area(await silhouette(await snapshot(page)))).toBe(0);
    await page.close();
  });

  test('rests when nothing changes, and holds no more after many results', async () => {
    const page = await open(scene(), [320, 240, 1]);
    await set(page, { mode: 'orbit', normals: false });
    await page.waitForTimeout(300);
    expect(await page.evaluate('scene.idleFrames(300)')).toBe(0);
    const held = await page.evaluate<{ geometries: number; textures: number }[]>('scene.churn(50)');
    // photographs, people, lines and instances were replaced fifty times
    const last = held.at(-1);
    expect(held[4]).toMatchObject({ geometries: last?.geometries, textures: last?.textures });
    expect(last?.textures).toBeLessThan(8);
    await page.close();
  });

  test('drawings: boxes over the photograph, the plan, the weights', async () => {
    const page = await open(scene(), [320, 240, 1]);
    const draw = async (what: object): Promise<{ data: Uint8Array; width: number }> => {
      const png = await page.evaluate<string>(`scene.drawing(${JSON.stringify(what)})`);
      return await nodePlatform.images.decode(Buffer.from(png, 'base64'), 'drawing');
    };
    const shown = { hidden: [], solo: null, selected: null };
    const options = {
      ...shown,
      width: 640,
      height: 480,
      rois: false,
      joints: false,
      skeleton: false,
    };
    const boxed = await draw({ kind: 'annotations', options: { ...options, boxes: true } });
    const at = ({ data, width }: typeof boxed, x: number, y: number): number[] => [
      ...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3),
    ];
    // both people have the box [90, 20, 230, 230], at twice the size: on its left edge, and inside
    expect(at(boxed, 181, 300)).toEqual([233, 163, 132]);
    expect(at(boxed, 300, 300)).toEqual([255, 255, 255]);
    const none = await draw({ kind: 'annotations', options: { ...options, boxes: false } });
    expect(none.data.every((v) => v === 255)).toBe(true);
    const weights = { kind: 'fusion', weights: [1, 0, 0, 1], M: 2 };
    const matrix = await draw({ ...weights, options: { width: 124, height: 124, theme: 'light' } });
    // its own row takes all of it: dark on the diagonal
    const cell = (m: number, n: number): number => at(matrix, 36 + 49 * n, 36 + 49 * m)[0] ?? 0;
    expect(cell(0, 0)).toBeLessThan(cell(0, 1) - 60);
    expect(cell(1, 1)).toBeLessThan(cell(1, 0) - 60);
    const plan = await draw({
      kind: 'birds-eye',
      options: { ...shown, width: 400, height: 300, theme: 'dark' },
    });
    expect(at(plan, 2, 200)).toEqual([21, 24, 29]);
    await page.close();
  });
});
