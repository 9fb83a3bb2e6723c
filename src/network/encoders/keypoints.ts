/**
 * @file The trainable end of the MoveNet encoder. The key-points of all regions are put into one frame, that
 * of region 0, and fused there by score⁴; every region's embedding sees its own points beside the fused
 * ones, both in the box of the fused, so that no region knows less than all of them together.
 *
 * A point is faded out by its score: where nothing was seen, a coordinate is noise, and the score says so.
 */

import {
  add,
  concat,
  div,
  expand,
  log,
  maximum,
  mul,
  relu,
  reshape,
  slice,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
} from '../../graph/index.ts';
import { BOX_INFO } from '../../camera/index.ts';
import { float32Of } from '../../format/index.ts';
import type { HostTensor, Weights } from '../../platform/index.ts';
import { applyBlocks, linearLayer, residualBlocks, type Build } from '../layers.ts';
import { LIMB_PARTS, LIMB_WIDTH } from '../pretrained/limbs.ts';
import { MOVENET_PARTS, MOVENET_WIDTH } from '../pretrained/movenet.ts';
import type { EmbeddingOptions } from './light.ts';

const K = MOVENET_PARTS.scores;
/** The layer that sees the key-points, and limbs behind all else. */
const EMBEDDING = 'keypoints.embed';
/** A point of this score is half faded. */
const HALF_FADED = 0.15;
/** Weight of a point of score 0 against one of score 1. */
const LEAST_WEIGHT = 1e-6;
/** The box of the fused points is so many root mean square radii high: two metres, when someone stands. */
const RADII = 4.4;
/** And never smaller than this share of region 0. */
const LEAST_SIZE = 0.05;
/** Below this scale the box would show forty metres of height; 1/s must stay finite. */
const LEAST_SCALE = 0.05;
/** Spreads and disagreements, hundredths of a box, are brought to the scale of the others. */
const SPREAD_GAIN = 10;

/** Lengths are in heights b of region 0, from its centre. */
export interface KeypointFrame {
  /** Centre of the fused points' box [B, 1, 2]. */
  readonly centre: Tensor;
  /** Its height [B, 1, 1]. */
  readonly size: Tensor;
  /** Centres of the regions [B, M, 2]. */
  readonly offset: Tensor;
  /** Heights of the regions [B, M, 1]. */
  readonly scale: Tensor;
}

/** Key-points as features, and the frame that all regions of a person share. */
export interface KeypointFeatures {
  /** Features to fuse [B·M, D]. */
  readonly rows: Tensor;
  readonly frame: KeypointFrame;
}

/**
 * @param raw what MoveNet gave of each region [B·M, 68], see `MOVENET_PARTS`; limb directions may follow [B·M, 99], `LIMB_PARTS`.
 * @param boxes box information [B, M, 3].
 * @param embedding `aligned: false` leaves the fused points out.
 */
export function keypointFeatures(
  build: Build,
  raw: Tensor,
  boxes: Tensor,
  { width, blocks, aligned }: EmbeddingOptions,
): KeypointFeatures {
  const [B, M] = boxes.shape;
  const R = B * M;
  const regions = regionsIn(boxes);
  const { offset, scale } = regions;
  const values = reshape(raw, [B, M, raw.shape[1]]);
  const part = (from: number, length: number): Tensor =>
    slice(values, [from], [from + length], [2]);
  const perPoint = (x: Tensor): Tensor =>
    expand(reshape(x, [B, M, 1, x.shape[2]]), [B, M, K, x.shape[2]]);

  const crop = reshape(part(0, 2 * K), [B, M, K, 2]);
  const points = add(mul(crop, perPoint(concat([scale, scale], 2))), perPoint(offset));
  const scores = part(2 * K, K);
  const spreads = mul(part(3 * K, K), expand(scale, [B, M, K]));

  const weights = add(square(square(scores)), LEAST_WEIGHT);
  const mass = sum(weights, [1]);
  const overRegions = (x: Tensor): Tensor => div(sum(mul(weights, x), [1]), mass); // [B, M, K] → [B, K]
  const axis = (x: Tensor, i: number): Tensor => reshape(slice(x, [i], [i + 1], [3]), [B, M, K]);
  const fusedX = overRegions(axis(points, 0));
  const fusedY = overRegions(axis(points, 1));
  const fusedScores = overRegions(scores);
  const perRegion = (x: Tensor): Tensor => expand(reshape(x, [B, 1, K]), [B, M, K]);
  const squares = (x: Tensor, fused: Tensor): Tensor => square(sub(x, perRegion(fused)));
  const disagreement = sqrt(
    add(overRegions(add(squares(axis(points, 0), fusedX), squares(axis(points, 1), fusedY))), 1e-8),
  );

  const trust = add(square(square(fusedScores)), LEAST_WEIGHT);
  const overPoints = (x: Tensor): Tensor =>
    div(sum(mul(trust, x), [1], true), sum(trust, [1], true));
  const [centreX, centreY] = [overPoints(fusedX), overPoints(fusedY)];
  const around = (x: Tensor, centre: Tensor): Tensor => sub(x, expand(centre, x.shape));
  const radius = sqrt(
    overPoints(add(square(around(fusedX, centreX)), square(around(fusedY, centreY)))),
  );
  const size = maximum(mul(radius, RADII), LEAST_SIZE);

  const inBox = (x: Tensor, centre: Tensor): Tensor =>
    mul(div(sub(x, wide(centre, x)), wide(size, x)), 2);
  const own = [
    mul(inBox(axis(points, 0), centreX), fade(scores)),
    mul(inBox(axis(points, 1), centreY), fade(scores)),
    scores,
    mul(div(spreads, wide(size, spreads)), SPREAD_GAIN),
  ];
  const shared = [
    mul(inBox(fusedX, centreX), fade(fusedScores)),
    mul(inBox(fusedY, centreY), fade(fusedScores)),
    fusedScores,
    mul(div(disagreement, wide(size, disagreement)), SPREAD_GAIN),
  ].map(perRegion);
  const base = (x: Tensor): Tensor => slice(x, [0], [1], [1]);
  const sizeOverFocal = mul(reshape(base(regions.size), [B, 1]), size);
  const centre = reshape(concat([centreX, centreY], 1), [B, 1, 2]);
  const centreOverFocal = add(
    base(regions.centre),
    mul(centre, expand(base(regions.size), [B, 1, 2])),
  );
  const place = concat(
    [centreOverFocal, reshape(log(sizeOverFocal), [B, 1, 1]), reshape(log(size), [B, 1, 1])],
    2,
  );
  const limbs = raw.shape[1] === MOVENET_WIDTH ? [] : [limbsOf(part)];
  const seen = [
    ...own,
    ...(aligned ? shared : []),
    boxes,
    offset,
    scale,
    expand(place, [B, M, 4]),
    ...limbs,
  ];
  const input = reshape(concat(seen, 2), [R, seen.reduce((n, x) => n + x.shape[2], 0)]);
  const first = relu(linearLayer(build, input, EMBEDDING, width));
  return {
    rows: applyBlocks(first, residualBlocks(build, 'keypoints.block', width, blocks)),
    frame: { centre, size: reshape(size, [B, 1, 1]), offset, scale },
  };
}

