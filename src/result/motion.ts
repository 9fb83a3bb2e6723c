/**
 * @file The answer for one video: people as tracks over time, and what `<stem>.motion.json` holds. Pixels, frames and units
 * are those of a result (`result.ts`): the upright image with integer centres, OpenCV's camera frame, metres, radians.
 */

import type { Vec2, Vec3 } from '../math/index.ts';
import type { Mat3, ModelInfo, ObservedJoints, ResultExpectedError } from './result.ts';

/** The version of the layout of `Motion`; it changes with any incompatible change. */
export const MOTION_SCHEMA_VERSION = 1;

/** The video that was looked at. */
export interface MotionVideo {
  /** As the caller named it. */
  file: string;
  /** Of the upright picture, px. */
  width: number;
  height: number;
  /** Frames a second, the mean where the rate varies; `seconds` of each frame are exact. */
  fps: number;
  /** Frames that were looked at; `MotionFrame.frame` counts them from 0. */
  frames: number;
}

/** Where up and the floor are, for a camera that does not move. */
export interface MotionWorld {
  /** worldFromCam, y up: `world = rotation · (X + t)`; the origin stays the pinhole. */
  rotation: Mat3;
  /** The height of the floor in that frame, metres; negative when the camera stands above it. */
  floorY: number;
  /** How far this is to be believed, 0–1. */
  confidence: number;
}

/** The pinhole of all frames. */
export interface MotionCamera {
  /** Rows of K: `uv = K (X + t)`. */
  K: Mat3;
  /** Whether the camera was taken not to move. */
  static: boolean;
  /** Present when up and the floor were found. */
  world?: MotionWorld;
}

/** One person in one frame. */
export interface MotionFrame {
  /** 0-based, among `MotionVideo.frames`. */
  frame: number;
  /** From the beginning of the video. */
  seconds: number;
  score: number;
  box: [x0: number, y0: number, x1: number, y1: number];
  /** R_cam←body as axis-angle. */
  globalOrient: Vec3;
  /** [23, 3]. */
  bodyPose: Vec3[];
  /** Where the body model's origin stands, metres. */
  t: Vec3;
  /** [24, 2]; NaN, in files null, for a joint that is not in front of the camera. */
  joints2d: { smpl24: Vec2[] };
  /** The key-points that the body was laid on. */
  observed?: ObservedJoints;
  /** As a result's; null where nobody can say. */
  expectedError: ResultExpectedError | null;
}

/** One person over time, in one shape. */
export interface MotionTrack {
  /** Of no other track. */
  id: number;
  /** The first and the last frame in which the person was seen. */
  first: number;
  last: number;
  /** [10]. */
  betas: number[];
  /** Where the person was seen, in order of time; at least one. */
  frames: MotionFrame[];
  /** Stretches between `first` and `last`, both ends inclusive, in which the person was not seen; no frame lies in one. */
  gaps: [first: number, last: number][];
  /** Whether a foot stands, one entry a frame of `frames`. */
  contacts?: { leftFoot: boolean[]; rightFoot: boolean[] };
}

/** Everything known about the people of one video. */
export interface Motion {
  schemaVersion: typeof MOTION_SCHEMA_VERSION;
  video: MotionVideo;
  model: ModelInfo;
  camera: MotionCamera;
  tracks: MotionTrack[];
  /** Frames that begin another shot. */
  cuts: number[];
  /** Whether poses and places are smoothed over time. */
  smoothed: boolean;
}
