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

/** Results with one thing wrong, and where. */
const WRONG: [string, object][] = [
  ['schemaVersion', { ...valid, schemaVersion: 2 }],
  ['people.0.camera', sampleResult([{ ...samplePerson(), camera: {} as never }])],
  ['people.0.box', sampleResult([samplePerson({ box: [1, 2, 3] as never })])],
  ['people.0.box', sampleResult([samplePerson({ box: [1, 2, 3, 4, 5] as never })])],
  ['people.0.body.bodyPose', withBody({ bodyPose: [[0, 0, 0]] })],
  ['people.0.body.betas', withBody({ betas: [] })],
  ['people.0.rois', sampleResult([samplePerson({ rois: [] })])],
  ['result', { ...valid, extra: 1 }],
  ['timings', { ...valid, timings: { lunch: 1 } }],
  ['model.weights', { ...valid, model: { ...sampleResult().model, weights: 'x' } }],
];

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
