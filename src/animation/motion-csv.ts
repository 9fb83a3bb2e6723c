/** @file The joints of a motion as a table. */

import { jointSet, type BodyModel } from '../body/index.ts';
import type { Motion } from '../result/index.ts';
import { framePerson } from './frame-result.ts';
import { requireBody } from './require-body.ts';

/**
 * The joints of everybody in every frame, one a line: `track,frame,seconds,joint,name,x,y,z,u,v`; x, y, z in metres in the camera's
 * frame, u, v in pixels, empty for what is not in front of the camera.
 * @throws E_CONFIG when the motion speaks of another body.
 */
export function motionCsv(motion: Motion, body: BodyModel): string {
  const { names } = jointSet('smpl24');
  requireBody('motionCsv', motion, body);
  const personOf = framePerson(motion, body);
  const px = (value: number): string => (Number.isNaN(value) ? '' : value.toFixed(2));
  const lines = ['track,frame,seconds,joint,name,x,y,z,u,v'];
  for (const track of motion.tracks) {
    for (const each of track.frames) {
      const { joints3d, joints2d } = personOf(track, each);
      const head = `${track.id},${each.frame},${each.seconds.toFixed(4)}`;
      joints3d.smpl24.forEach((joint, j) => {
        const place = joint.map((x) => x.toFixed(5)).join();
        const pixel = joints2d.smpl24[j].map(px).join();
        lines.push(`${head},${j},${names[j]},${place},${pixel}`);
      });
    }
  }
  return `${lines.join('\n')}\n`;
}
