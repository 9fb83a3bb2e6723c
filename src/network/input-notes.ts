/**
 * @file How to make the inputs of an exported model without this package: formulas and the numbers in
 * them, for its metadata.
 */

import { BOX_INFO, relationLength, type RelationMode } from '../camera/index.ts';
import { IMAGENET } from '../imaging/index.ts';
import { encoderWidth, inputSize, regionsOf, type NetworkConfig } from './config.ts';
import { usesRelation } from './fusion.ts';

/** One input of a model. */
export interface InputNote {
  readonly shape: string;
  readonly made: string;
  readonly [number: string]: unknown;
}

const FRAME =
  'x right, y down, pixel centres at whole coordinates; f, cx, cy: focal length and principal point of the image, px';

const RELATION: Readonly<Record<RelationMode, string>> = {
  paper:
    'entry (m, n) is g(B_m) - g(B_n) in float64, rounded to float32 once; g(p) = p, then for k = 0 … L-1 sin(pi 2^k p) of the 3 axes and cos(pi 2^k p) of the 3 axes; reduce 2^k p modulo 2 before the sine',
  'official-fma':
    'entry (m, n) is g(B_m - B_n) in float32; g(p) = p, then for k = 0 … L-1 sin(fl(p fl(pi) 2^k)) of the 3 axes and sin(fl(p fl(pi) 2^k + fl(pi/2))) of the 3 axes, product and sum rounded once (fused); sines of the rounded arguments in float64',
  'official-two-rounding':
    'entry (m, n) is g(B_m - B_n) in float32; g(p) = p, then for k = 0 … L-1 sin(fl(p fl(pi) 2^k)) of the 3 axes and sin(fl(fl(p fl(pi) 2^k) + fl(pi/2))) of the 3 axes; sines of the rounded arguments in float64',
};

const LIMBS_NOTE =
  '; then, the same for every region, unit vectors of 10 limbs by BlazePose (x right, y down, z away; left and right upper arm, forearm, thigh, shin, hip to shoulder), and 0-1 whether a person is there';

function imagesNote(config: NetworkConfig): InputNote {
  const [height, width] = inputSize(config);
  const { offsets, scales } = regionsOf(config);
  return {
    shape: `[B, ${config.rois}, 3, ${height}, ${width}]`,
    made: 'RGB planes of each region, bilinear, black outside the image, (v / 255 - mean) / std; region 0 holds the person, height b = 1.2 max(4/3 w, h) of the projected joints or 1.1 max(4/3 w, h) of a detector’s box (square regions: max(w, h)); region m is shifted by offset b and scaled',
    mean: IMAGENET.mean,
    std: IMAGENET.std,
    aspect: width / height,
    offsets,
    scales,
  };
}

/** What a model's inputs are, by name. */
export function inputNotes(
  config: NetworkConfig,
  input: 'images' | 'features',
): Record<string, InputNote> {
  const M = config.rois;
  const { offsetScale, meanSize, sizeDeviation } = BOX_INFO;
  const source =
    input === 'images'
      ? { images: imagesNote(config) }
      : {
          features: {
            shape: `[B, ${M}, ${encoderWidth(config)}]`,
            made:
              config.poseEncoder === 'movenet' && config.model === 'light'
                ? `key-points of MoveNet Thunder on each region: 17 x (x, y) in sides of the crop from its middle, 17 scores, 17 spreads, one after the other${config.limbs ? LIMBS_NOTE : ''}`
                : config.model === 'light'
                  ? 'outputs of the BlazePose encoder on each region: feature 1152, landmarks 39 x 5, world 39 x 3, presence, one after the other'
                  : 'outputs of the encoder on each region',
          },
        };
  const boxes = {
    shape: `[B, ${M}, 3]`,
    made: `B_m = ((x - cx) / f ${offsetScale}, (y - cy) / f ${offsetScale}, (b - ${meanSize} f) / (${sizeDeviation} f)) of the centre (x, y) and the height b of region m, float64 in this order, rounded to float32 once; ${FRAME}`,
  };
  if (!usesRelation(config.fusion)) return { ...source, boxes };
  const ofOneBox = config.fusion === 'absolute' || config.fusion === 'self-attention';
  const relation = {
    shape: `[B, ${M}, ${M}, ${relationLength(config.frequencies)}]`,
    made: `${RELATION[config.relation]}; index 3 + (2k + c) 3 + axis, c = 0 sine, 1 cosine${
      ofOneBox ? '; this fusion takes B_n for B_m and a box of zeros for B_n' : ''
    }`,
    L: config.frequencies,
  };
  return { ...source, boxes, relation };
}
