import { createServer } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import sharp from 'sharp';
import { type ImageInput, readImage } from './image-input.ts';
import { nodeImages } from './images.ts';

// oxfmt-ignore
const PIXELS = Uint8Array.of(
  250, 10, 10,   10, 250, 10,   10, 10, 250,
  200, 200, 20,  20, 200, 200,  128, 128, 128,
);
const picture = () => sharp(PIXELS, { raw: { width: 3, height: 2, channels: 3 } });
let folder = '';
let path = '';
let bytes: Uint8Array<ArrayBuffer> = new Uint8Array();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multiroi-inputs-'));
  path = join(folder, 'a b.png');
  bytes = new Uint8Array(await picture().png().toBuffer());
  await writeFile(path, bytes);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function pixelsOf(input: ImageInput) {
  const { image } = await readImage(input);
  const photo = image instanceof Uint8Array ? await nodeImages.decode(image, 'a.png') : image;
  return [...photo.data];
}

const rgba = Uint8ClampedArray.from({ length: 24 }, (_, i) =>
  i % 4 === 3 ? 255 : (PIXELS[Math.floor(i / 4) * 3 + (i % 4)] ?? 0),
);
const INPUTS: readonly (readonly [string, () => ImageInput, string | undefined])[] = [
  ['a path', () => path, 'a b.png'],
  ['a file: URL', () => pathToFileURL(path), 'a b.png'],
  ['a file: URL as text', () => pathToFileURL(path).href, 'a b.png'],
  [
    'a data: URL',
    () => `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`,
    undefined,
  ],
  ['bytes', () => bytes, undefined],
  ['an ArrayBuffer', () => bytes.buffer, undefined],
  ['a Blob', () => new Blob([bytes]), undefined],
  ['a File', () => new File([bytes], 'c.png'), 'c.png'],
  ['ImageData', () => ({ width: 3, height: 2, data: rgba }), undefined],
  ['RGB', () => ({ width: 3, height: 2, data: PIXELS }), undefined],
  ['sharp', picture, undefined],
];

test.each(INPUTS)('%s', async (_, input, name) => {
  expect(await pixelsOf(input())).toEqual([...PIXELS]);
  const { file } = await readImage(input());
  expect(file?.endsWith(name ?? '?') === true ? name : file).toBe(name);
});

test('what is transparent lies on white', async () => {
  const data = Uint8ClampedArray.of(0, 0, 0, 0, 100, 0, 0, 128);
  expect(await pixelsOf({ width: 2, height: 1, data })).toEqual([255, 255, 255, 177, 127, 127]);
});

test('a picture of sharp keeps its EXIF, and can be used again', async () => {
  const turned = sharp(await picture().withMetadata({ orientation: 6 }).png().toBuffer());
  const { image } = await readImage(turned);
  const photo = await nodeImages.decode(image as Uint8Array, 'a.png');
  expect([photo.width, photo.height]).toEqual([2, 3]);
  expect((await turned.metadata()).width).toBe(3);
});

test('an address, named by its last part', async () => {
  const server = createServer((_, answer) => {
    answer.setHeader('content-type', 'image/png').end(bytes);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const read = await readImage(`http://127.0.0.1:${port}/photos/d.png?key=secret`);
  expect({ ...read, image: [...(read.image as Uint8Array)] }).toEqual({
    image: [...bytes],
    file: 'd.png',
  });
  server.close();
});

test.each([
  ['absent.jpg', 'E_IO'],
  [new URL('ftp://host/a.jpg'), 'E_UNSUPPORTED'],
  ['data:image/png;base64,%%%', 'E_FORMAT'],
  [{ width: 3, height: 2, data: new Uint8Array(5) }, 'E_SHAPE'],
  [{ width: 0, height: 0, data: new Uint8Array() }, 'E_SHAPE'],
  [null, 'E_FORMAT'],
  [7, 'E_FORMAT'],
  [{ file: 'a.png' }, 'E_FORMAT'],
] as const)('%s is refused', async (input, code) => {
  await expect(readImage(input as never)).rejects.toMatchObject({ code });
});
