/**
 * The camera contract: the overlay, the GLB and the projected points show the same person at the same
 * place, to less than a pixel, also off the image's centre and with unequal focal lengths.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { cameraOfGlb, verticesOfGlb } from '../../test/support/glb.ts';
import { samplePerson, sampleResult } from '../../test/support/result.ts';
import { loadBody, mannequinOf } from '../body/index.ts';
import { project } from '../camera/index.ts';
import { Rng } from '../base/index.ts';
import { exportCsv, exportGlb, type GlbKind } from '../result/export.ts';
import { drawOverlay } from '../result/draw.ts';
import type { Material } from '../result/materials.ts';
import { poseResult, sceneIntrinsics } from '../result/pose-result.ts';
import type { Vec2, Vec3 } from '../math/index.ts';
import type { Mat3, Person, Reconstruction } from '../result/result.ts';

const body = loadBody(readFileSync('assets/body/open.safetensors'));
const WIDTH = 400;
const HEIGHT = 300;

/** A person in some pose, seen by a camera whose axis does not meet the middle of the image. */
function someone(seed: string): Person {
  const rng = new Rng(seed);
  const base = samplePerson();
  const turn = (sd: number): Vec3 => [rng.normal(0, sd), rng.normal(0, sd), rng.normal(0, sd)];
  return {
    ...base,
    body: {
      ...base.body,
      globalOrient: [Math.PI + rng.normal(0, 0.4), rng.normal(0, 0.4), rng.normal(0, 0.4)],
      bodyPose: Array.from({ length: 23 }, () => turn(0.25)),
      betas: Array.from({ length: 10 }, () => rng.normal()),
    },
    camera: {
      ...base.camera,
      K: [
        [420, 0, 170],
        [0, 390, 160],
        [0, 0, 1],
      ],
      t: [rng.uniform(-0.2, 0.4), rng.uniform(-0.2, 0.1), rng.uniform(2.6, 4)],
    },
  };
}

/** Rows a pixel on which the outline of the mesh is taken. */
const FINE = 8;

/** Where the projected triangles begin and end on every fine row inside the image. */
function meshOutline(pixels: Float64Array, faces: Uint32Array): Vec2[] {
  const rows = Array.from({ length: HEIGHT * FINE }, () => [Infinity, -Infinity]);
  for (let f = 0; f < faces.length; f++) {
    const next = f % 3 === 2 ? f - 2 : f + 1;
    const [a, b] = [2 * faces[f], 2 * faces[next]];
    const [x0, y0, x1, y1] = [pixels[a], pixels[a + 1], pixels[b], pixels[b + 1]];
    const low = Math.max(0, Math.ceil(Math.min(y0, y1) * FINE));
    const high = Math.min(rows.length - 1, Math.floor(Math.max(y0, y1) * FINE));
    for (let row = low; row <= high; row++) {
      const x = y0 === y1 ? x0 : x0 + ((row / FINE - y0) / (y1 - y0)) * (x1 - x0);
      rows[row] = [Math.min(rows[row][0], x), Math.max(rows[row][1], x)];
    }
  }
  return rows
    .flatMap(([left, right], row): Vec2[] => [
      [left, row / FINE],
      [right, row / FINE],
    ])
    .filter(([x, y]) => x > 2 && x < WIDTH - 3 && y > 2 && y < HEIGHT - 3);
}

/** Leftmost and rightmost pixel that the overlay changed on every row of a plain photograph. */
function overlayOutline(result: Reconstruction, material: Material = 'clay'): Vec2[] {
  const image = { width: WIDTH, height: HEIGHT, data: new Uint8Array(3 * WIDTH * HEIGHT).fill(7) };
  const { data } = drawOverlay(result, body, image, { material });
  return Array.from({ length: HEIGHT }, (_, y) => {
    const row = Array.from({ length: WIDTH }, (__, x) => data[3 * (y * WIDTH + x)] !== 7);
    return [row.indexOf(true), row.lastIndexOf(true)].map((x): Vec2 => [x, y]);
  })
    .flat()
    .filter(([x, y]) => x > 2 && x < WIDTH - 3 && y > 2 && y < HEIGHT - 3);
}

/** The farthest that a point of one outline is from the other outline, px. */
function farthest(from: readonly Vec2[], to: readonly Vec2[]): number {
  let most = 0;
  for (const [x, y] of from) {
    let least = Infinity;
    for (const [u, v] of to) least = Math.min(least, (x - u) ** 2 + (y - v) ** 2);
    most = Math.max(most, least);
  }
  return Math.sqrt(most);
}

describe.each(['a', 'b', 'c'])('person %s', (seed) => {
  const result: Reconstruction = {
    ...sampleResult([someone(seed)]),
    image: { file: 'x', width: WIDTH, height: HEIGHT },
  };
  /** Of every vertex [V, 2], from the CSV that `multiroi project` prints. */
  let projected: Float64Array;
  beforeAll(() => {
    const lines = exportCsv(result, body, 'vertices').trimEnd().split('\n').slice(1);
    projected = Float64Array.from(lines.flatMap((line) => line.split(',').slice(3, 5).map(Number)));
  });

  test.each<GlbKind>(['skinned', 'static'])(
    'the %s GLB projects to the same pixels',
    async (kind) => {
      const { bytes } = await exportGlb(result, body, kind);
      const [vertices] = await verticesOfGlb(bytes);
      const { K, world } = await cameraOfGlb(bytes);
      expect(world).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
      let worst = 0;
      for (let v = 0; v < vertices.length / 3; v++) {
        const [x, y, z] = [vertices[3 * v], -vertices[3 * v + 1], -vertices[3 * v + 2]];
        const u = (K[0][0] * x) / z + K[0][2];
        const w = (K[1][1] * y) / z + K[1][2];
        worst = Math.max(worst, Math.hypot(u - projected[2 * v], w - projected[2 * v + 1]));
      }
      expect(projected).toHaveLength(2 * body.vertexCount);
      expect(worst).toBeLessThan(0.05);
    },
  );

  test('the overlay ends where the projected mesh ends', () => {
    const mesh = meshOutline(projected, body.faces);
    const drawn = overlayOutline(result);
    expect(drawn.length).toBeGreaterThan(150);
    expect(farthest(drawn, mesh)).toBeLessThan(1);
    // and the measure would tell: a principal point two pixels off is seen
    const [person] = result.people;
    const [[fx, skew, cx], ...rows] = person.camera.K;
    const K: Mat3 = [[fx, skew, cx + 2], ...rows];
    const moved = { ...person, camera: { ...person.camera, K } };
    expect(farthest(overlayOutline({ ...result, people: [moved] }), mesh)).toBeGreaterThan(1);
  });

  test('so does the dressed mannequin, whose surface is its own', () => {
    const double = mannequinOf(body);
    const [dressed] = poseResult(result, double.body);
    const [{ camera }] = result.people;
    const pixels = project(dressed.vertices, sceneIntrinsics(result), camera.t);
    const drawn = overlayOutline(result, 'suit');
    expect(farthest(drawn, meshOutline(pixels, body.faces))).toBeLessThan(1);
  });
});
