import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BODY_PARTS } from '../body/index.ts';
import { errorColour, suitTints } from './materials.ts';

test('the scale of errors runs from blue to red without a jump', () => {
  expect(errorColour(0)[2]).toBeGreaterThan(errorColour(0)[0]);
  expect(errorColour(500)[0]).toBeGreaterThan(errorColour(500)[2]);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 400, noNaN: true }), (mm) => {
      const [here, next] = [errorColour(mm), errorColour(mm + 0.5)];
      here.forEach((value, k) => expect(Math.abs(value - next[k])).toBeLessThan(3));
    }),
  );
});

test('a suit gives every part its colour, the top the person’s', () => {
  const tints = suitTints(Uint8Array.from(BODY_PARTS.keys()), [10, 20, 30]);
  expect(tints).toHaveLength(3 * BODY_PARTS.length);
  const top = BODY_PARTS.indexOf('top');
  expect([...tints.subarray(3 * top, 3 * top + 3)]).toEqual([10, 20, 30]);
});
