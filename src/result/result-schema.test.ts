import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { samplePerson, sampleResult } from '../../test/support/result.ts';
import { parseResult, resultJsonSchema } from './result-schema.ts';

const published = new Ajv2020({ strict: true, allErrors: true }).compile(resultJsonSchema());
const valid = JSON.parse(JSON.stringify(sampleResult())) as object;

test('a result survives its file, and the published schema agrees', () => {
  expect(parseResult(JSON.stringify(valid))).toEqual(sampleResult());
  expect(published(valid)).toBe(true);
  expect(parseResult(JSON.stringify(sampleResult([]))).people).toEqual([]);
});

test('a joint behind the camera has no place, in the file null', () => {
  const { smpl24 } = samplePerson().joints2d;
  const result = sampleResult([samplePerson({ joints2d: { smpl24: smpl24.with(3, [NaN, NaN]) } })]);
  const text = JSON.stringify(result);
  expect(text).toContain('[null,null]');
  expect(parseResult(text)).toEqual(result);
  expect(published(JSON.parse(text))).toBe(true);
});

/** What no field shows by itself; JSON Schema has no words for it. */
const INCOHERENT: [string, object][] = [
  [
    'people.0.localCameras: expected 2, got 1',
    { ...valid, model: { ...sampleResult().model, rois: 2 } },
  ],
  ['people.1.id: expected every id once', sampleResult([samplePerson(), samplePerson()])],
  ['people.0.camera.K: expected positive focal', sampleResult([flat()])],
];

function flat(): ReturnType<typeof samplePerson> {
  const { camera } = samplePerson();
  const K = [camera.K[0], [0, 0, 120], camera.K[2]] as typeof camera.K;
  return samplePerson({ camera: { ...camera, K } });
}

test.each(INCOHERENT)('%s', (message, value) => {
  expect(() => parseResult(JSON.stringify(value))).toThrow(message);
});

/** Results with one thing wrong, and where. */
const WRONG: [string, object][] = [
  ['schemaVersion', { ...valid, schemaVersion: 3 }],
  ['people.0.camera', withPerson({ camera: {} })],
  ['people.0.box', withPerson({ box: [1, 2, 3] })],
  ['people.0.box', withPerson({ box: [1, 2, 3, 4, 5] })],
  ['people.0.body.bodyPose', withBody({ bodyPose: [[0, 0, 0]] })],
  ['people.0.body.betas', withBody({ betas: [] })],
  ['people.0.rois', sampleResult([samplePerson({ rois: [] })])],
  ['result', { ...valid, extra: 1 }],
  ['timings', { ...valid, timings: { lunch: 1 } }],
  ['model.weights', { ...valid, model: { ...sampleResult().model, weights: 'x' } }],
];

function withPerson(change: object): object {
  return { ...sampleResult(), people: [{ ...samplePerson(), ...change }] };
}

function withBody(change: object): object {
  const person = samplePerson();
  return sampleResult([{ ...person, body: { ...person.body, ...change } }]);
}

test.each(WRONG)('both refuse a wrong %s', (path, value) => {
  expect(() => parseResult(JSON.stringify(value))).toThrow(
    expect.objectContaining({ code: 'E_FORMAT', message: expect.stringContaining(`  ${path}`) }),
  );
  expect(published(JSON.parse(JSON.stringify(value)))).toBe(false);
});

test('what is no JSON is E_FORMAT', () => {
  expect(() => parseResult('{"schemaVersion":')).toThrow(
    expect.objectContaining({ code: 'E_FORMAT' }),
  );
  // NaN has no JSON: it arrives as null
  expect(() => parseResult(JSON.stringify({ ...valid, timings: { decode: NaN } }))).toThrow(
    'timings.decode',
  );
});
