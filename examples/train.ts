/**
 * A trial of a configuration: four people are rendered, two steps are done, and the folder holds weights that
 * `MultiRoi.load({ weights })` takes. Without `quickly` and `quick` it is the whole run, of hours.
 *
 *   npx tsx train.ts light-synthetic run
 */
import { quickly, runConfig, RUNS, trainRun } from 'multiroi/train';

const [name = 'light-synthetic', out = 'run'] = process.argv.slice(2);
const found = RUNS.find((run) => run.name === name);
if (found === undefined) throw new Error(`one of ${RUNS.map((run) => run.name).join(', ')}`);
const { steps, weights } = await trainRun({
  name,
  command: 'train.ts',
  config: runConfig(quickly(found.choice)),
  seed: 0,
  out,
  cwd: process.cwd(),
  quick: true,
  resume: false,
  version: 'example',
  onMissing: (people) => console.log(`people to render: ${people}`),
  onStep: (step, { loss = NaN }) => console.log(`step ${step}: loss ${loss.toFixed(1)}`),
});
console.log(`${steps} steps: ${weights}`);
