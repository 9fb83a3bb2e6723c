/** @file Every parser of bytes that come from elsewhere. */

import type { Target } from '../target.ts';
import { npy, npz, safetensors, zip } from './arrays.ts';
import { decode, exif, imageHeader } from './images.ts';
import { body, onnx, tfjs, tflite, weights } from './networks.ts';
import { pickles, smpl, threeDpw, torch } from './pickles.ts';
import { infer, inferRoute, multipart, upload } from './server.ts';
import { boxes, coco, obj, peers, people, resultJson, roiSet } from './texts.ts';

export const TARGETS: readonly Target[] = [
  npy,
  npz,
  zip,
  safetensors,
  pickles,
  torch,
  smpl,
  threeDpw,
  tflite,
  tfjs,
  onnx,
  weights,
  body,
  imageHeader,
  exif,
  decode,
  boxes,
  resultJson,
  obj,
  roiSet,
  coco,
  people,
  peers,
  infer,
  inferRoute,
  multipart,
  upload,
];
