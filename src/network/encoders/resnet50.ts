/** @file ResNet-50 v1.5 (He 2016, stride on the 3×3 convolutions), as torchvision names it. */

import { kaimingNormal, maxPool2d, mean, type Tensor } from '../../graph/index.ts';
import { convNorm, type Build } from '../layers.ts';
import { bottleneck } from './blocks.ts';

const STAGE_BLOCKS = [3, 4, 6, 3];

const init = kaimingNormal('out');

/** Pooled features [N, 2048] of images [N, 3, H, W]. */
export function resnet50(build: Build, images: Tensor): Tensor {
  let x = convNorm(build, images, 'conv1', 'bn1', 64, { kernel: 7, stride: 2, init });
  x = maxPool2d(x, { kernel: 3, stride: 2, pad: 1 });
  for (const [stage, blocks] of STAGE_BLOCKS.entries()) {
    for (let i = 0; i < blocks; i++) {
      const stride = i === 0 && stage > 0 ? 2 : 1;
      x = bottleneck(build, x, `layer${stage + 1}.${i}`, 64 * 2 ** stage, stride, init);
    }
  }
  return mean(x, [2, 3]);
}
