/**
 * @file Elementary functions whose every bit is the same on every engine. The language leaves `Math.sin` and its
 * like to the host; + − × ÷ and square roots it does not. Whatever must be reproduced to the bit (random numbers,
 * the pixels of a benchmark) is computed with these. Within two units in the last place of the true value.
 *
 * Each is an exact reduction of the argument and a Taylor series on what is left, long enough that its first
 * missing term is below 2⁻⁵⁵ of the sum. Powers with exponent ½ and 3/2 are square roots, and ‖v‖ is one too:
 * neither needs a function here.
 */

/** The first 33 bits of a constant and the rest: a whole number below 2²⁰ times the first is exact. */
const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_MIDDLE = 6.077100506303966e-11;
const HALF_PI_LOW = 2.0222662487959506e-21;
const LN2_HIGH = 0.6931471804855391;
const LN2_LOW = 7.440617110012397e-11;
/** What the nearest double leaves of π. */
const PI_REST = 1.2246467991473532e-16;
/** Angles up to here are reduced without loss; beyond, they are first taken modulo the double nearest 2π. */
const LARGEST_ANGLE = 1e6;

/** The bits of one double: the high word holds the exponent. */
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const HIGH: 0 | 1 = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;
const LOW = 1 - HIGH;
const EXPONENT_BIAS = 1023;

/** 2ᵏ for k in −1022 … 1023. */
function powerOfTwo(k: number): number {
  words[HIGH] = (k + EXPONENT_BIAS) << 20;
  words[LOW] = 0;
  return double[0];
}

/** sin r for |r| ≤ π/4. */
function sinNearZero(r: number): number {
  const s = r * r;
  let sum = 1 / 355687428096000;
  sum = -1 / 1307674368000 + s * sum;
  sum = 1 / 6227020800 + s * sum;
  sum = -1 / 39916800 + s * sum;
  sum = 1 / 362880 + s * sum;
  sum = -1 / 5040 + s * sum;
  sum = 1 / 120 + s * sum;
  sum = -1 / 6 + s * sum;
  return r + r * s * sum;
}

/** cos r for |r| ≤ π/4. */
function cosNearZero(r: number): number {
  const s = r * r;
  let sum = 1 / 20922789888000;
  sum = -1 / 87178291200 + s * sum;
  sum = 1 / 479001600 + s * sum;
  sum = -1 / 3628800 + s * sum;
  sum = 1 / 40320 + s * sum;
  sum = -1 / 720 + s * sum;
  sum = 1 / 24 + s * sum;
  const half = s / 2;
  const most = 1 - half;
  // what rounding took from 1 − s/2 goes back with the small terms
  return most + (1 - most - half + s * s * sum);
}

/** sin(x + quarters · π/2). */
function sinShifted(x: number, quarters: number): number {
  const angle = Math.abs(x) > LARGEST_ANGLE ? x % (2 * Math.PI) : x;
  const k = Math.round(angle / (Math.PI / 2));
  const r = angle - k * HALF_PI_HIGH - k * HALF_PI_MIDDLE - k * HALF_PI_LOW;
  const turn = (k + quarters) & 3;
  const size = (turn & 1) === 0 ? sinNearZero(r) : cosNearZero(r);
  return turn < 2 ? size : -size;
}

/** The sine of an angle in radians. */
export function sin(x: number): number {
  // a quarter is found by rounding, which would lose the sign of zero and nothing else
  return x === 0 ? x : sinShifted(x, 0);
}

/** The cosine of an angle in radians. */
export function cos(x: number): number {
  return sinShifted(x, 1);
}

/** eˣ. */
export function exp(x: number): number {
  if (x > 710) return Infinity;
  if (x < -746) return 0;
  const k = Math.round(x / Math.LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1 / 6227020800;
  sum = 1 / 479001600 + r * sum;
  sum = 1 / 39916800 + r * sum;
  sum = 1 / 3628800 + r * sum;
  sum = 1 / 362880 + r * sum;
  sum = 1 / 40320 + r * sum;
  sum = 1 / 5040 + r * sum;
  sum = 1 / 720 + r * sum;
  sum = 1 / 120 + r * sum;
  sum = 1 / 24 + r * sum;
  sum = 1 / 6 + r * sum;
  sum = 0.5 + r * sum;
  // two factors, because the largest and the smallest results need powers that are no doubles
  const half = k >> 1;
  return (1 + (r + r * r * sum)) * powerOfTwo(half) * powerOfTwo(k - half);
}

/** The natural logarithm; NaN below 0, −∞ at 0. */
export function log(x: number): number {
  if (!(x > 0 && x < Infinity)) return x === 0 ? -Infinity : x === Infinity ? x : NaN;
  const subnormal = x < 2 ** -1022;
  double[0] = subnormal ? x * 2 ** 54 : x;
  let k = (words[HIGH] >>> 20) - EXPONENT_BIAS - (subnormal ? 54 : 0);
  words[HIGH] = (words[HIGH] & 0xfffff) | (EXPONENT_BIAS << 20);
  let m = double[0];
  if (m > Math.SQRT2) {
    m /= 2;
    k++;
  }
  // ln m = 2 artanh((m − 1) / (m + 1))
  const s = (m - 1) / (m + 1);
  const s2 = s * s;
  let sum = 1 / 23;
  sum = 1 / 21 + s2 * sum;
  sum = 1 / 19 + s2 * sum;
  sum = 1 / 17 + s2 * sum;
  sum = 1 / 15 + s2 * sum;
  sum = 1 / 13 + s2 * sum;
  sum = 1 / 11 + s2 * sum;
  sum = 1 / 9 + s2 * sum;
  sum = 1 / 7 + s2 * sum;
  sum = 1 / 5 + s2 * sum;
  sum = 1 / 3 + s2 * sum;
  return k * LN2_HIGH + (2 * s + (2 * s * s2 * sum + k * LN2_LOW));
}

/** arctan(i / 8) for i = 0 … 8, correctly rounded. */
const ATAN_EIGHTHS = Float64Array.of(
  0,
  0.12435499454676144,
  0.24497866312686414,
  0.35877067027057225,
  0.4636476090008061,
  0.5585993153435624,
  0.6435011087932844,
  0.7188299996216245,
  0.7853981633974483,
);

/** The angle of (x, y) from the x axis, −π … π, with the conventions of `Math.atan2` at zeros and infinities. */
export function atan2(y: number, x: number): number {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  const low = Math.min(ax, ay);
  const high = Math.max(ax, ay);
  // 0 : 0 is no angle, ∞ : ∞ is 45°
  const t = high === 0 ? 0 : low === high ? 1 : low / high;
  const eighth = Math.round(8 * t);
  const c = eighth / 8;
  // arctan t − arctan c = arctan((t − c) / (1 + t c)), at most 1/16
  const u = (t - c) / (1 + t * c);
  const s = u * u;
  let sum = 1 / 13;
  sum = -1 / 11 + s * sum;
  sum = 1 / 9 + s * sum;
  sum = -1 / 7 + s * sum;
  sum = 1 / 5 + s * sum;
  sum = -1 / 3 + s * sum;
  const acute = ATAN_EIGHTHS[eighth] + (u + u * s * sum);
  const behind = x < 0 || Object.is(x, -0);
  let angle = acute;
  if (ay > ax) angle = Math.PI / 2 + ((behind ? acute : -acute) + PI_REST / 2);
  else if (behind) angle = Math.PI - (acute - PI_REST);
  return y < 0 || Object.is(y, -0) ? -angle : angle;
}
