/** @file Inputs by number: the same number gives the same input, whatever was run before. */

import { Rng } from '../../src/base/index.ts';
import { mutate } from './mutate.ts';
import type { Seed } from './seed.ts';
import type { Target } from './target.ts';

/** Makes the inputs of a target. */
export async function inputsOf(target: Target, seed: number): Promise<(i: number) => Uint8Array> {
  const seeds: readonly Seed[] = await target.seeds();
  return (i) => mutate(seeds, new Rng(`fuzz/${target.name}/${seed}/${i}`), target.tokens);
}

/** That every seed is read: damage to what is refused anyway would find nothing. */
export async function checkSeeds(target: Target): Promise<void> {
  const refusals: string[] = [];
  const seeds = await target.seeds();
  for (const { parts, join } of seeds) {
    try {
      await target.run(join(parts));
    } catch (error) {
      refusals.push(String(error));
    }
  }
  if (target.refused !== true && refusals.length > 0)
    throw new Error(`${target.name}: ${refusals.join('\n')}`);
}
