/** @file Pixels of more than eight bits as bytes, when nobody says what white is. */

import { MultiRoiError } from '../base/index.ts';

/** What the largest number may stand for, in rising order: 1, or all bits of something. */
const WHITES: Readonly<Record<'float' | 'integer', readonly number[]>> = {
  float: [1, 255, 65_535],
  integer: [255, 1023, 4095, 32_767, 65_535, 2 ** 31 - 1, 2 ** 32 - 1],
};
/** Numbers between 0 and 1 that were resampled overshoot a little. */
const OVERSHOOT = 1.5;
const UNDERSHOOT = -0.1;
/** 2³² − 1 is 2³² in single precision. */
const ROUNDING = 1 + 1e-6;

/** Pixels as numbers; alpha, if there is one, comes last. */
export interface WidePixels {
  readonly data: ArrayLike<number>;
  readonly channels: number;
  readonly hasAlpha: boolean;
  readonly kind: 'float' | 'integer';
}

/** Colours of one image, and what was taken for white. */
export interface ScaledPixels {
  /** RGB over white. */
  readonly data: Uint8Array;
  readonly white: number;
  /** Numbers that are none, shown as black. */
  readonly missing: number;
}

function rangeOf({ data, channels, hasAlpha }: WidePixels): [min: number, max: number] {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < data.length; i++) {
    if (hasAlpha && i % channels === channels - 1) continue;
    const value = data[i] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}

/**
 * Scales by the smallest white that holds all values. @throws E_UNSUPPORTED for values that are no shares of any.
 * @param name of the file, for the message.
 */
export function scaledPixels(pixels: WidePixels, name: string): ScaledPixels {
  const { data, channels, hasAlpha, kind } = pixels;
  const [min, max] = rangeOf(pixels);
  const white = WHITES[kind].find(
    (each) => max <= (kind === 'float' && each === 1 ? OVERSHOOT : each * ROUNDING),
  );
  if (white === undefined || max === -Infinity || min < UNDERSHOOT * max) {
    const got = max === -Infinity ? 'no finite number' : `${shown(min)} to ${shown(max)}`;
    throw new MultiRoiError(
      'E_UNSUPPORTED',
      `decode: expected values of 0 to 1, 255 or 65535, got ${got} ("${name}")`,
      { hint: 'scale it to 8 bits first', details: { name } },
    );
  }
  const colours = hasAlpha ? channels - 1 : channels;
  const rgb = new Uint8Array((data.length / channels) * 3);
  let missing = 0;
  for (let from = 0, to = 0; from < data.length; from += channels) {
    const alpha = hasAlpha ? share(data[from + channels - 1] ?? 1, white) : 1;
    for (let c = 0; c < 3; c++, to++) {
      const value = data[from + (colours < 3 ? 0 : c)] ?? Number.NaN;
      if (!Number.isFinite(value)) missing++;
      rgb[to] = Math.round(255 * (share(value, white) * alpha + 1 - alpha));
    }
  }
  return { data: rgb, white, missing };
}

const share = (value: number, white: number): number =>
  Number.isFinite(value) ? Math.min(1, Math.max(0, value / white)) : 0;

const shown = (value: number): string => String(Number(value.toPrecision(4)));
