/** @file The two residual blocks of He 2016 (v1.5: the stride sits on the 3×3 convolution). */

import { add, relu, type Init, type Tensor } from '../../graph/index.ts';
import { convNorm, type Build, type ConvOptions } from '../layers.ts';

/** 1×1, 3×3 and 1×1 convolutions, [N, C, H, W] → [N, 4·width, H/stride, W/stride]. */
export function bottleneck(
  build: Build,
  x: Tensor,
  name: string,
  width: number,
  stride: number,
  init: Init,
): Tensor {
  const out = 4 * width;
  const conv = (input: Tensor, i: number, channels: number, options: Omit<ConvOptions, 'init'>) =>
    convNorm(build, input, `${name}.conv${i}`, `${name}.bn${i}`, channels, { ...options, init });
  let y = conv(x, 1, width, { kernel: 1 });
  y = conv(y, 2, width, { stride });
  y = conv(y, 3, out, { kernel: 1, relu: false });
  const projected = stride !== 1 || x.shape[1] !== out;
  const down = `${name}.downsample`;
  const shortcut = projected
    ? convNorm(build, x, `${down}.0`, `${down}.1`, out, { kernel: 1, stride, relu: false, init })
    : x;
  return relu(add(y, shortcut));
}

/** Two 3×3 convolutions that keep the shape [N, C, H, W]. */
export function basicBlock(build: Build, x: Tensor, name: string, init: Init): Tensor {
  const width = x.shape[1];
  const y = convNorm(build, x, `${name}.conv1`, `${name}.bn1`, width, { init });
  const z = convNorm(build, y, `${name}.conv2`, `${name}.bn2`, width, { init, relu: false });
  return relu(add(z, x));
}
