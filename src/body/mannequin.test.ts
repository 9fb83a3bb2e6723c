import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { jointSet } from './joint-sets.ts';
import { loadBody } from './load-body.ts';
import { BODY_PARTS, bodyParts, mannequinOf } from './mannequin.ts';
import { createPosedBody, createPoser } from './poser.ts';

const body = loadBody(readFileSync(new URL('../../assets/body/open.safetensors', import.meta.url)));
const mannequin = mannequinOf(body);
const betas = [0.5, -1, 0.3, 0, 0, 0, 0, 0, 0, 0];

test('the double has the joints of the body, whatever its shape', () => {
  const [own, double] = [createPosedBody(body), createPosedBody(body)];
  createPoser(body).rest(betas, own);
  createPoser(mannequin.body).rest(betas, double);
  expect(double.joints).toEqual(own.joints);
});

test('it is smoothed in front of the trunk only, by less than a hand', () => {
  const { names } = jointSet('smpl24');
  const parts = new Set<string>();
  let most = 0;
  for (let v = 0; v < body.vertexCount; v++) {
    const moved = [0, 1, 2].map(
      (k) => mannequin.body.template[3 * v + k] - body.template[3 * v + k],
    );
    const distance = Math.hypot(...moved);
    most = Math.max(most, distance);
    if (distance > 1e-4) parts.add(names[body.skinIndex[v * body.influenceCount]]);
  }
  expect(most).toBeGreaterThan(0.02);
  expect(most).toBeLessThan(0.12);
  for (const name of ['head', 'left_wrist', 'right_hand', 'left_knee', 'right_foot']) {
    expect(parts).not.toContain(name);
  }
});

test('every vertex is covered by what its joints are: hands bare, feet in shoes, left as right', () => {
  const parts = bodyParts(body);
  const { names } = jointSet('smpl24');
  const covers = (joint: string): Set<string> => {
    const found = new Set<string>();
    for (let v = 0; v < body.vertexCount; v++) {
      const own = body.skinIndex[v * body.influenceCount] === names.indexOf(joint);
      if (own && body.skinWeight[v * body.influenceCount] > 0.9) found.add(BODY_PARTS[parts[v]]);
    }
    return found;
  };
  for (const side of ['left', 'right']) {
    expect(covers(`${side}_hand`)).toEqual(new Set(['skin']));
    expect(covers(`${side}_foot`)).toEqual(new Set(['shoes']));
    expect(covers(`${side}_knee`)).toEqual(new Set(['trousers']));
    expect(covers(`${side}_shoulder`)).toEqual(new Set(['top']));
  }
});
