import { expect, test } from 'vitest';
import { readEvents } from '../../test/support/tfevents.ts';
import { crc32c } from './checksum.ts';
import { eventsHeader, scalarEvent } from './tfevents.ts';

test('the checksum of the specification (RFC 3720, B.4)', () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
});

test('an independent reader finds every scalar of an appended file', () => {
  const file = Buffer.concat([
    eventsHeader(1_700_000_000.5),
    scalarEvent(1_700_000_001, 0, { loss: 3.5, 'loss/camera': -0.25 }),
    scalarEvent(1_700_000_002, 70_000, { loss: 1e-3, µ: NaN }),
    scalarEvent(1_700_000_003, 70_001, {}),
  ]);
  expect(readEvents(file)).toEqual([
    { seconds: 1_700_000_000.5, step: 0, fileVersion: 'brain.Event:2', values: {} },
    {
      seconds: 1_700_000_001,
      step: 0,
      fileVersion: undefined,
      values: { loss: 3.5, 'loss/camera': -0.25 },
    },
    {
      seconds: 1_700_000_002,
      step: 70_000,
      fileVersion: undefined,
      values: { loss: Math.fround(1e-3), µ: NaN },
    },
    { seconds: 1_700_000_003, step: 70_001, fileVersion: undefined, values: {} },
  ]);
  file[20] ^= 1;
  expect(() => readEvents(file)).toThrow('checksum');
});
