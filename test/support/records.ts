/** @file Records of nobody in particular. */
import type { PersonRecord } from '../../src/dataset/index.ts';

/** A box, and nothing else known. */
export function bareRecord(): PersonRecord {
  return {
    image: 'a.jpg',
    center: [60, 45],
    scale: 0.4,
    keypoints24: null,
    openpose25: null,
    joints24: null,
    pose: null,
    betas: null,
    gender: null,
    focalPx: null,
    translation: null,
    visibility: null,
  };
}
