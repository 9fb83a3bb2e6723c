/** @file What the browser runs in tests of what is drawn: a canvas, a result, and handles to both. */
import { loadBody } from '../../../src/body/index.ts';
import { parseResult, type Reconstruction } from '../../../src/pipeline/index.ts';
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
