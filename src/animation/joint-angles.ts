/**
 * @file Joint angles over time, as the International Society of Biomechanics defines them (Wu et al. 2002 for hip and ankle, Grood
 * and Suntay 1983 for the knee, Wu et al. 2005 for the shoulder), of the segments of SMPL's skeleton. docs/motion.md has the
 * formulas.
 *
 * A segment's frame has X to the front, Y along the bone towards the trunk and Z to the right; all of them coincide with the
 * body's in the anatomical position of the legs: limbs straight down, feet ahead. With R the child's frame in its parent's,
 * R = R_Z(α) R_X(β) R_Y(γ).
 */

import { createPoser, jointSet, type BodyModel } from '../body/index.ts';
import { eulerFromRotmat, matmul3, transpose3 } from '../math/index.ts';
import type { Motion, MotionFrame, MotionTrack } from '../result/index.ts';
import { requireBody } from './require-body.ts';
import { restCorrections, restJoints } from './rig.ts';

/** Angles of the limbs, each on the left and on the right. */
export const LIMB_ANGLES = [
  'hip_flexion',
  'hip_abduction',
  'hip_rotation',
  'knee_flexion',
  'ankle_dorsiflexion',
  'shoulder_elevation',
  'elbow_flexion',
] as const;
/** One of them. */
export type LimbAngle = (typeof LIMB_ANGLES)[number];
/** Of the body. */
export type Side = 'left' | 'right';

/** An angle by side and name. */
export type JointAngle = `${Side}_${LimbAngle}` | 'trunk_lean';
/** In the order of files. */
export const JOINT_ANGLES: readonly JointAngle[] = [
  ...(['left', 'right'] as const).flatMap((side) =>
    LIMB_ANGLES.map((angle): JointAngle => `${side}_${angle}`),
  ),
  'trunk_lean',
];

/** The angles of one track. */
export interface AngleSeries {
  readonly id: number;
  /** [T]. */
  readonly frame: readonly number[];
  /** [T]. */
  readonly seconds: readonly number[];
  /** [T] each, degrees. */
  readonly angles: Readonly<Record<JointAngle, readonly number[]>>;
}

const DEG = 180 / Math.PI;
const { names } = jointSet('smpl24');

/** The body's axes (left, up, front) from ISB's (front, up, right), row-major. */
const BODY_FROM_ISB = [0, 0, -1, 0, 1, 0, 1, 0, 0];

/** A posed skeleton. */
interface Posed {
  /** G_j C_j of a joint by name [3, 3]. */
  readonly segment: (joint: string) => Float64Array;
  /** Where a joint stands [3]. */
  readonly place: (joint: string) => readonly number[];
}

const minus = (a: readonly number[], b: readonly number[]): number[] => a.map((x, k) => x - b[k]);

/** Between two directions, degrees; atan2 keeps its digits at 0 and at 180. */
function between(a: readonly number[], b: readonly number[]): number {
  const cross = [0, 1, 2].map(
    (k) => a[(k + 1) % 3] * b[(k + 2) % 3] - a[(k + 2) % 3] * b[(k + 1) % 3],
  );
  const dot = a.reduce((sum, x, k) => sum + x * b[k], 0);
  return DEG * Math.atan2(Math.hypot(...cross), dot);
}

/** α, β, γ of a joint between two segments, degrees. */
function clinical({ segment }: Posed, parent: string, child: string): number[] {
  const [a, b] = [parent, child].map((joint) => matmul3(segment(joint), BODY_FROM_ISB));
  return [...eulerFromRotmat(matmul3(transpose3(a), b), 'ZXY')].map((angle) => DEG * angle);
}

function limbAngles(posed: Posed, side: Side): Record<LimbAngle, number> {
  // a turn about the front axis takes the right leg inwards and the left one outwards
  const outwards = side === 'left' ? 1 : -1;
  const of = (joint: string): string => `${side}_${joint}`;
  const hip = clinical(posed, 'pelvis', of('hip'));
  const knee = clinical(posed, of('hip'), of('knee'));
  const ankle = clinical(posed, of('knee'), of('ankle'));
  const upperArm = minus(posed.place(of('elbow')), posed.place(of('shoulder')));
  const forearm = minus(posed.place(of('wrist')), posed.place(of('elbow')));
  const thorax = posed.segment('spine3');
  const down = [-thorax[1], -thorax[4], -thorax[7]];
  return {
    hip_flexion: hip[0],
    hip_abduction: outwards * hip[1],
    hip_rotation: -outwards * hip[2],
    knee_flexion: -knee[0],
    ankle_dorsiflexion: ankle[0],
    shoulder_elevation: between(upperArm, down),
    elbow_flexion: between(upperArm, forearm),
  };
}

