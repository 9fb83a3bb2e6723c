/**
 * @file A result as one HTML file that opens from a disk, asks nobody for anything and holds all it shows: the
 * viewer's script, the photograph, and the posed surfaces. Surfaces and not the body they were posed
 * from, which the reader may hold under a licence of his own.
 */

import { bodyParts, type BodyModel } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { shrink } from '../imaging/index.ts';
import type { PixelImage, Platform } from '../platform/index.ts';
import { checkPhotograph } from './draw.ts';
import { sceneBodies } from './materials.ts';
import { poseResult, type PosedPerson } from './pose-result.ts';
import type { Reconstruction } from './result.ts';

/** The viewer as one script; tools/build-viewer.ts makes it. */
export const VIEWER_SCRIPT = 'viewer.js';

/** A surface of the file: X [V, 3] in steps, camera axes, without t. */
export interface StoredMesh {
  /** The person's. */
  readonly id: number;
  /** Metres of one step. */
  readonly step: number;
  /** [V, 3], 16-bit whole numbers, little-endian, base64. */
  readonly vertices: string;
}

/** What the viewer's script finds in the file. */
export interface StoredScene {
  readonly result: Reconstruction;
  readonly vertexCount: number;
  /** [F, 3], 32-bit, little-endian, base64. */
  readonly faces: string;
  /** What covers each vertex, by `BODY_PARTS` [V], bytes, base64. */
  readonly parts: string;
  readonly meshes: readonly StoredMesh[];
  /** A data URL, or null. */
  readonly photo: string | null;
}

/** More pixels than this along a side, and the photograph is halved, thirded …: no screen shows more. */
const MOST_PX = 2560;
const PHOTO_QUALITY = 88;
const CHUNK = 32_768;

/** Base64 of bytes of any number. */
export function base64Of(bytes: Uint8Array): string {
  let text = '';
  // one call for all bytes would put as many arguments on the stack
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return btoa(text);
}

/** Bytes of numbers, the low one first on any machine. */
function littleEndian(values: ArrayLike<number>, size: 2 | 4): Uint8Array {
  const bytes = new Uint8Array(size * values.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) {
    if (size === 2) view.setInt16(2 * i, values[i], true);
    else view.setUint32(4 * i, values[i], true);
  }
  return bytes;
}

/** Thousandths of a millimetre are lost on a body that reaches a metre far. */
function storedMesh(id: number, vertices: Float32Array): StoredMesh {
  const reach = vertices.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const step = reach > 0 ? reach / 32_767 : 1;
  const levels = Array.from(vertices, (v) => Math.round(v / step));
  return { id, step, vertices: base64Of(littleEndian(levels, 2)) };
}

async function dataUrl(image: PixelImage, images: Platform['images']): Promise<string> {
  const factor = Math.ceil(Math.max(image.width, image.height) / MOST_PX);
  const bytes = await images.encodeJpeg(shrink(image, factor), PHOTO_QUALITY);
  return `data:image/jpeg;base64,${base64Of(bytes)}`;
}

/** The photograph's name without its folder, which is nobody's business. */
const nameOf = ({ image }: Reconstruction): string => image.file.replace(/^.*[\\/]/, '');

/** The scene as the viewer's script reads it. */
async function storedScene(
  result: Reconstruction,
  body: BodyModel,
  image: PixelImage | null,
  images: Platform['images'],
  posed: readonly PosedPerson[],
): Promise<StoredScene> {
  return {
    result: { ...result, image: { ...result.image, file: nameOf(result) } },
    vertexCount: body.vertexCount,
    faces: base64Of(littleEndian(body.faces, 4)),
    parts: base64Of(bodyParts(body)),
    // sceneBodies keeps the order of the people
    meshes: sceneBodies(posed, body).map(({ vertices }, i) =>
      storedMesh(posed[i].person.id, vertices),
    ),
    photo: image === null ? null : await dataUrl(image, images),
  };
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** The policy of the file: its own script and style, pictures out of itself, nothing from anywhere. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:";

/**
 * The result as one HTML file.
 * @param image the photograph, or null for a scene without it.
 * @param posed what `poseResult` gives, where it is at hand.
 * @throws E_CONFIG for a photograph of another size or a body that is not the result's.
 */
export async function exportHtml(
  result: Reconstruction,
  body: BodyModel,
  image: PixelImage | null,
  { images, files }: Pick<Platform, 'images' | 'files'>,
  posed: readonly PosedPerson[] = poseResult(result, body),
): Promise<string> {
  if (image !== null) checkPhotograph(result, image);
  const script = new TextDecoder().decode(await files.asset(VIEWER_SCRIPT));
  // the parser ends a script there, whatever the language in it means by it
  if (/<\/script|<!--/i.test(script)) {
    throw new MultiRoiError(
      'E_INTERNAL',
      'exportHtml: expected a script without </script, got one',
    );
  }
  const data = JSON.stringify(await storedScene(result, body, image, images, posed));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escaped(nameOf(result))} · multiroi</title>
</head>
<body>
<noscript>This file shows people in 3D, which takes a script.</noscript>
<script type="application/json" id="scene">${data.replaceAll('<', '\\u003c')}</script>
<script>${script}</script>
</body>
</html>
`;
}
