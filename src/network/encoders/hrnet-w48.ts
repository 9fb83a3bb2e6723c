/**
 * @file HRNet-W48 as used for 2D pose (Sun 2019), with a head that brings its four resolutions to the
 * coarsest by strided convolutions and concatenates them: 48 + 96 + 192 + 384 = 720 channels.
 */

import {
  addAll,
  concat,
  mean,
  normal,
  relu,
  resizeNearest,
  type Tensor,
} from '../../graph/index.ts';
import { convNorm, type Build } from '../layers.ts';
import { basicBlock, bottleneck } from './blocks.ts';

/** Channels of the branches; branch b works at 1/2^(b+2) of the image. */
const WIDTHS = [48, 96, 192, 384];
/** Modules of the stages with two, three and four branches. */
const STAGE_MODULES = [1, 4, 3];
const BLOCKS = 4;

/** The authors' initialisation; batch normalisation makes its smallness harmless. */
const init = normal(0.001);

/** Every name of this encoder starts so in checkpoints that hold heads as well. */
const PREFIX = 'backbone.';

/** Pooled features [N, 720] of images [N, 3, H, W], H and W multiples of 32. */
export function hrnetW48(build: Build, images: Tensor): Tensor {
  let branches = [stem(build, images)];
  for (const [i, modules] of STAGE_MODULES.entries()) {
    branches = widen(build, branches, `${PREFIX}transition${i + 1}`);
    for (let m = 0; m < modules; m++) {
      branches = exchange(build, branches, `${PREFIX}stage${i + 2}.${m}`);
    }
  }
  return mean(concatenate(build, branches), [2, 3]);
}

/** [N, 3, H, W] → [N, 256, H/4, W/4]. */
function stem(build: Build, images: Tensor): Tensor {
  let x = convNorm(build, images, `${PREFIX}conv1`, `${PREFIX}bn1`, 64, { stride: 2, init });
  x = convNorm(build, x, `${PREFIX}conv2`, `${PREFIX}bn2`, 64, { stride: 2, init });
  for (let i = 0; i < BLOCKS; i++) x = bottleneck(build, x, `${PREFIX}layer1.${i}`, 64, 1, init);
  return x;
}

/** One branch more, at half the last one's resolution. The first transition also narrows its input. */
function widen(build: Build, branches: readonly Tensor[], name: string): Tensor[] {
  const b = branches.length;
  const last = branches[b - 1];
  const kept =
    b === 1 ? [convNorm(build, last, `${name}.0.0`, `${name}.0.1`, WIDTHS[0], { init })] : branches;
  const at = `${name}.${b}.0`;
  return [...kept, convNorm(build, last, `${at}.0`, `${at}.1`, WIDTHS[b], { stride: 2, init })];
}

/** Residual blocks in every branch, then every branch receives the sum of all. */
function exchange(build: Build, branches: readonly Tensor[], name: string): Tensor[] {
  const deep = branches.map((branch, b) => {
    let x = branch;
    for (let i = 0; i < BLOCKS; i++) x = basicBlock(build, x, `${name}.branches.${b}.${i}`, init);
    return x;
  });
  return deep.map((_, i) => {
    const terms = deep.map((x, j) => resample(build, x, j, i, `${name}.fuse_layers.${i}.${j}`));
    return relu(addAll(terms));
  });
}

/** Branch `from` at the width and the resolution of branch `to`. */
function resample(build: Build, x: Tensor, from: number, to: number, name: string): Tensor {
  if (from === to) return x;
  if (from > to) {
    const options = { kernel: 1, relu: false, init };
    const narrow = convNorm(build, x, `${name}.0`, `${name}.1`, WIDTHS[to], options);
    const factor = 2 ** (from - to);
    return resizeNearest(narrow, [factor * x.shape[2], factor * x.shape[3]]);
  }
  let y = x;
  for (let k = 0; k < to - from; k++) {
    const last = k === to - from - 1;
    const width = last ? WIDTHS[to] : WIDTHS[from];
    const options = { stride: 2, relu: !last, init };
    y = convNorm(build, y, `${name}.${k}.0`, `${name}.${k}.1`, width, options);
  }
  return y;
}

/** [N, 720, H/32, W/32]. */
function concatenate(build: Build, branches: readonly Tensor[]): Tensor {
  const coarse = branches.map((branch, b) => {
    const name = `${PREFIX}downsample_stage_${b + 1}`;
    let x = branch;
    for (let k = 0; k < WIDTHS.length - 1 - b; k++) {
      const options = { stride: 2, init };
      x = convNorm(build, x, `${name}.${3 * k}`, `${name}.${3 * k + 1}`, WIDTHS[b], options);
    }
    return x;
  });
  return concat(coarse, 1);
}
