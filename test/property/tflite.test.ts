import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTflite } from '../../src/format/tflite.ts';
import { MultiRoiError } from '../../src/base/index.ts';
import { tinyConvolution, writeTinyTflite } from '../support/tflite.ts';

const whole = writeTinyTflite(tinyConvolution());

/** Reads, or fails as a parser may. */
function reads(bytes: Uint8Array): boolean {
  try {
    readTflite(bytes);
    return true;
  } catch (error) {
    if (error instanceof MultiRoiError && error.code === 'E_FORMAT') return false;
    throw error;
  }
}

test('the file cut anywhere is E_FORMAT or still whole', () => {
  let refused = 0;
  for (let length = 0; length < whole.length; length++) {
    if (!reads(whole.subarray(0, length))) refused++;
  }
  expect(refused).toBeGreaterThan(whole.length / 2);
});

test('overwritten words never escape as anything but E_FORMAT', () => {
  const word = fc.oneof(
    fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff),
    fc.integer({ min: 0, max: 0xffffffff }),
    fc.integer({ min: 0, max: whole.length }),
  );
  const change = fc.tuple(fc.integer({ min: 0, max: whole.length - 4 }), word);
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const bytes = whole.slice();
      const view = new DataView(bytes.buffer);
      for (const [at, value] of changes) view.setUint32(at, value, true);
      reads(bytes);
    }),
    { numRuns: 3000 },
  );
});
