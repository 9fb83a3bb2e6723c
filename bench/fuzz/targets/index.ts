/** @file Every parser of bytes that come from elsewhere; a process loads the one that it runs. */

import type { Target } from '../target.ts';

const LOADERS: Readonly<Record<string, () => Promise<Target>>> = {
  npy: async () => (await import('./arrays.ts')).npy,
  npz: async () => (await import('./arrays.ts')).npz,
  zip: async () => (await import('./arrays.ts')).zip,
  safetensors: async () => (await import('./arrays.ts')).safetensors,
  pickle: async () => (await import('./pickles.ts')).pickles,
  torch: async () => (await import('./pickles.ts')).torch,
  smpl: async () => (await import('./pickles.ts')).smpl,
  '3dpw': async () => (await import('./pickles.ts')).threeDpw,
  tflite: async () => (await import('./networks.ts')).tflite,
  tfjs: async () => (await import('./networks.ts')).tfjs,
  onnx: async () => (await import('./networks.ts')).onnx,
  weights: async () => (await import('./networks.ts')).weights,
  body: async () => (await import('./networks.ts')).body,
  'image header': async () => (await import('./images.ts')).imageHeader,
  exif: async () => (await import('./images.ts')).exif,
  image: async () => (await import('./images.ts')).decode,
  boxes: async () => (await import('./texts.ts')).boxes,
  result: async () => (await import('./texts.ts')).resultJson,
  motion: async () => (await import('./records.ts')).motion,
  multiview: async () => (await import('./records.ts')).multiview,
  rig: async () => (await import('./records.ts')).rig,
  obj: async () => (await import('./texts.ts')).obj,
  'roi set': async () => (await import('./texts.ts')).roiSet,
  coco: async () => (await import('./texts.ts')).coco,
  'people npz': async () => (await import('./texts.ts')).people,
  'peer npz': async () => (await import('./texts.ts')).peers,
  features: async () => (await import('./records.ts')).shard,
  checkpoint: async () => (await import('./records.ts')).checkpoint,
  poses: async () => (await import('./records.ts')).poses,
  text: async () => (await import('./records.ts')).texts,
  infer: async () => (await import('./server.ts')).infer,
  answer: async () => (await import('./server.ts')).inferAnswer,
  'infer route': async () => (await import('./server.ts')).inferRoute,
  multipart: async () => (await import('./server.ts')).multipart,
  upload: async () => (await import('./server.ts')).upload,
};

/** In the order of the table. */
export const TARGET_NAMES: readonly string[] = Object.keys(LOADERS);

/** @throws for a name that is none. */
export async function loadTarget(name: string): Promise<Target> {
  const load = LOADERS[name];
  if (load === undefined) throw new Error(`expected ${TARGET_NAMES.join(', ')}, got ${name}`);
  return load();
}
