/**
 * @file The package's own person detector: SSD on MobileNetV2 (`ssd-person.onnx`, converted from
 * `@mediapipe/objectron` by tools/convert-models.ts), 300×300, trained on OpenImages.
 */

import { sigmoid } from '../math/index.ts';
import { applyAffine, type Affine, type Box } from '../camera/index.ts';
import { MultiRoiError, throwIfAborted } from '../base/index.ts';
import type { HostTensor, Session } from '../platform/index.ts';
import { dims } from '../base/index.ts';
import { networkInput, type InputFormat } from './network-input.ts';
import { nonMaximumSuppression } from './overlap.ts';
import { decodeBox, ssdAnchors } from './ssd-anchors.ts';
import { SSD_SIDE } from './ssd-network.ts';
import type { Detection, RegionDetector } from './types.ts';

export interface SsdOptions {
  /** Detections below this score are dropped. */
  readonly threshold?: number;
  /** Of two boxes of one region that overlap by more (IoU), the better stays. */
  readonly maxOverlap?: number;
}

/** Low: the network ranks people well but is shy; looks and landmarks decide. */
export const SSD_DEFAULTS: Required<SsdOptions> = { threshold: 0.1, maxOverlap: 0.6 };

const FORMAT: InputFormat = {
  fit: 'stretch',
  fill: 0,
  channels: 'rgb',
  gain: 1 / 127.5,
  offset: -1,
};
/** Regions in one run: more gains nothing on a CPU and only takes memory. */
const BATCH = 4;

/** @param session of `ssd-person.onnx`: images [N, 3, 300, 300] → boxes [N, 1917, 4], logits [N, 1917]. */
export function ssdDetector(session: Session, options: SsdOptions = {}): RegionDetector {
  const { threshold, maxOverlap } = { ...SSD_DEFAULTS, ...options };
  return {
    async detectIn(image, regions, signal) {
      const found: Detection[][] = [];
      for (let start = 0; start < regions.length; start += BATCH) {
        throwIfAborted('ssdDetector', signal);
        const batch = regions.slice(start, start + BATCH);
        const { images, imageFromInput } = networkInput(image, batch, SSD_SIDE, SSD_SIDE, FORMAT);
        const { boxes, logits } = await session.run({ images });
        const decoded = decodeSsd(boxes, logits, imageFromInput, threshold);
        for (const people of decoded) found.push(nonMaximumSuppression(people, maxOverlap));
      }
      return found;
    },
  };
}

/**
 * The people of each region, before non-maximum suppression.
 * @param boxes raw codes [N, A, 4]
 * @param logits of class person [N, A]
 */
export function decodeSsd(
  boxes: HostTensor,
  logits: HostTensor,
  imageFromInput: readonly Affine[],
  threshold: number,
): Detection[][] {
  const anchors = ssdAnchors();
  const N = imageFromInput.length;
  const A = anchors.length;
  dims('decodeSsd', boxes.shape, '[N, A, 4]', { N, A });
  dims('decodeSsd', logits.shape, '[N, A]', { N, A });
  if (!(boxes.data instanceof Float32Array && logits.data instanceof Float32Array)) {
    throw new MultiRoiError('E_SHAPE', `decodeSsd: expected float32, got ${boxes.type}`);
  }
  const codes = boxes.data;
  const scores = logits.data;
  // a sigmoid above the threshold is a logit above its inverse
  const least = Math.log(threshold / (1 - threshold));
  return imageFromInput.map((map, n) => {
    const people: Detection[] = [];
    for (let a = 0; a < A; a++) {
      const logit = scores[n * A + a];
      if (!(logit >= least)) continue;
      const at = (n * A + a) * 4;
      const [x0, y0, x1, y1] = decodeBox(codes.subarray(at, at + 4), anchors[a]);
      const box = mapBox(map, x0 * SSD_SIDE, y0 * SSD_SIDE, x1 * SSD_SIDE, y1 * SSD_SIDE);
      people.push({ box, score: sigmoid(logit) });
    }
    return people;
  });
}

/** The box of a map without rotation. */
export function mapBox(map: Affine, x0: number, y0: number, x1: number, y1: number): Box {
  const [left, top] = applyAffine(map, x0, y0);
  const [right, bottom] = applyAffine(map, x1, y1);
  return { x0: left, y0: top, x1: right, y1: bottom };
}
