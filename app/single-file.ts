/** @file The scene as one HTML file that asks nobody for anything: viewer, body, result and photograph inside. */

import { MultiRoiError } from '../src/errors.ts';
import { resultText } from '../src/pipeline/index.ts';
import type { Session } from './session.ts';

/** More pixels than a screen has make the file larger and nothing sharper. */
const MOST_PX = 1600;

async function fetched(name: string): Promise<Response> {
  const response = await fetch(new URL(name, document.baseURI));
  if (response.ok) return response;
  throw new MultiRoiError('E_IO', `html: expected ${name}, got status ${response.status}`);
}

async function base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 32_768) {
    text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  }
  return btoa(text);
}

async function jpegOf(bitmap: ImageBitmap): Promise<Blob> {
  const scale = Math.min(1, MOST_PX / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(bitmap.width * scale)),
    Math.max(1, Math.round(bitmap.height * scale)),
  );
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
}

/** Text that cannot end the element it stands in. */
const inScript = (text: string): string =>
  text.replaceAll('</', '<\\/').replaceAll('<!--', '<\\!--');

/**
 * @throws E_UNSUPPORTED for bodies that may not be passed on.
 */
export async function singleFile({ result, photo, body }: Session): Promise<string> {
  if (result === null || body === null) {
    throw new MultiRoiError('E_CONFIG', 'html: expected a result, got none');
  }
  if (body.id !== 'open') {
    throw new MultiRoiError('E_UNSUPPORTED', `html: expected the open body, got "${body.id}"`, {
      hint: 'its licence does not let it be passed on; take GLB instead',
    });
  }
  const [script, bodyBlob, image] = await Promise.all([
    fetched('standalone.js').then((response) => response.text()),
    fetched('files/body/open.safetensors').then((response) => response.blob()),
    photo?.bitmap ? jpegOf(photo.bitmap) : null,
  ]);
  const data = {
    result: JSON.parse(resultText(result)) as unknown,
    body: await base64(bodyBlob),
    photo: image === null ? null : await base64(image),
  };
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src blob: data:">
<title>multiroi</title><style>
html,body{margin:0;height:100%;font:14px system-ui,sans-serif}canvas{display:block;width:100vw;height:100vh}
button{position:fixed;left:12px;bottom:12px;padding:8px 14px;border:0;border-radius:999px;font:inherit}
</style></head><body><canvas tabindex="0" role="img" aria-label="People in 3D"></canvas><button type="button">Through the camera</button>
<script type="application/json" id="data">${json}</script>
<script>${inScript(script)}</script></body></html>
`;
}
