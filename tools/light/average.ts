/**
 * @file The mean of several weights of one network that were trained from the same beginning, which is often better than each of
 * them (M. Wortsman et al., *Model soups*, 2022). Written as float16, as weights ship.
 *
 *   npx tsx tools/light/average.ts --out light.safetensors first.safetensors@0.4 second.safetensors@0.6
 *
 * Shares have to add up to 1. Weights that see no limbs count as if they saw them without an effect.
 */

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { float16FromFloat32, float32Of } from '../../src/format/index.ts';
import { growForLimbs, readWeightsFile, writeWeightsFile } from '../../src/network/index.ts';
import { writeWhole } from '../../src/node/index.ts';
import type { HostTensor, Weights } from '../../src/platform/index.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string', default: 'averaged.safetensors' } },
});
const files = await Promise.all(
  positionals.map(async (entry) => {
    const [path = '', share = ''] = entry.split('@');
    return { ...readWeightsFile(await readFile(path)), share: Number(share) };
  }),
);
const total = files.reduce((sum, { share }) => sum + share, 0);
const [chosen] = files.toSorted((a, b) => Number(b.config.limbs) - Number(a.config.limbs));
if (chosen === undefined || !(Math.abs(total - 1) < 1e-9)) {
  throw new Error(`average: expected file@share … with shares that add up to 1, got ${total}`);
}
const parts = files.map(({ config, tensors, share }) => ({
  share,
  tensors: chosen.config.limbs && !config.limbs ? growForLimbs(tensors) : tensors,
}));

function meanOf(name: string, { shape }: Pick<HostTensor, 'shape'>): HostTensor {
  const mean = new Float32Array(shape.reduce((size, length) => size * length, 1));
  for (const { share, tensors } of parts) {
    const own = tensors.get(name);
    if (own?.shape.join() !== shape.join()) {
      throw new Error(`average: expected '${name}' [${shape.join(', ')}] in every file`);
    }
    float32Of(name, own).forEach((value, i) => (mean[i] += share * value));
  }
  return { type: 'float16', shape, data: float16FromFloat32(mean) };
}

const tensors: Weights = new Map([...chosen.tensors].map(([name, own]) => [name, meanOf(name, own)])); // oxfmt-ignore
await writeWhole(values.out, writeWeightsFile({ ...chosen, tensors }));
