/** @file Moments of synchronised clips that several calibrated cameras saw, as `bench/multiview.ts` measures them. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reconstruction } from '../../src/entry/multiroi.ts';
import { type MultiRoi, nodePlatform } from '../../src/entry/node.ts';
import { matmul3, rotate3, transpose3, vec3At, type Vec3 } from '../../src/math/index.ts';
import type { RigCamera } from '../../src/reconstruct/index.ts';
import type { Moment } from '../support/made-rigs.ts';
import { LIMBS, squareBox } from './limbs.ts';
import { groupedBy } from './summary.ts';

interface Clip {
  readonly file: string;
  readonly source: string;
  readonly rig: string;
  readonly width: number;
  readonly height: number;
  readonly K: readonly Vec3[];
  readonly dist: readonly number[] | null;
  readonly R: readonly Vec3[];
  readonly t: Vec3;
  /** [T][12][3], axes of the camera, m. */
  readonly joints3d: readonly (readonly Vec3[])[];
}

/**
 * @param count moments of each rig, evenly spread over its clips.
 * @param hmr with the regions and threads that are wanted.
 */
export async function clipMoments(
  folder: string,
  count: number,
  hmr: Pick<MultiRoi, 'reconstruct'>,
): Promise<Moment[]> {
  const text = await readFile(join(folder, 'clips.json'), 'utf8');
  const { joints, clips } = JSON.parse(text) as { joints: string[]; clips: Clip[] };
  const order = LIMBS.map((name) => joints.indexOf(name));
  const moments: Moment[] = [];
  for (const views of groupedBy(clips, ({ rig }) => rig).values()) {
    const length = Math.min(...views.map(({ joints3d }) => joints3d.length));
    const frames = Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * length) / count)); // oxfmt-ignore
    const truths = frames.map((frame) =>
      views.map(({ joints3d }) => order.flatMap((j) => [...joints3d[frame][j]])),
    );
    const seen: Reconstruction[][] = [];
    for (const [v, clip] of views.entries()) {
      seen.push(await look(join(folder, clip.file), clip, frames, truths.map((of) => of[v]), hmr)); // oxfmt-ignore
    }
    const cameras = views.map((view) => inAxesOf(views[0], view));
    for (const [i, own] of truths.entries()) {
      const results = seen.map((of) => of[i]);
      moments.push({ set: `clips of ${views[0].source}`, results, cameras, truths: own });
    }
  }
  return moments;
}

/** Some pictures of a clip by themselves, in true boxes. */
async function look(
  path: string,
  { K }: Clip,
  frames: readonly number[],
  truths: readonly (readonly number[])[],
  hmr: Pick<MultiRoi, 'reconstruct'>,
): Promise<Reconstruction[]> {
  const [fx, fy, cx, cy] = [K[0][0], K[1][1], K[0][2], K[1][2]];
  const results: Reconstruction[] = [];
  const video = await nodePlatform.videos?.open(path, {});
  let index = 0;
  for await (const { image } of video?.pictures() ?? []) {
    const at = frames.indexOf(index++);
    if (at < 0) continue;
    const pixels = LIMBS.flatMap((_, j) => {
      const [x, y, z] = vec3At(truths[at], 3 * j);
      return [(fx * x) / z + cx, (fy * y) / z + cy];
    });
    const boxes = [{ box: squareBox(pixels), score: 1 }];
    const photo = { ...image, exifFocalPx: null };
    results.push(await hmr.reconstruct(photo, { intrinsics: { fx, fy, cx, cy }, boxes }));
    if (results.length === frames.length) break;
  }
  return results;
}

/** A camera where the first one's axes are the world's. */
function inAxesOf(first: Clip, { file, width, height, K, dist, R, t }: Clip): RigCamera {
  const turned = matmul3(R.flat(), transpose3(first.R.flat()));
  const moved = rotate3(turned, first.t);
  const rows = (flat: ArrayLike<number>): [Vec3, Vec3, Vec3] => [vec3At(flat, 0), vec3At(flat, 3), vec3At(flat, 6)]; // oxfmt-ignore
  return {
    name: file,
    width,
    height,
    K: rows(K.flat()),
    distortion: dist ?? [],
    R: rows(turned),
    t: [t[0] - moved[0], t[1] - moved[1], t[2] - moved[2]],
  };
}
