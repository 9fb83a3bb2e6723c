/**
 * @file From a network that sees a small square to a detector of whole photographs. A first look at
 * the whole image tells how large its people are; further looks are squares in which people of that
 * size take the share of the input that the network finds best, be it tiles of a crowd or a view that
 * reaches over the image's edge. A person counts the more the more looks agree.
 */

import type { Box, ImageSize } from '../camera/index.ts';
import { throwIfAborted } from '../base/index.ts';
import {
  boxArea,
  byScore,
  clipBox,
  intersectionOverUnion,
  nonMaximumSuppression,
} from './overlap.ts';
import type { Detection, Detector, RegionDetector } from './types.ts';

export interface TiledOptions {
  /** Sides of the squares, one look each, in units of the people's size (square root of their box's area). */
  readonly reach?: readonly number[];
  /** People below this score are dropped at the end; 1 − Π(1 − score) over the looks. */
  readonly threshold?: number;
  /** Of two people that overlap by more (IoU), the better stays. */
  readonly maxOverlap?: number;
}

export const TILED_DEFAULTS: Required<TiledOptions> = {
  reach: [3.6, 5],
  threshold: 0.4,
  maxOverlap: 0.45,
};

/**
 * The threshold for detections that `verifyWithKeypoints` will check: it raises some and lowers others.
 */
export const CANDIDATE_THRESHOLD = 0.2;

/** Tiles of one look; smaller people than these tiles show are given up. */
const MOST_TILES = 48;
/** Boxes within this share of a tile's side of its inner edge are parts of people. */
const EDGE_FRAC = 0.02;
/** Boxes of two looks that overlap by more (IoU) are one person. */
const SAME = 0.5;

/** Looks at every photograph once: for networks with a large input. */
export function wholeDetector(network: RegionDetector): Detector {
  return {
    async detect(image, signal) {
      const [people] = await network.detectIn(image, [wholeOf(image)], signal);
      return byScore(people.map((person) => inImage(person, image)).filter(hasArea));
    },
  };
}

/** Looks at a photograph as often as its people need. */
export function tiledDetector(network: RegionDetector, options: TiledOptions = {}): Detector {
  const { reach, threshold, maxOverlap } = { ...TILED_DEFAULTS, ...options };
  return {
    async detect(image, signal) {
      const [first] = await network.detectIn(image, [wholeOf(image)], signal);
      const size = typicalSize(first, image) ?? Math.min(image.width, image.height) / 4;
      const looks: Detection[][] = [];
      for (const share of reach) {
        throwIfAborted('detect', signal);
        const tiles = tilesOf(image, share * size, 1 / share);
        const found = await network.detectIn(image, tiles, signal);
        looks.push(found.flatMap((people, i) => people.filter(isWhole(tiles[i], image))));
      }
      const people = agree(looks).filter(({ score }) => score >= threshold);
      return nonMaximumSuppression(people, maxOverlap)
        .map((person) => inImage(person, image))
        .filter(hasArea);
    },
  };
}

function wholeOf({ width, height }: ImageSize): Box {
  return { x0: -0.5, y0: -0.5, x1: width - 0.5, y1: height - 0.5 };
}

function inImage({ box, score }: Detection, { width, height }: ImageSize): Detection {
  return { box: clipBox(box, width, height), score };
}

function hasArea({ box }: Detection): boolean {
  return boxArea(box) > 0;
}

/** The size of the people, weighted by how sure they are; undefined when nobody was found. */
export function typicalSize(
  people: readonly Detection[],
  { width, height }: ImageSize,
): number | undefined {
  const sized = people.map(({ box, score }) => ({
    size: Math.sqrt(boxArea(clipBox(box, width, height))),
    weight: score * score,
  }));
  const half = sized.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let below = 0;
  for (const { size, weight } of sized.toSorted((a, b) => a.size - b.size)) {
    below += weight;
    if (below >= half && size > 0) return size;
  }
  return undefined;
}

/**
 * Squares that cover the image, each sharing at least `overlapFrac` of its side with the next. Where
 * a square is longer than the image it is centred and reaches over.
 */
export function tilesOf({ width, height }: ImageSize, side: number, overlapFrac: number): Box[] {
  const count = (length: number, tile: number): number =>
    tile >= length ? 1 : Math.ceil((length - overlapFrac * tile) / ((1 - overlapFrac) * tile));
  let tile = side;
  while (count(width, tile) * count(height, tile) > MOST_TILES) tile *= 1.1;
  const starts = (length: number): number[] => {
    const n = count(length, tile);
    const free = length - tile;
    return Array.from({ length: n }, (_, i) => (n === 1 ? free / 2 : (free * i) / (n - 1)) - 0.5);
  };
  return starts(height).flatMap((y0) =>
    starts(width).map((x0) => ({ x0, y0, x1: x0 + tile, y1: y0 + tile })),
  );
}

/** Whether a box lies clear of those edges of a tile behind which the image goes on. */
function isWhole(tile: Box, { width, height }: ImageSize): (detection: Detection) => boolean {
  const margin = EDGE_FRAC * (tile.x1 - tile.x0);
  const left = tile.x0 > -0.5 ? tile.x0 + margin : -Infinity;
  const top = tile.y0 > -0.5 ? tile.y0 + margin : -Infinity;
  const right = tile.x1 < width - 0.5 ? tile.x1 - margin : Infinity;
  const bottom = tile.y1 < height - 0.5 ? tile.y1 - margin : Infinity;
  return ({ box }) => box.x0 >= left && box.y0 >= top && box.x1 <= right && box.y1 <= bottom;
}

/** One detection a person; its score is the chance that not all looks that saw it are wrong. */
function agree(looks: readonly (readonly Detection[])[]): Detection[] {
  const all = looks.flatMap((people, look) => people.map((detection) => ({ ...detection, look })));
  const left = new Set(byScore(all));
  const people: Detection[] = [];
  for (const best of left) {
    const doubts = looks.map(() => 1);
    for (const other of left) {
      if (intersectionOverUnion(best.box, other.box) <= SAME) continue;
      doubts[other.look] = Math.min(doubts[other.look], 1 - other.score);
      left.delete(other);
    }
    people.push({ box: best.box, score: 1 - doubts.reduce((product, d) => product * d, 1) });
  }
  return people;
}
