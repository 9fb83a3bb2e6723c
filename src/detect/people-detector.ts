/**
 * @file Candidates for people on a photograph: NanoDet's and MultiPose's of the whole picture, which are always kept, and NanoDet's
 * of four tiles where small people are about or nobody was found. Many, and some of them doubles or none: `verify.ts` tells.
 */

import type { Box } from '../camera/index.ts';
import { sigmoid } from '../math/index.ts';
import type { PixelImage } from '../platform/index.ts';
import { boxArea, intersectionOverSmaller, nonMaximumSuppression } from './overlap.ts';
import type { Detection, Detector, RegionDetector } from './types.ts';
import { hasArea, inImage, wholeOf } from './whole-detector.ts';

/** Candidates below it, sources made alike, are hardly ever people, and each would cost a look. */
export const CANDIDATE_THRESHOLD = 0.22;
/** Of two candidates of any look that overlap by more (IoU) the better stays; by less, verification chooses. */
const SAME_BOX = 0.85;
/** Who is sure hides the unsure: candidates below a score who lie to this share in a larger, sure box are parts. */
const SURE = 0.7;
const PART = { score: 0.3, share: 0.8 } as const;
/** Of two candidates of one look that overlap by more (IoU) the better stays. */
export const CANDIDATE_OVERLAP = 0.6;
/** Scores of the three sources are not alike: logits that make them so. */
const MULTIPOSE_LOGIT = 1.5;
const TILE_LOGIT = -1;
/** Somebody smaller, in longer sides of the picture, has others around who are too small for the whole look. */
const SMALL = 0.25;
/** A tile's side in that of the picture; two by two overlap by a sixth. */
const TILE = 0.58;
/** In a tile only people are looked for who are smaller, in its longer side: larger ones were seen whole. */
const TILE_LARGEST = 0.5;
/** A box this near to an inner edge of its tile, in the tile's width, is cut by it. */
const EDGE = 0.02;
/** Verification takes a look each: more than this many are a crowd, whose least sure are left out. */
const MOST = 100;

/**
 * @param nanodet with a low threshold, see `CANDIDATE_THRESHOLD`.
 * @param multipose finds few, but tells apart who overlaps.
 */
export function peopleDetector(nanodet: RegionDetector, multipose: RegionDetector): Detector {
  return {
    async detect(image, signal) {
      const whole = wholeOf(image);
      const [seen] = await nanodet.detectIn(image, [whole], signal);
      const [posed] = await multipose.detectIn(image, [whole], signal);
      const candidates = [...seen, ...posed.map((each) => shifted(each, MULTIPOSE_LOGIT))];
      const longer = Math.max(image.width, image.height);
      const areSmall =
        seen.every(isUnsure) || seen.some((each) => sizeOf(each.box) < SMALL * longer);
      if (areSmall) {
        const tiles = tilesOf(image);
        const found = await nanodet.detectIn(image, tiles, signal);
        const inTiles = found.flatMap((people, i) =>
          people.filter(({ box }) => isWholeIn(box, tiles[i], whole)),
        );
        candidates.push(...inTiles.map((each) => shifted(each, TILE_LOGIT)));
      }
      const inside = candidates.map((each) => inImage(each, image)).filter(hasArea);
      return worthALook(inside).slice(0, MOST);
    },
  };
}

/**
 * Those of the candidates that verification should look at, best first; the order they come in does not matter.
 *
 * CONTRIBUTOR NOTES. A look is 14 ms of two cores. On the 44 photographs of `bench/people.ts` this leaves 516 looks
 * of 1230 (without it, threshold .15), 4.3 of 11.2 where a photograph has one person, and loses nobody: the threshold alone 726, with
 * `SAME_BOX` 608. At a `SAME_BOX` of .8 two people are lost, whose better box had the lower score; at a `SURE` of .6 one.
 */
export function worthALook(candidates: readonly Detection[]): Detection[] {
  const likely = candidates.filter(({ score }) => score >= CANDIDATE_THRESHOLD);
  const distinct = nonMaximumSuppression(likely, SAME_BOX);
  const sure = distinct.filter(({ score }) => score >= SURE);
  const isPart = ({ box, score }: Detection): boolean =>
    score < PART.score &&
    sure.some(
      (one) =>
        boxArea(one.box) > boxArea(box) && intersectionOverSmaller(one.box, box) > PART.share,
    );
  return distinct.filter((each) => !isPart(each));
}

/** Nobody of whom NanoDet is surer has been seen. */
const UNSURE = 0.3;
const isUnsure = ({ score }: Detection): boolean => score < UNSURE;

const sizeOf = ({ x0, y0, x1, y1 }: Box): number => Math.max(x1 - x0, y1 - y0);

function shifted({ box, score }: Detection, logit: number): Detection {
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, score));
  return { box, score: sigmoid(Math.log(inside / (1 - inside)) + logit) };
}

function tilesOf({ width, height }: PixelImage): Box[] {
  const [w, h] = [TILE * width, TILE * height];
  return [0, 1].flatMap((row) =>
    [0, 1].map((column) => {
      const [x0, y0] = [column * (width - w) - 0.5, row * (height - h) - 0.5];
      return { x0, y0, x1: x0 + w, y1: y0 + h };
    }),
  );
}

/** Whether a box is small for its tile and not cut by it; the picture's own edges cut nobody anew. */
function isWholeIn(box: Box, tile: Box, whole: Box): boolean {
  if (sizeOf(box) > TILE_LARGEST * sizeOf(tile)) return false;
  const margin = EDGE * (tile.x1 - tile.x0);
  return !(
    (tile.x0 > whole.x0 && box.x0 < tile.x0 + margin) ||
    (tile.y0 > whole.y0 && box.y0 < tile.y0 + margin) ||
    (tile.x1 < whole.x1 && box.x1 > tile.x1 - margin) ||
    (tile.y1 < whole.y1 && box.y1 > tile.y1 - margin)
  );
}
