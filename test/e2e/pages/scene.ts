/** @file What the browser runs in tests of what is drawn: a canvas, a result, and handles to both. */
import { loadBody } from '../../../src/body/index.ts';
import { parseResult, type Reconstruction } from '../../../src/result/index.ts';
import {
  drawAnnotations,
  drawBirdsEye,
  drawFusionWeights,
  SceneView,
  type AnnotationState,
  type BirdsEyeOptions,
  type FusionOptions,
} from '../../../src/viewer/index.ts';

export let view: SceneView;
export let result: Reconstruction;
export let photo: ImageBitmap | null = null;

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

async function base64Of(blob: Blob | null): Promise<string> {
  if (blob === null) throw new Error('no picture');
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(''));
}

export async function start(
  body: string,
  resultText: string,
  photoBytes: string | null,
  width: number,
  height: number,
  pixelRatio: number,
): Promise<void> {
  const canvas = document.querySelector('canvas');
  if (canvas === null) throw new Error('no canvas');
  view = new SceneView(canvas, { still: true });
  view.setBody(loadBody(bytesOf(body)));
  view.resize(width, height, pixelRatio);
  photo = photoBytes === null ? null : await createImageBitmap(new Blob([bytesOf(photoBytes)]));
  result = parseResult(resultText);
  view.setReconstruction(result, photo);
  view.frame();
}

/** The canvas as base64 PNG. */
export async function snapshot(): Promise<string> {
  return base64Of(await view.snapshotPng());
}

/** One of the drawings as base64 PNG, on a canvas of its own. */
export async function drawing(
  what:
    | { readonly kind: 'birds-eye'; readonly options: BirdsEyeOptions }
    | { readonly kind: 'annotations'; readonly options: AnnotationState }
    | {
        readonly kind: 'fusion';
        readonly weights: number[];
        readonly M: number;
        readonly options: FusionOptions;
      },
  pixelRatio = 1,
): Promise<string> {
  const canvas = document.createElement('canvas');
  const { width, height } = what.options;
  canvas.width = width * pixelRatio;
  canvas.height = height * pixelRatio;
  const ctx = canvas.getContext('2d');
  if (ctx === null) throw new Error('no 2D context');
  ctx.scale(pixelRatio, pixelRatio);
  if (what.kind === 'birds-eye') drawBirdsEye(ctx, result, what.options);
  if (what.kind === 'fusion') drawFusionWeights(ctx, what.weights, what.M, what.options);
  if (what.kind === 'annotations') {
    if (photo !== null) {
      const scale = Math.min(width / photo.width, height / photo.height);
      const [w, h] = [scale * photo.width, scale * photo.height];
      ctx.drawImage(photo, (width - w) / 2, (height - h) / 2, w, h);
    }
    drawAnnotations(ctx, result, what.options);
  }
  return base64Of(await new Promise((settle) => canvas.toBlob(settle)));
}

/** Frames a second while the eye turns, each frame finished by the GPU, and how long a result takes to be posed. */
export async function measure(frames = 40): Promise<{ fps: number; poseMs: number }> {
  const gl = document.querySelector('canvas')?.getContext('webgl2');
  const pixel = new Uint8Array(4);
  const frame = async (): Promise<void> => {
    view.turn(0.05, 0);
    await new Promise(requestAnimationFrame);
    // after the frame that the turn asked for: reading waits for what was drawn
    await new Promise<void>((settle) =>
      requestAnimationFrame(() => {
        gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
        settle();
      }),
    );
  };
  await frame();
  const began = performance.now();
  for (let i = 0; i < frames; i++) await frame();
  // every turn takes two callbacks, and damping draws in both
  const fps = (2000 * frames) / (performance.now() - began);
  const posing = performance.now();
  for (let i = 0; i < 20; i++) view.setReconstruction(result, photo);
  return { fps, poseMs: (performance.now() - posing) / 20 };
}

export interface Held {
  readonly heapBytes: number;
  readonly geometries: number;
  readonly textures: number;
}

/** What is held after each tenth of many results: people come and go, photographs change. */
export async function churn(results: number): Promise<Held[]> {
  const { gc } = globalThis as { gc?: () => void };
  const { memory } = performance as Performance & { memory?: { usedJSHeapSize: number } };
  const held: Held[] = [];
  for (let i = 0; i < results; i++) {
    const people = result.people.slice(0, i % (result.people.length + 1));
    const bitmap = await createImageBitmap(new ImageData(640, 480));
    photo?.close();
    photo = bitmap;
    view.setReconstruction({ ...result, people }, photo);
    view.setState({ wireframe: i % 3 === 0, skeleton: i % 2 === 0, rois: i % 5 === 0 });
    if (i % 10 === 0) await new Promise(requestAnimationFrame);
    if ((i + 1) % (results / 10) !== 0) continue;
    gc?.();
    held.push({ heapBytes: memory?.usedJSHeapSize ?? 0, ...view.held });
  }
  return held;
}

/** Frames asked for in a while in which nothing changes. */
export async function idleFrames(ms: number): Promise<number> {
  const own = requestAnimationFrame;
  let asked = 0;
  globalThis.requestAnimationFrame = (callback) => {
    asked++;
    return own(callback);
  };
  await new Promise((settle) => setTimeout(settle, ms));
  globalThis.requestAnimationFrame = own;
  return asked;
}
