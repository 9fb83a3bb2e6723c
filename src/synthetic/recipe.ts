/**
 * @file Recipes: what kind of pictures to make, as data. A recipe's name is part of every seed, and a
 * recipe that a benchmark names never changes; a change is a new name.
 */

import { MultiRoiError } from '../base/index.ts';
import type { PoseKind } from './pose-kinds.ts';

/** Inclusive low, exclusive high. */
export type Range = readonly [low: number, high: number];

/** What synthetic pictures of one kind are like, as chances and ranges that each picture draws from. */
export interface Recipe {
  readonly name: string;
  /** Relative frequency of each kind of pose. */
  readonly kinds: Readonly<Partial<Record<PoseKind, number>>>;
  /** Chance that arms or legs come from another drawn pose. */
  readonly limbMixing: number;
  /** [width, height] in px, drawn evenly. */
  readonly imageSizes: readonly (readonly [width: number, height: number])[];
  /** Focal length in image diagonals, log-uniform; 1 is the estimate √(w² + h²). */
  readonly focal: Range;
  /** Degrees below the horizon that the camera looks. */
  readonly pitch: Range;
  /** Standard deviation of the camera's roll, degrees. */
  readonly rollSd: number;
  /** Chance of any roll at all, −180 … 180. */
  readonly anyRoll: number;
  /** The person's size in sizes that just fit the picture; above 1 the frame cuts the person. */
  readonly extent: Range;
  /** Chance that the person is drawn from `cutExtent` and may leave the frame. */
  readonly cut: number;
  /** As `extent`, for those whom the frame may cut. */
  readonly cutExtent: Range;
  /** Joints of 24 that must stay inside the frame. */
  readonly jointsInside: number;
  /** Chance of something in front of the person. */
  readonly occluders: number;
  /** Chance of further people. */
  readonly companions: number;
  /** Chance that the background is a photographic panorama. */
  readonly panoramas: number;
}

const STANDARD: Recipe = {
  name: 'standard',
  kinds: {
    upright: 0.56,
    bent: 0.06,
    crouching: 0.07,
    kneeling: 0.06,
    seated: 0.1,
    floor: 0.06,
    lying: 0.06,
    tumbling: 0.03,
  },
  limbMixing: 0.35,
  imageSizes: [
    [640, 480],
    [480, 640],
    [576, 432],
    [432, 576],
    [512, 512],
    [640, 360],
  ],
  focal: [0.55, 2.6],
  pitch: [-30, 45],
  rollSd: 4,
  anyRoll: 0.04,
  extent: [0.42, 0.97],
  cut: 0.14,
  cutExtent: [1, 1.9],
  jointsInside: 22,
  occluders: 0.3,
  companions: 0.22,
  panoramas: 0.3,
};

const UPRIGHT: Recipe = {
  ...STANDARD,
  name: 'upright',
  kinds: { upright: 1 },
  anyRoll: 0,
  cut: 0,
  occluders: 0,
  companions: 0,
  jointsInside: 24,
};

/** What `standard` has least of: chairs, floors, knees, rolled cameras, people cut, hidden and in company. */
const VARIED: Recipe = {
  ...STANDARD,
  name: 'varied',
  kinds: {
    upright: 0.12,
    bent: 0.12,
    crouching: 0.12,
    kneeling: 0.12,
    seated: 0.2,
    floor: 0.14,
    lying: 0.14,
    tumbling: 0.04,
  },
  limbMixing: 0.5,
  anyRoll: 0.15,
  cut: 0.3,
  occluders: 0.5,
  companions: 0.35,
  panoramas: 0.5,
};

/** The recipes that ship: `standard` and `varied` for training, the others one stratum each. */
export const RECIPES: readonly Recipe[] = [
  STANDARD,
  VARIED,
  UPRIGHT,
  { ...UPRIGHT, name: 'seated', kinds: { seated: 1 } },
  { ...UPRIGHT, name: 'floor', kinds: { floor: 0.4, lying: 0.35, kneeling: 0.15, crouching: 0.1 } },
  { ...UPRIGHT, name: 'tilted', kinds: { upright: 0.8, tumbling: 0.2 }, anyRoll: 0.8, rollSd: 40 },
  { ...UPRIGHT, name: 'occluded', kinds: STANDARD.kinds, occluders: 1, companions: 0.4 },
  {
    ...UPRIGHT,
    name: 'truncated',
    kinds: STANDARD.kinds,
    cut: 1,
    cutExtent: [1.1, 2.2],
    jointsInside: 8,
  },
  { ...UPRIGHT, name: 'small', kinds: STANDARD.kinds, extent: [0.14, 0.3] },
];

/** @throws E_CONFIG for an unknown name, listing those there are. */
export function findRecipe(name: string): Recipe {
  const found = RECIPES.find((recipe) => recipe.name === name);
  if (found !== undefined) return found;
  const names = RECIPES.map((recipe) => recipe.name).join(', ');
  throw new MultiRoiError('E_CONFIG', `recipe: expected one of ${names}, got "${name}"`);
}
