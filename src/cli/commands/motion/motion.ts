/** @file `multiroi motion`: videos → people over time. */

import { defineCommand, type Command } from '../../parse/command.ts';
import { motionOptions } from './motion-options.ts';

export const motionCommand: Command = defineCommand({
  name: 'motion',
  summary: 'Videos to motions: people over time, animated, for other programs',
  description:
    'Follows the people of each video, keeps their numbers, and lays one body each on all of its pictures at once. Writes <stem>.motion.json and what else --save names. A video is whatever ffmpeg reads, an animated GIF or WebP, a folder of pictures, or their pattern (shot/%04d.png). What was seen is kept beside the results until they are there, so that a run which was stopped goes on with --resume.',
  operands: { usage: '<video>…', min: 1, max: Infinity },
  options: motionOptions,
  exclusive: [
    ['resume', 'overwrite'],
    ['focal', 'fov', 'intrinsics'],
  ],
  examples: [
    ['multiroi motion clip.mp4', 'writes out/clip.motion.json, out/clip.glb, out/clip_overlay.mp4'],
    [
      'multiroi motion clip.mp4 --save json,bvh,vrma --bones mixamo --static-camera',
      'a skeleton in motion that stands on the floor',
    ],
    ['multiroi motion clip.mp4 --from 3 --to 8 --fps 15 --smooth 0.8', 'five seconds of it'],
  ],
  // its help needs neither runtime nor videos
  run: async (context) => (await import('./make-motions.ts')).makeMotions(context),
});
