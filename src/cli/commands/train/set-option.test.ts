import { expect, test } from 'vitest';
import { runConfig, RUNS } from '../../../training/index.ts';
import { applySettings, parseSetting } from './set-option.ts';

const [{ choice }] = RUNS;
const set = (...given: string[]): ReturnType<typeof runConfig> =>
  runConfig(
    applySettings(
      choice,
      given.map((text) => parseSetting(text, '--set')),
    ),
  );

test('numbers, words, null and lists at any depth, in any order', () => {
  const config = set(
    'network.lossWeights.camera=2.5',
    'batch.parts=12',
    'body=open',
    'maxGradientNorm=10',
    'data.augmentation.turn.sdDeg=0',
    'data.mix=[{"share":1,"datasets":["coco"]}]',
    'network.preset=official',
  );
  const official = runConfig({ ...choice, network: { model: 'resnet50', preset: 'official' } });
  expect(config.network).toEqual({
    ...official.network,
    lossWeights: { ...official.network.lossWeights, camera: 2.5 },
  });
  expect(config.batch).toEqual({ people: 48, parts: 12 });
  expect([config.body, config.maxGradientNorm]).toEqual(['open', 10]);
  expect(config.data).toMatchObject({
    augmentation: { turn: { sdDeg: 0, maxDeg: 60 }, flip: 0.5 },
    mix: [{ share: 1, datasets: ['coco'] }],
  });
  expect(set('data.augmentation=null').data).toMatchObject({ augmentation: null });
});

test.each([
  ['network.lossWeights.camara=1', 'did you mean "network.lossWeights.camera"?'],
  ['learningrate=1', 'did you mean "learningRate"?'],
])('%s is no path', (given, hint) => {
  expect(() => set(given)).toThrow(expect.objectContaining({ hint }) as Error);
});

test.each([
  ['batch.people=many', 'expected a number, got "many"'],
  ['batch.people=0', 'batch.people'],
  ['network.rois=2.5', 'rois'],
  ['network.projectionGate=1', 'expected true or false, got "1"'],
  ['network.fusion=realtive', 'fusion'],
  ['data.mix=coco', 'expected a JSON list, got "coco"'],
  ['data.augmentation.occluders.probability=1', 'below data.augmentation.occluders, which is null'],
  ['init.weights=7', 'init.weights'],
  ['body', 'expected a.b=value, got "body"'],
])('%s is refused', (given, message) => {
  expect(() => set(given)).toThrow(message);
});
