/**
 * @file Synthetic people a second on one core, rendering alone.
 *
 *   npx tsx bench/synthetic.ts [recipe] [pictures]
 */

import { createSynthesiser, findRecipe, loadSynthesisAssets } from '../src/synthetic/index.ts';
import { nodePlatform } from '../src/node/index.ts';

const recipe = findRecipe(process.argv[2] ?? 'standard');
const count = Number(process.argv[3] ?? 200);
const WARM_UP = 40;

const synthesiser = createSynthesiser(await loadSynthesisAssets(nodePlatform));

/** Processor time, not wall time: other work on the machine must not count. */
function measure(name: string, imageSizes: readonly (readonly [number, number])[]): void {
  const sized = { ...recipe, imageSizes };
  for (let i = 0; i < WARM_UP; i++) synthesiser.synthesise(sized, 'warm', i);
  const before = process.cpuUsage();
  let people = 0;
  for (let i = 0; i < count; i++) people += synthesiser.synthesise(sized, 'bench', i).people.length;
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  console.log(
    `${name.padEnd(12)} ${((1000 * seconds) / count).toFixed(1)} ms a picture, ` +
      `${(count / seconds).toFixed(0)} pictures/s, ${(people / seconds).toFixed(0)} people/s`,
  );
}

measure('256×256', [[256, 256]]);
measure(recipe.name, recipe.imageSizes);
