/** @file What the browser runs in tests of the 3D view: a canvas, a result, and handles to both. */
import { loadBody } from '../../../src/body/index.ts';
import { parseResult } from '../../../src/pipeline/index.ts';
import { SceneView } from '../../../src/viewer/index.ts';

export let view: SceneView;

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

export async function start(
  body: string,
  result: string,
  photo: string | null,
  width: number,
  height: number,
  pixelRatio: number,
): Promise<void> {
  const canvas = document.querySelector('canvas');
  if (canvas === null) throw new Error('no canvas');
  view = new SceneView(canvas, { still: true });
  view.setBody(loadBody(bytesOf(body)));
  view.resize(width, height, pixelRatio);
  const image = photo === null ? null : await createImageBitmap(new Blob([bytesOf(photo)]));
  view.setReconstruction(parseResult(result), image);
  view.frame();
}

/** The canvas as base64 PNG. */
export async function snapshot(): Promise<string> {
  const blob = await view.snapshotPng();
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(''));
}