/**
 * Weak-perspective cameras of the regions [B, M, 3] from those of the fused points' box, exactly: all five are
 * regressed in the one frame where a person looks alike however the regions lie about them (Eq. 12 twice).
 */
export function camerasOfRegions(cameras: Tensor, frame: KeypointFrame): Tensor {
  const [B, M] = cameras.shape;
  const perRegion = (x: Tensor): Tensor => expand(x, [B, M, x.shape[2]]);
  const s = maximum(slice(cameras, [0], [1], [2]), LEAST_SCALE);
  const span = mul(s, perRegion(frame.size));
  const shift = mul(sub(perRegion(frame.centre), frame.offset), 2);
  return concat(
    [
      div(span, frame.scale),
      add(slice(cameras, [1], [3], [2]), div(shift, concat([span, span], 2))),
    ],
    2,
  );
}

/** Centres and heights of the regions over the focal length, out of B (`boxInfos`), and against region 0. */
function regionsIn(boxes: Tensor): Pick<KeypointFrame, 'offset' | 'scale'> & {
  readonly centre: Tensor;
  readonly size: Tensor;
} {
  const [B, M] = boxes.shape;
  const centre = mul(slice(boxes, [0], [2], [2]), 1 / BOX_INFO.offsetScale);
  const size = add(mul(slice(boxes, [2], [3], [2]), BOX_INFO.sizeDeviation), BOX_INFO.meanSize);
  const base = (x: Tensor): Tensor => expand(slice(x, [0], [1], [1]), x.shape);
  return {
    centre,
    size,
    scale: div(size, base(size)),
    offset: div(sub(centre, base(centre)), expand(slice(size, [0], [1], [1]), [B, M, 2])),
  };
}

/** Directions, faded out where nobody is seen, and how surely somebody is [B, M, 31]. */
function limbsOf(part: (from: number, length: number) => Tensor): Tensor {
  const directions = part(MOVENET_WIDTH, LIMB_PARTS.directions);
  const presence = part(MOVENET_WIDTH + LIMB_PARTS.directions, LIMB_PARTS.presence);
  return concat([mul(directions, expand(presence, directions.shape)), presence], 2);
}

/** A value of each person [B, 1] beside [B, K] or [B, M, K]. */
function wide(x: Tensor, like: Tensor): Tensor {
  return expand(reshape(x, [x.shape[0], ...like.shape.slice(1).map(() => 1)]), like.shape);
}

/** 0 … 1 by the score. */
function fade(scores: Tensor): Tensor {
  const s = square(scores);
  return div(s, add(s, HALF_FADED * HALF_FADED));
}

/** Weights of a network that sees no limbs, for one that does: limbs have no effect yet. */
export function growForLimbs(tensors: Weights): Map<string, HostTensor> {
  const name = `${EMBEDDING}.weight`;
  const own = tensors.get(name);
  if (own === undefined) return new Map(tensors);
  const [out, width] = own.shape;
  const values = float32Of(name, own);
  const wide = width + LIMB_WIDTH;
  const data = new Float32Array(out * wide);
  for (let row = 0; row < out; row++) {
    data.set(values.subarray(row * width, (row + 1) * width), row * wide);
  }
  return new Map([...tensors, [name, { type: 'float32', shape: [out, wide], data }]]);
}
