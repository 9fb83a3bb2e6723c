/**
 * @file Trains `light` on shards of features and writes its weights (float16). Killed and called again, it continues
 * from its last saved state.
 *
 *   npx tsx tools/light/train.ts --features dir,dir --out run [--steps 6000] [--batch 64] [--seed 1] [--rate 1e-3]
 *     [--set '{"embedding": …}']
 */
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadBody } from '../../src/body/index.ts';
import { float16FromFloat32, readSafetensors, writeSafetensors } from '../../src/format/index.ts';
import { expectedWeights, networkConfig, type NetworkConfig } from '../../src/network/index.ts';
import { nodePlatform, writeWhole } from '../../src/node/index.ts';
import type { HostTensor } from '../../src/platform.ts';
import { train, type StepReport, type TrainingState } from '../../src/training/index.ts';
import { readShards } from './shards.ts';

/** Steps between saved states, and between lines of the log. */
const SAVE_EVERY = 500;
const LOG_EVERY = 50;
/** Share of the run in which the learning rate rises. */
const WARM_UP = 0.03;
/** Regions of successive steps: all five every other time, and fewer, so that the same weights serve any M. */
const REGIONS = [5, 1, 5, 3, 5, 1];

const { values } = parseArgs({
  options: {
    features: { type: 'string' },
    out: { type: 'string' },
    steps: { type: 'string', default: '6000' },
    batch: { type: 'string', default: '64' },
    seed: { type: 'string', default: '1' },
    rate: { type: 'string', default: '1e-3' },
    set: { type: 'string', default: '{}' },
  },
});
const out = values.out ?? '';
const steps = Number(values.steps);
const peak = Number(values.rate);
await mkdir(out, { recursive: true });
const paths = {
  state: join(out, 'state.safetensors'),
  log: join(out, 'metrics.jsonl'),
  weights: join(out, 'light.safetensors'),
};

const defaults = networkConfig({ model: 'light' });
const config: NetworkConfig = networkConfig({
  model: 'light',
  // the span term in pixels would weigh a photograph by its resolution; z has nothing to teach a frozen encoder
  cameraConsistency: { ...defaults.cameraConsistency, spanWeight: 0.1, relativeSpan: true },
  // and with the released 0.001 for betas, they become a knob for the size of the joints
  lossWeights: { ...defaults.lossWeights, contrastive: 0, shape: 0.05 },
  ...(JSON.parse(values.set) as Partial<NetworkConfig>),
});

/** Rises linearly, then falls along a cosine to nothing. */
function learningRate(step: number): number {
  const done = step / steps;
  return done < WARM_UP
    ? (peak * (step + 1)) / (WARM_UP * steps)
    : (peak / 2) * (1 + Math.cos(Math.PI * done));
}

async function savedState(): Promise<TrainingState | undefined> {
  if (!existsSync(paths.state)) return undefined;
  const { tensors, metadata } = readSafetensors(await readFile(paths.state));
  return { step: Number(metadata['step']), variables: tensors };
}

async function onStep(
  { step, learningRate: rate, values: losses }: StepReport,
  state: TrainingState,
): Promise<void> {
  if (state.step % LOG_EVERY === 0) {
    await appendFile(paths.log, `${JSON.stringify({ step, rate, ...losses })}\n`);
    const secondsLeft =
      ((performance.now() - began) / 1000 / (state.step - first)) * (steps - state.step);
    console.error(
      `step ${state.step}/${steps} loss ${losses['loss']?.toFixed(3)} · ${Math.round(secondsLeft)} s left`,
    );
  }
  if (state.step % SAVE_EVERY === 0) {
    await writeWhole(
      paths.state,
      writeSafetensors(new Map(state.variables), { step: String(state.step) }),
    );
  }
}

const resume = await savedState();
const first = resume?.step ?? 0;
const began = performance.now();
const data = await readShards(values.features ?? '');
const { variables } = await train({
  config,
  body: loadBody(await nodePlatform.files.asset('body/open.safetensors')),
  data,
  seed: Number(values.seed),
  batch: Number(values.batch),
  steps,
  learningRate,
  regions: REGIONS,
  step: { vertexStride: 40, maxGradientNorm: 100 },
  runtime: nodePlatform.runtime,
  ...(resume && { resume }),
  onStep,
});

const weights = new Map<string, HostTensor>();
for (const name of expectedWeights(config).keys()) {
  const value = variables.get(name);
  if (value === undefined) throw new Error(`train: expected '${name}' among the trained variables`);
  weights.set(name, {
    type: 'float16',
    shape: value.shape,
    data: float16FromFloat32(value.data as Float32Array),
  });
}
const made = {
  people: String(data.count),
  steps: values.steps,
  batch: values.batch,
  seed: values.seed,
  rate: values.rate,
};
await writeWhole(
  paths.weights,
  writeSafetensors(weights, { 'multiroi.config': JSON.stringify(config), ...made }),
);
