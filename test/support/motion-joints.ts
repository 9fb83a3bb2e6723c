/** @file Where the joints of a motion are in the axes of a file, by the body's own posing and plain sums. */
import { createPoser, POSE_SIZE, type BodyModel } from '../../src/body/index.ts';
import type { Motion, MotionFrame, MotionTrack } from '../../src/result/index.ts';

/** [24][3], m: in the world of the motion with the floor at 0, else y up and z backward of the camera. */
export function fileJoints(
  { camera: { world } }: Motion,
  { betas }: MotionTrack,
  { globalOrient, bodyPose, t }: MotionFrame,
  body: BodyModel,
): [number, number, number][] {
  const joints = new Float32Array(POSE_SIZE);
  createPoser(body).poseJoints({ globalOrient, bodyPose: bodyPose.flat(), betas }, joints);
  return Array.from({ length: 24 }, (_, j) => {
    const [x, y, z] = [0, 1, 2].map((k) => joints[3 * j + k] + t[k]);
    if (world === undefined) return [x, -y, -z];
    const [right, up, back] = world.rotation.map((row) => row[0] * x + row[1] * y + row[2] * z);
    return [right, up - world.floorY, back];
  });
}
