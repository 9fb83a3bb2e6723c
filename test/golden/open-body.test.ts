import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createPosedBody, createPoser, loadBody } from '../../src/body/index.ts';
import { readNpz } from '../../src/format/index.ts';
import { Rng } from '../../src/base/index.ts';
import { openBody, worstShapeError } from '../../tools/open-body.ts';

const SOURCE = new URL('../../../shared/body/open_body_source.npz', import.meta.url);
const ASSET = new URL('../../assets/body/open.safetensors', import.meta.url);

test('the asset stays small', () => {
  expect(readFileSync(ASSET).length).toBeLessThan(2e6);
});

describe.skipIf(!existsSync(SOURCE))('the asset against its source', () => {
  const exact = openBody(readNpz(readFileSync(SOURCE)));
  const asset = loadBody(readFileSync(ASSET));

  test('no shape within ±3 moves a vertex by 0.1 mm', () => {
    expect(worstShapeError(exact, asset, 3)).toBeLessThan(1e-4);
  });

  test('no pose does either: rounded weights and shape together', () => {
    const rng = new Rng('open-body');
    const draw = (count: number, limit: number): number[] =>
      Array.from({ length: count }, () => rng.uniform(-limit, limit));
    const a = createPosedBody(exact);
    const b = createPosedBody(asset);
    for (let i = 0; i < 20; i++) {
      const pose = { globalOrient: draw(3, 2), bodyPose: draw(69, 2), betas: draw(10, 3) };
      createPoser(exact).pose(pose, a);
      createPoser(asset).pose(pose, b);
      let worst = 0;
      for (let v = 0; v < a.vertices.length; v += 3) {
        const [dx, dy, dz] = [0, 1, 2].map((axis) => a.vertices[v + axis] - b.vertices[v + axis]);
        worst = Math.max(worst, dx * dx + dy * dy + dz * dz);
      }
      expect(Math.sqrt(worst)).toBeLessThan(1e-4);
      expect([...b.joints]).toEqual([...a.joints]);
    }
  });

  test('landmarks and faces are exact', () => {
    expect([...asset.faces]).toEqual([...exact.faces]);
    expect([...asset.landmarks.keys()]).toEqual([...exact.landmarks.keys()]);
    for (const [key, landmark] of exact.landmarks)
      expect(asset.landmarks.get(key)).toEqual(landmark);
  });
});
