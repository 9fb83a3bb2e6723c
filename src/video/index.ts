/** @file People over the frames of a video. */

export { motionOfFrames, type FramesSource } from './motion-of-frames.ts';
export {
  type Frame,
  lockedShapes,
  middleMean,
  MotionFilter,
  type MotionOptions,
  smoothFrames,
  SMOOTHING_DEFAULTS,
  type SmoothingOptions,
  withShapes,
} from './smoothing.ts';
export { BoxTracker, Tracker } from './tracker.ts';
export { addColours, APPEARANCE_SIZE, appearanceOf, appearanceSimilarity } from './appearance.ts';
export {
  IDENTITY_DEFAULTS,
  type IdentityOptions,
  IdentityTracker,
  type SightedBox,
} from './identity.ts';
export { CutDetector } from './cuts.ts';
