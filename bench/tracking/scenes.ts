/** @file The scenes in which tracking is scored: what can happen to people who walk about, each several times. */

import { Rng } from '../../src/base/index.ts';
import type { Pillar, Scene, Walker, Waypoint } from './walkers.ts';

/** Half of all clothes are grey or nearly so: on photographs every second pair of people is alike by .78 (Bhattacharyya). */
function colourOf(rng: Rng): number[] {
  const light = rng.chance(0.6) ? rng.uniform(30, 110) : rng.uniform(110, 220);
  const colour = rng.chance(0.6) ? rng.uniform(0, 0.1) : rng.uniform(0.2, 0.5);
  const hue = [0, 1, 2].map(() => rng.uniform(-1, 1));
  return hue.map((h) => Math.min(250, Math.max(5, light * (1 + colour * h))));
}
const UNIFORM: Walker['colours'] = [
  [60, 70, 90],
  [40, 42, 50],
];

type Part = Partial<Pick<Scene, 'fps' | 'seconds' | 'pillars' | 'panRadS' | 'noise'>> & {
  readonly paths: readonly (readonly Waypoint[])[];
  readonly uniform?: boolean;
};
type Kind = (rng: Rng) => Part;

const line = (
  s0: number,
  s1: number,
  from: readonly [number, number],
  to: readonly [number, number],
): Waypoint[] => [
  [s0, ...from],
  [s1, ...to],
];

/** A walk between random places, at a person's pace. */
function wander(
  rng: Rng,
  seconds: number,
  [x0, x1, z0, z1]: readonly [number, number, number, number],
): Waypoint[] {
  const place = (): [number, number] => [rng.uniform(x0, x1), rng.uniform(z0, z1)];
  let at = place();
  const path: Waypoint[] = [[0, ...at]];
  for (let s = 0; s < seconds;) {
    const to = place();
    s += Math.hypot(to[0] - at[0], to[1] - at[1]) / rng.uniform(0.7, 1.6) + 0.05;
    path.push([s, ...to]);
    at = to;
    if (rng.chance(0.4)) path.push([(s += rng.uniform(0.3, 1.5)), ...at]);
  }
  return path;
}

const pillar = (rng: Rng): Pillar => {
  const x0 = rng.uniform(450, 700);
  return { x0, x1: x0 + rng.uniform(90, 180), z: 3 };
};

const cross = (rng: Rng, extra: Partial<Part> = {}): Part => {
  const [z, gap] = [rng.uniform(4.5, 7), rng.uniform(0.5, 1.2)];
  const shift = rng.uniform(-0.5, 0.5);
  return {
    seconds: 6,
    paths: [line(0, 6.1, [-3, z], [3, z + 0.3]), line(0, 6.1, [3 + shift, z + gap], [-3, z + gap])],
    ...extra,
  };
};

const KINDS: Readonly<Record<string, Kind>> = {
  'two cross': (rng) => cross(rng),
  'two cross in uniform': (rng) => cross(rng, { uniform: true }),
  'two cross, 6 frames a second': (rng) => cross(rng, { fps: 6 }),
  'two cross, the camera turns': (rng) => cross(rng, { panRadS: rng.uniform(-0.15, 0.15) }),
  'two cross, badly seen': (rng) => cross(rng, { noise: 2.5 }),
  'two meet and turn back': (rng) => {
    const z = rng.uniform(4.5, 6);
    const [a, b] = [rng.uniform(2.4, 3), rng.uniform(3.2, 4.5)];
    return {
      seconds: 7,
      paths: [
        [
          [0, -2.4, z],
          [a, 0.05, z],
          [b, 0.1, z],
          [7.1, -2.4, z],
        ],
        [
          [0, 2.4, z + 0.7],
          [a, 0.1, z + 0.7],
          [b, 0, z + 0.7],
          [7.1, 2.4, z + 0.7],
        ],
      ],
    };
  },
  'one stops behind another': (rng) => {
    const z = rng.uniform(4.5, 6);
    const stop = rng.uniform(1, 3);
    return {
      seconds: 8,
      paths: [
        line(0, 8.1, [0.2, z], [0.25, z]),
        [
          [0, -3, z + 1.2],
          [2.5, 0.25, z + 1.2],
          [2.5 + stop, 0.28, z + 1.2],
          [8.1, 3.2, z + 1.2],
        ],
      ],
    };
  },
  'side by side': (rng) => {
    const z = rng.uniform(4, 6);
    return {
      seconds: 7,
      paths: [
        line(0, 7.1, [-3, z], [3, z + 0.8]),
        line(0, 7.1, [-3.2, z + 0.7], [3.1, z + 0.5]),
        line(0, 7.1, [3, z + 2], [-3, z + 2]),
      ],
    };
  },
  'behind a pillar': (rng) => ({
    seconds: 8,
    pillars: [pillar(rng)],
    paths: [line(0, 8.1, [-3, 5], [3, 5.4]), line(0.5, 8.1, [3, 6.5], [-3, 6.2])],
  }),
  'stops behind a pillar': (rng) => {
    const stand = rng.uniform(1.5, 4);
    const column = pillar(rng);
    const x = (((column.x0 + column.x1) / 2 - 640) * 5.5) / 1000;
    return {
      seconds: 10,
      pillars: [column],
      paths: [
        [
          [0, -3, 5.5],
          [3, x, 5.5],
          [3 + stand, x, 5.5],
          [10.1, rng.chance(0.5) ? 3 : -3, 5.5],
        ],
        line(0, 10.1, [2.5, 7.5], [-2.5, 7.5]),
      ],
    };
  },
  'leaves and comes back': (rng) => {
    const away = rng.uniform(1, 5);
    return {
      seconds: 11,
      paths: [
        [
          [0, -1, 5],
          [3, 4.5, 5],
          [3 + away, 4.5, 5],
          [11.1, -2, 5.2],
        ],
        wander(rng, 11, [-1.5, 1.5, 6, 8]),
      ],
    };
  },
  'leaves, another comes': (rng) => ({
    seconds: 9,
    paths: [
      line(0, 3.2, [-1, 5], [4.2, 5]),
      line(4.5, 9.1, [4.2, 5.1], [-2, 5]),
      wander(rng, 9, [-2, 1, 6, 8]),
    ],
  }),
  'five wander': (rng) => ({
    seconds: 10,
    paths: Array.from({ length: 5 }, () => wander(rng, 10.5, [-2.2, 2.2, 4, 8])),
  }),
  'six in uniform wander': (rng) => ({
    seconds: 10,
    uniform: true,
    paths: Array.from({ length: 6 }, () => wander(rng, 10.5, [-2.5, 2.5, 4, 9])),
  }),
};

/** Every kind, `each` times with other numbers. */
export function makeScenes(each: number, seed: string): Scene[] {
  return Object.entries(KINDS).flatMap(([kind, make]) =>
    Array.from({ length: each }, (_, i): Scene => {
      const rng = new Rng(`scenes/${seed}/${kind}/${i}`);
      const { paths, uniform = false, ...part } = make(rng);
      const walkers = paths.map((path): Walker => {
        const colours = uniform ? UNIFORM : ([colourOf(rng), colourOf(rng)] as const);
        return { heightM: rng.uniform(1.55, 1.9), colours, path };
      });
      const usual = { fps: 25, seconds: 8, pillars: [], panRadS: 0, noise: 1 };
      return { ...usual, ...part, name: `${kind} ${i}`, kind, walkers };
    }),
  );
}
