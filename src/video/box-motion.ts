/**
 * @file Where a box will be: its middle and its size as a Kalman filter expects them, whose velocity keeps up for a while
 * (Ornstein–Uhlenbeck). Lengths are in heights of the box, so that near and far people are alike.
 */

import type { Box } from '../camera/index.ts';
import { exp, log } from '../base/index.ts';

/** Speeds of people (root mean square), heights a second, and how long they keep them, s. */
const SPEED = { across: 0.55, growth: 0.3, keptS: 1 } as const;
/** Errors of a detector's box: of the middle in heights, of the logarithm of the size. */
const NOISE = { across: 0.035, upright: 0.05, size: 0.06 } as const;

/** One number that moves: value and velocity, and what is not known of them. */
class Moving {
  value: number;
  #velocity = 0;
  #vv: number;
  #pv = 0;
  #pp: number;
  readonly #speed: number;

  constructor(value: number, noise: number, speed: number) {
    [this.value, this.#pp, this.#speed] = [value, noise ** 2, speed];
    this.#vv = speed ** 2;
  }

  get variance(): number {
    return this.#pp;
  }

  predict(stepS: number): void {
    const tau = SPEED.keptS;
    const keep = exp(-stepS / tau);
    const reach = tau * (1 - keep);
    this.value += reach * this.#velocity;
    this.#velocity *= keep;
    const s2 = this.#speed ** 2;
    const pp = s2 * tau ** 2 * ((2 * stepS) / tau - 3 + 4 * keep - keep ** 2);
    this.#pp += 2 * reach * this.#pv + reach ** 2 * this.#vv + Math.max(0, pp);
    this.#pv = keep * (this.#pv + reach * this.#vv) + s2 * tau * (1 - keep) ** 2;
    this.#vv = keep ** 2 * this.#vv + s2 * (1 - keep ** 2);
  }

  update(seen: number, noise: number): void {
    const sum = this.#pp + noise ** 2;
    const [gain, speedGain] = [this.#pp / sum, this.#pv / sum];
    const surprise = seen - this.value;
    this.value += gain * surprise;
    this.#velocity += speedGain * surprise;
    this.#vv -= speedGain * this.#pv;
    this.#pv *= 1 - gain;
    this.#pp *= 1 - gain;
  }
}

export class BoxMotion {
  readonly #x: Moving;
  readonly #y: Moving;
  readonly #logHeight: Moving;
  #aspect: number;
  /** Of x and y, px. */
  #unit: number;
  #timeS: number;

  constructor(box: Box, timeS: number) {
    const { x, y, height, aspect } = partsOf(box);
    this.#unit = height;
    this.#x = new Moving(x / height, NOISE.across, SPEED.across);
    this.#y = new Moving(y / height, NOISE.upright, SPEED.across);
    this.#logHeight = new Moving(log(height), NOISE.size, SPEED.growth);
    [this.#aspect, this.#timeS] = [aspect, timeS];
  }

  /** Moves on to a time that is not before the last one. */
  predict(timeS: number): void {
    const stepS = Math.max(0, timeS - this.#timeS);
    this.#timeS += stepS;
    for (const each of [this.#x, this.#y, this.#logHeight]) each.predict(stepS);
  }

  /** The box that is expected now. */
  get box(): Box {
    const [x, y] = [this.#x.value * this.#unit, this.#y.value * this.#unit];
    const h = exp(this.#logHeight.value) / 2;
    const w = this.#aspect * h;
    return { x0: x - w, y0: y - h, x1: x + w, y1: y + h };
  }

  /** −ln of the density of this box being the person's, in heights² and logarithms of the size. */
  surprise(box: Box): number {
    const { x, y, height } = partsOf(box);
    const size = height / this.#unit;
    let cost = 0;
    for (const [moving, seen, noise] of [
      [this.#x, x / this.#unit, NOISE.across * size],
      [this.#y, y / this.#unit, NOISE.upright * size],
      [this.#logHeight, log(height), NOISE.size],
    ] as const) {
      const variance = moving.variance + noise ** 2;
      cost += ((seen - moving.value) ** 2 / variance + log(2 * Math.PI * variance)) / 2;
    }
    return cost;
  }

  update(box: Box): void {
    const { x, y, height, aspect } = partsOf(box);
    const size = height / this.#unit;
    this.#x.update(x / this.#unit, NOISE.across * size);
    this.#y.update(y / this.#unit, NOISE.upright * size);
    this.#logHeight.update(log(height), NOISE.size);
    this.#aspect += 0.3 * (aspect - this.#aspect);
  }
}

function partsOf({ x0, y0, x1, y1 }: Box): {
  x: number;
  y: number;
  height: number;
  aspect: number;
} {
  const height = Math.max(1, y1 - y0);
  return { x: (x0 + x1) / 2, y: (y0 + y1) / 2, height, aspect: Math.max(1, x1 - x0) / height };
}