/** Poses the frames of a track. */
function posedFrames({ betas }: MotionTrack, body: BodyModel): (frame: MotionFrame) => Posed {
  const corrections = restCorrections(restJoints(body, betas));
  const poser = createPoser(body);
  return ({ globalOrient, bodyPose }) => {
    const frames = new Float64Array(12 * names.length);
    poser.poseFrames({ globalOrient, bodyPose: bodyPose.flat(), betas }, frames);
    const index = (joint: string): number => names.indexOf(joint);
    return {
      segment(joint) {
        const j = index(joint);
        const rows = [0, 4, 8].flatMap((row) => [
          ...frames.subarray(12 * j + row, 12 * j + row + 3),
        ]);
        return matmul3(rows, corrections.subarray(9 * j, 9 * j + 9));
      },
      place: (joint) => [3, 7, 11].map((k) => frames[12 * index(joint) + k]),
    };
  };
}

/**
 * The joint angles of a track at each of its frames. Flexion, abduction, internal rotation, dorsiflexion and elevation are
 * positive, on either side. The trunk leans from the vertical of the motion's world; without one the camera is taken to be level.
 * @throws E_CONFIG when the motion speaks of another body.
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { jointAngles, parseMotion, readBody } from 'multiroi';
 * import { nodePlatform } from 'multiroi/node';
 *
 * const motion = parseMotion(await readFile('clip.motion.json', 'utf8'));
 * const body = await readBody(nodePlatform.files, motion.model.body);
 * for (const track of motion.tracks) {
 *   const { seconds, angles } = jointAngles(motion, track, body);
 *   console.log(seconds, angles.left_knee_flexion);
 * }
 * ```
 */
export function jointAngles(motion: Motion, track: MotionTrack, body: BodyModel): AngleSeries {
  requireBody('jointAngles', motion, body);
  const { world } = motion.camera;
  const up = world === undefined ? [0, -1, 0] : [...world.rotation[1]];
  const pose = posedFrames(track, body);
  const angles = Object.fromEntries(
    JOINT_ANGLES.map((name): [JointAngle, number[]] => [name, []]),
  ) as Record<JointAngle, number[]>;
  for (const frame of track.frames) {
    const posed = pose(frame);
    for (const side of ['left', 'right'] as const) {
      const own = limbAngles(posed, side);
      for (const name of LIMB_ANGLES) angles[`${side}_${name}`].push(own[name]);
    }
    const trunk = minus(posed.place('neck'), posed.place('pelvis'));
    angles.trunk_lean.push(between(trunk, up));
  }
  return {
    id: track.id,
    frame: track.frames.map(({ frame }) => frame),
    seconds: track.frames.map(({ seconds }) => seconds),
    angles,
  };
}

/** The angles of all tracks, one line a frame: `track,frame,seconds`, then every angle, degrees. */
export function anglesCsv(series: readonly AngleSeries[]): string {
  const lines = [['track', 'frame', 'seconds', ...JOINT_ANGLES].join()];
  for (const { id, frame, seconds, angles } of series) {
    frame.forEach((index, i) => {
      const values = JOINT_ANGLES.map((name) => angles[name][i].toFixed(2));
      lines.push([id, index, seconds[i].toFixed(4), ...values].join());
    });
  }
  return `${lines.join('\n')}\n`;
}

const hundredths = (values: readonly number[]): number[] =>
  values.map((value) => Math.round(100 * value) / 100);

/** The same as JSON: `{ unit, tracks: [{ id, frame, seconds, angles: { name: [T] } }] }`. */
export function anglesJson(series: readonly AngleSeries[]): string {
  const tracks = series.map(({ angles, ...rest }) => ({
    ...rest,
    angles: Object.fromEntries(JOINT_ANGLES.map((name) => [name, hundredths(angles[name])])),
  }));
  return `${JSON.stringify({ unit: 'degrees', tracks })}\n`;
}
