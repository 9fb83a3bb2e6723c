import { readFileSync } from 'node:fs';
import { validateBytes } from 'gltf-validator';
import { describe, expect, test } from 'vitest';
import { verticesOfGlb } from '../../test/support/glb.ts';
import { samplePerson, sampleResult } from '../../test/support/result.ts';
import { toyBody } from '../../test/support/toy-body.ts';
import { loadBody, type BodyModel } from '../body/index.ts';
import { readNpz, readObj } from '../format/index.ts';
import { exportCsv, exportGlb, exportNpz, exportObj } from './export.ts';
import { poseResult } from './pose-result.ts';

const body = loadBody(readFileSync('assets/body/open.safetensors'));
const people = [
  samplePerson(),
  samplePerson({ id: 1, camera: { ...samplePerson().camera, t: [-0.6, 0, 4] } }),
];
const result = sampleResult(people);

describe('GLB', () => {
  test.each(['skinned', 'static'] as const)('%s holds everyone where they stand', async (kind) => {
    const { bytes, lostMm } = await exportGlb(result, body, kind);
    expect(lostMm).toBeNull();
    const meshes = await verticesOfGlb(bytes);
    const posed = poseResult(result, body);
    expect(meshes).toHaveLength(2);
    posed.forEach(({ person, vertices }, p) => {
      let worst = 0;
      for (let i = 0; i < vertices.length; i++) {
        const sign = i % 3 === 0 ? 1 : -1;
        const wanted = sign * (vertices[i] + person.camera.t[i % 3]);
        worst = Math.max(worst, Math.abs(meshes[p][i] - wanted));
      }
      // four influences and float32 matrices: a tenth of a millimetre
      expect(worst).toBeLessThan(kind === 'static' ? 1e-6 : 1e-4);
    });
  });

  test('the glTF validator finds nothing', async () => {
    for (const scene of [result, sampleResult([])]) {
      const { bytes } = await exportGlb(scene, body);
      const report = await validateBytes(bytes);
      expect(report.issues.messages).toEqual([]);
    }
  });

  test('what pose correctives lose to skinning is told', async () => {
    const corrective: BodyModel = { ...toyBody(), id: 'open' };
    const { lostMm, bytes } = await exportGlb(result, corrective);
    const [exact] = poseResult(result, corrective);
    const [mesh] = await verticesOfGlb(bytes);
    let worst = 0;
    for (let v = 0; v < corrective.vertexCount; v++) {
      const d = [0, 1, 2].map((k) => {
        const sign = k === 0 ? 1 : -1;
        return mesh[3 * v + k] - sign * (exact.vertices[3 * v + k] + people[0].camera.t[k]);
      });
      worst = Math.max(worst, 1000 * Math.hypot(d[0], d[1], d[2]));
    }
    expect(worst).toBeGreaterThan(1);
    expect(lostMm).toBeCloseTo(worst, 0);
    const { lostMm: none } = await exportGlb(result, corrective, 'static');
    expect(none).toBeNull();
  });
});

test('OBJ: one upright mesh a person, metres, y up', () => {
  const meshes = exportObj(result, body);
  expect([...meshes.keys()]).toEqual([0, 1]);
  const { vertices, faces } = readObj(meshes.get(1) ?? '');
  expect(faces).toEqual(body.faces);
  const [{ joints }] = poseResult(result, body);
  const head = [0, 1, 2].map((k) => joints[15 * 3 + k]);
  // upright: the head is above the pelvis in y-up axes
  expect(head[1]).toBeLessThan(joints[1]);
  let top = -Infinity;
  for (let i = 1; i < vertices.length; i += 3) top = Math.max(top, vertices[i]);
  expect(top).toBeGreaterThan(0.5);
});

describe('NPZ', () => {
  test('keys and shapes are those Python programs expect', () => {
    const arrays = readNpz(exportNpz(result, body, true));
    const shapes = Object.fromEntries([...arrays].map(([name, { shape }]) => [name, shape]));
    expect(shapes).toEqual({
      pred_cam: [2, 1, 3],
      full_cam: [2, 3],
      pose: [2, 72],
      betas: [2, 10],
      joints3d: [2, 24, 3],
      verts: [2, body.vertexCount, 3],
      joints2d: [2, 24, 2],
      bboxes: [2, 4],
      K: [2, 3, 3],
    });
    expect([...(arrays.get('full_cam')?.data ?? [])].slice(3)).toEqual([Math.fround(-0.6), 0, 4]);
    // without t: both people are posed alike, so their joints agree
    const joints = arrays.get('joints3d')?.data as Float32Array;
    expect(joints.subarray(0, 72)).toEqual(joints.subarray(72));
  });

  test('nobody is an array of length 0; vertices are left out unless asked for', () => {
    const arrays = readNpz(exportNpz(sampleResult([]), body, false));
    expect(arrays.get('pose')?.shape).toEqual([0, 72]);
    expect(arrays.has('verts')).toBe(false);
  });
});

test('CSV: joints by name, in pixels; what is behind the camera has none', () => {
  const behind = samplePerson({ id: 1, camera: { ...samplePerson().camera, t: [0, 0, -4] } });
  const lines = exportCsv(sampleResult([people[0], behind]), body, 'joints')
    .trim()
    .split('\n');
  expect(lines).toHaveLength(1 + 2 * 24);
  expect(lines[0]).toBe('person,point,name,x,y,depth');
  // f = 400, t = (0, 0.1, 3.5), the open body's pelvis is its origin
  const [person, point, name, x, y, depth] = lines[1].split(',');
  expect([person, point, name]).toEqual(['0', '0', 'pelvis']);
  expect(Number(x)).toBeCloseTo(160, 2);
  expect(Number(y)).toBeCloseTo(120 + (400 * 0.1) / 3.5, 2);
  expect(Number(depth)).toBeCloseTo(3.5, 4);
  expect(lines[25]).toMatch(/^1,0,pelvis,,,-4\.000/);
  expect(exportCsv(result, body, 'vertices').split('\n')).toHaveLength(2 + 2 * body.vertexCount);
});

test('a result of another body is refused', () => {
  const smpl = samplePerson();
  const other = sampleResult([{ ...smpl, body: { ...smpl.body, model: 'smpl-neutral' } }]);
  expect(() => poseResult(other, body)).toThrow(
    expect.objectContaining({ code: 'E_CONFIG', hint: expect.stringContaining('--body') }),
  );
});
