/** @file `multiroi predict`: photographs → meshes and cameras. */

import { defineCommand, type Command } from '../../parse/command.ts';
import { IMAGES } from '../../shared/common-options.ts';
import { MODEL_EXCLUSIVE } from '../../shared/model-options.ts';
import { predictOptions } from './predict-options.ts';

export const predictCommand: Command = defineCommand({
  name: 'predict',
  summary: 'Photographs to body meshes and cameras',
  description:
    'Finds the people of each photograph and writes, for each photograph, a result file (pose, shape, full-image camera, joints of everyone), and what else --save names. Folders are searched for images and keep their inner folders in --out; - is an image on standard input, and images are fetched from http and https, or taken out of data: URLs. What is passed over is told, and written to run.json; one run.json there says what was run, written and what failed.',
  operands: IMAGES,
  options: predictOptions,
  exclusive: [['resume', 'overwrite'], ...MODEL_EXCLUSIVE],
  examples: [
    ['multiroi predict photo.jpg', 'writes out/photo.json, out/photo.glb, out/photo_overlay.png'],
    ['multiroi predict holiday --out results --save json,npz', 'does a folder and its folders'],
    [
      'multiroi predict holiday --shard 2/4 --resume',
      'does the second quarter, going on from before',
    ],
    [
      'multiroi predict photo.jpg --fov 60 --persons largest --json',
      'prints one person of a known camera',
    ],
  ],
  // its help needs neither runtime nor images
  run: async (context) => {
    context.wait('loading the networks');
    return (await import('./predict-images.ts')).predictImages(context);
  },
});
