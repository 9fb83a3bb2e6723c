/** @file What runs inside a single-file result: the 3D view and nothing else. */

import { loadBody } from '../src/body/index.ts';
import type { Reconstruction } from '../src/pipeline/index.ts';
import { SceneView } from '../src/viewer/index.ts';

interface Stored {
  readonly result: Reconstruction;
  readonly body: string;
  readonly photo: string | null;
}

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

async function show(canvas: HTMLCanvasElement, button: HTMLElement): Promise<void> {
  const text = document.getElementById('data')?.textContent ?? '';
  const { result, body, photo } = JSON.parse(text) as Stored;
  const theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const view = new SceneView(canvas, { state: { theme } });
  view.setBody(loadBody(bytesOf(body)));
  view.setReconstruction(
    result,
    photo === null ? null : await createImageBitmap(new Blob([bytesOf(photo)])),
  );
  const fit = (): void => view.resize(innerWidth, innerHeight, Math.min(2, devicePixelRatio));
  addEventListener('resize', fit);
  fit();
  view.frame();
  button.addEventListener('click', () => {
    const mode = view.state.mode === 'orbit' ? 'camera' : 'orbit';
    view.setState({ mode });
    button.textContent = mode === 'orbit' ? 'Through the camera' : 'Around';
  });
}

const canvas = document.querySelector('canvas');
const button = document.querySelector('button');
if (canvas !== null && button !== null) void show(canvas, button);
