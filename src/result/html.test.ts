import { expect, test } from 'vitest';
import { loadBody } from '../body/index.ts';
import { nodePlatform } from '../node/index.ts';
import { readFileSync } from 'node:fs';
import { samplePerson, sampleResult } from '../../test/support/result.ts';
import { exportHtml, type StoredScene } from './html.ts';
import { sceneBodies } from './materials.ts';
import { poseResult } from './pose-result.ts';

const body = loadBody(readFileSync('assets/body/open.safetensors'));
const image = { width: 320, height: 240, data: new Uint8Array(320 * 240 * 3).fill(90) };
/** The script is built from the sources; what surrounds it is what is tested here. */
const platform = (script: string): Parameters<typeof exportHtml>[3] => ({
  images: nodePlatform.images,
  files: {
    ...nodePlatform.files,
    asset: () => Promise.resolve(new TextEncoder().encode(script)),
  },
});

const sceneOf = (html: string): StoredScene =>
  JSON.parse(/id="scene">(.*?)<\/script>/s.exec(html)?.[1] ?? '') as StoredScene;

test('surfaces are stored to a twentieth of a millimetre, and the photograph with them', async () => {
  const result = sampleResult([samplePerson(), samplePerson({ id: 4 })]);
  const scene = sceneOf(await exportHtml(result, body, image, platform('void 0')));
  expect(scene.meshes.map(({ id }) => id)).toEqual([0, 4]);
  expect(scene.photo).toMatch(/^data:image\/jpeg;base64,/);
  const [posed] = sceneBodies(poseResult(result, body), body);
  const [{ step, vertices }] = scene.meshes;
  const bytes = Buffer.from(vertices, 'base64');
  expect(bytes.length).toBe(2 * posed.vertices.length);
  const worst = posed.vertices.reduce(
    (most, v, i) => Math.max(most, Math.abs(v - step * bytes.readInt16LE(2 * i))),
    0,
  );
  expect(worst).toBeLessThan(5e-5);
  const faces = Buffer.from(scene.faces, 'base64');
  expect(faces.length).toBe(4 * body.faces.length);
  expect(faces.readUInt32LE(4 * 1000)).toBe(body.faces[1000]);
});

test('a hostile file name stays text, and folders are not told', async () => {
  const result = sampleResult();
  result.image.file = '/home/somebody/</script><img src=x onerror=alert(1)>"&.jpg';
  const html = await exportHtml(result, body, null, platform('void 0'));
  expect(html.match(/<\/script>/g)?.length).toBe(2);
  expect(html).not.toContain('<img');
  expect(html).not.toContain('somebody');
  expect(sceneOf(html).result.image.file).toBe('script><img src=x onerror=alert(1)>"&.jpg');
  expect(sceneOf(html).photo).toBe(null);
});

test('another photograph, and a script that would end early, are refused', async () => {
  const other = { width: 8, height: 8, data: new Uint8Array(192) };
  await expect(exportHtml(sampleResult(), body, other, platform(''))).rejects.toThrow('320×240');
  await expect(exportHtml(sampleResult(), body, null, platform('"</script>"'))).rejects.toThrow(
    'without </script',
  );
});
