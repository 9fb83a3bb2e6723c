/** @file People over the frames of a video. */

export { motionOfFrames, type MotionSource } from './motion-of-frames.ts';
export {
  type Frame,
  lockedShapes,
  MotionFilter,
  type MotionOptions,
  smoothFrames,
  SMOOTHING_DEFAULTS,
  type SmoothingOptions,
  withShapes,
} from './smoothing.ts';
export { Tracker } from './tracker.ts';
