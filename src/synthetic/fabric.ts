/** @file Colours and patterns of cloth, skin, hair and walls: albedo as a function of a place. */

import type { Rng } from '../base/index.ts';
import type { NoiseTable } from './noise.ts';

/** Linear red, green, blue, 0–1. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** How the second colour lies on the first. */
export type Pattern = 'plain' | 'stripes' | 'checks' | 'plaid' | 'dots' | 'blotches';

/** What a surface reflects, as `fabricAt` computes it from a place. */
export interface Fabric {
  readonly base: Rgb;
  readonly second: Rgb;
  readonly pattern: Pattern;
  /** Repeats per metre. */
  readonly frequency: number;
  /** Which of the two coordinates stripes follow. */
  readonly across: boolean;
  /** Strength of the irregularity, 0–1. */
  readonly grain: number;
  /** Where in the noise table this fabric lives. */
  readonly seed: number;
}

/** HSV to linear RGB (a display value squared is close enough to linear for cloth). */
export function rgbFromHsv(hue: number, saturation: number, value: number): Rgb {
  const channel = (n: number): number => {
    const k = (n + hue * 6) % 6;
    const display = value - value * saturation * Math.max(0, Math.min(k, 4 - k, 1));
    return display * display;
  };
  return [channel(5), channel(3), channel(1)];
}

/** A colour people dress in: half of them greys, blacks, blues and whites. */
export function sampleColour(rng: Rng): Rgb {
  const way = rng.uniform();
  if (way < 0.18) return rgbFromHsv(rng.uniform(), 0.1, rng.uniform(0.08, 0.3));
  if (way < 0.34) return rgbFromHsv(rng.uniform(), 0.06, rng.uniform(0.75, 0.97));
  if (way < 0.48)
    return rgbFromHsv(rng.uniform(0.55, 0.68), rng.uniform(0.3, 0.7), rng.uniform(0.2, 0.6));
  if (way < 0.58)
    return rgbFromHsv(rng.uniform(0.05, 0.13), rng.uniform(0.2, 0.6), rng.uniform(0.3, 0.8));
  return rgbFromHsv(rng.uniform(), rng.uniform(0.2, 0.95), rng.uniform(0.25, 0.95));
}

/** A fabric of two colours drawn from `rng`. @param patterned chance that it is not plain, 0–1. */
export function sampleFabric(rng: Rng, patterned: number): Fabric {
  const patterns: readonly Pattern[] = [
    'stripes',
    'stripes',
    'checks',
    'plaid',
    'dots',
    'blotches',
  ];
  return {
    base: sampleColour(rng),
    second: sampleColour(rng),
    pattern: rng.chance(patterned) ? rng.pick(patterns) : 'plain',
    frequency: rng.uniform(6, 32),
    across: rng.chance(0.4),
    grain: rng.uniform(0.02, 0.25),
    seed: rng.uniform(0, 256),
  };
}

/** The fabric with part of its colour taken out. */
export function muted(fabric: Fabric, amount: number): Fabric {
  const mute = ([r, g, b]: Rgb): Rgb => {
    const grey = 0.3 * r + 0.59 * g + 0.11 * b;
    return [r + (grey - r) * amount, g + (grey - g) * amount, b + (grey - b) * amount];
  };
  return { ...fabric, base: mute(fabric.base), second: mute(fabric.second) };
}

/** One colour. @param grain strength of the irregularity, 0–1. @param seed where in the noise table it lives. */
export function plainFabric(colour: Rgb, grain: number, seed: number): Fabric {
  return {
    base: colour,
    second: colour,
    pattern: 'plain',
    frequency: 1,
    across: false,
    grain,
    seed,
  };
}

/** 0 where the base shows, 1 where the second colour does. */
function patternAt(fabric: Fabric, u: number, v: number, noise: NoiseTable): number {
  const a = u * fabric.frequency;
  const b = v * fabric.frequency;
  const fa = a - Math.floor(a);
  const fb = b - Math.floor(b);
  switch (fabric.pattern) {
    case 'plain':
      return 0;
    case 'stripes':
      return (fabric.across ? fa : fb) < 0.4 ? 1 : 0;
    case 'checks':
      return fa < 0.5 === fb < 0.5 ? 1 : 0;
    case 'plaid':
      return (fa < 0.35 ? 0.5 : 0) + (fb < 0.35 ? 0.5 : 0);
    case 'dots':
      return (fa - 0.5) * (fa - 0.5) + (fb - 0.5) * (fb - 0.5) < 0.07 ? 1 : 0;
    case 'blotches':
      return noise.at(a * 6 + fabric.seed, b * 6) > 0.12 ? 1 : 0;
  }
}

/**
 * Replaces a place on the cloth by the albedo there. In place, because numbers handed from function to function
 * for every pixel are boxed on the heap.
 * @param pixel [3], u and v in metres on the way in, red, green and blue on the way out.
 */
export function fabricAt(fabric: Fabric, noise: NoiseTable, pixel: Float64Array): void {
  const u = pixel[0];
  const v = pixel[1];
  const mix = patternAt(fabric, u, v, noise);
  const grain = 1 + fabric.grain * noise.at(u * 300 + fabric.seed, v * 300);
  const { base, second } = fabric;
  pixel[0] = (base[0] + (second[0] - base[0]) * mix) * grain;
  pixel[1] = (base[1] + (second[1] - base[1]) * mix) * grain;
  pixel[2] = (base[2] + (second[2] - base[2]) * mix) * grain;
}
