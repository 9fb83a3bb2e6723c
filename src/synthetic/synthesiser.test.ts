import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectClose, TOLERANCE } from '../../test/support/close.ts';
import { createPosedBody, createPoser } from '../body/index.ts';
import { project } from '../camera/index.ts';
import { nodePlatform } from '../node/index.ts';
import { VISIBILITY } from '../dataset/records.ts';
import { poseInCamera } from './actor.ts';
import { loadSynthesisAssets, type SynthesisAssets } from './assets.ts';
import { findRecipe, RECIPES, type Recipe } from './recipe.ts';
import { createSynthesiser, type Synthesiser } from './synthesiser.ts';

let assets: SynthesisAssets;
let synthesiser: Synthesiser;

beforeAll(async () => {
  assets = await loadSynthesisAssets(nodePlatform);
  synthesiser = createSynthesiser(assets);
});

/** Small pictures keep the suite quick; everything else is the recipe's. */
const small = (name: string): Recipe => ({ ...findRecipe(name), imageSizes: [[160, 128]] });
const sha = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

test('same recipe, seed and index: same bytes, whatever came before and whoever makes it', () => {
  const recipe = small('standard');
  const first = sha(synthesiser.synthesise(recipe, 5, 3).image.data);
  synthesiser.synthesise(recipe, 5, 4);
  expect(sha(synthesiser.synthesise(recipe, 5, 3).image.data)).toBe(first);
  expect(sha(createSynthesiser(assets).synthesise(recipe, 5, 3).image.data)).toBe(first);
  expect(sha(synthesiser.synthesise(recipe, 6, 3).image.data)).not.toBe(first);
  expect(sha(synthesiser.synthesise(recipe, 5, 2).image.data)).not.toBe(first);
});

describe.each(RECIPES.map(({ name }) => name))('recipe %s', (name) => {
  test('ground truth agrees with itself and with the recipe', () => {
    const recipe = small(name);
    const body = createPosedBody(assets.body);
    const poser = createPoser(assets.body);
    for (let index = 0; index < 3; index++) {
      const { people, intrinsics, image, unhidden } = synthesiser.synthesise(
        recipe,
        'truth',
        index,
      );
      expect(image.data.length).toBe(160 * 128 * 3);
      expect(unhidden).toBeGreaterThanOrEqual(0.35);
      const [subject] = people;
      expect(recipe.kinds[subject.kind]).toBeGreaterThan(0);
      for (const person of people) {
        poseInCamera(poser, person, body);
        expectClose(body.joints, person.joints3d, 0);
        const uv = project(person.joints3d, intrinsics, [0, 0, 0]);
        expectClose(uv, person.joints2d, TOLERANCE.f32, 1e-6);
        person.visibility.forEach((state, j) => {
          const [x, y] = person.joints2d.subarray(2 * j, 2 * j + 2);
          const inside =
            Math.round(x) >= 0 && Math.round(x) < 160 && Math.round(y) >= 0 && Math.round(y) < 128;
          expect(state === VISIBILITY.outside).toBe(!inside);
        });
      }
      const inside = subject.visibility.filter((state) => state !== VISIBILITY.outside).length;
      expect(inside).toBeGreaterThan(recipe.jointsInside - 8);
    }
  });
});

test('the person fills the outline that the truth draws', () => {
  const recipe = { ...small('upright'), panoramas: 0 };
  const { people, intrinsics } = synthesiser.synthesise(recipe, 'outline', 0);
  const body = createPosedBody(assets.body);
  poseInCamera(createPoser(assets.body), people[0], body);
  // clothes and skirts only add: every visible vertex column and row of the bare body holds pixels
  const uv = project(body.vertices, intrinsics, [0, 0, 0]);
  const target = new Set<number>();
  for (let i = 0; i < uv.length; i += 2)
    target.add(Math.round(uv[i + 1]) * 160 + Math.round(uv[i]));
  // sparse vertices miss pixels between them, so they are fewer than what was drawn, but not by far
  expect(people[0].pixels).toBeGreaterThan(0.8 * target.size);
  expect(people[0].pixels).toBeLessThan(6 * target.size);
});
