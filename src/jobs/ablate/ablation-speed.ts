/** @file How many people a second pass through the network, by its number of regions (Table 4). */

import { throwIfAborted } from '../../base/index.ts';
import { fullRun, type AblationBenchmark, type SpeedRow } from '../../evaluation/index.ts';
import { expectedWeights, withRois, type NetworkConfig } from '../../network/index.ts';
import { cropLength, Heads, lightEncoder } from '../../inference/index.ts';
import type { HostTensor } from '../../platform/index.ts';
import { Rng } from '../../base/index.ts';
import { sizeOf } from '../../base/index.ts';
import { nodeFiles } from '../../node/index.ts';
import { nodeRuntime } from '../../node/index.ts';

/** People before the clock starts, and on it. */
const WARM_UP = 3;
const MOST_PEOPLE = 50;
/** After so long no further person is begun. */
const ENOUGH_MS = 3000;

/** Measures one number of regions after the other, with all threads; other work on the machine slows it. */
export async function measureSpeeds(
  benchmark: AblationBenchmark,
  counts: readonly number[],
  signal: AbortSignal | undefined,
): Promise<Pick<SpeedRow, 'rois' | 'peoplePerSecond'>[]> {
  const { network } = fullRun(benchmark);
  const speeds: Pick<SpeedRow, 'rois' | 'peoplePerSecond'>[] = [];
  for (const rois of counts) {
    throwIfAborted('ablate', signal);
    const peoplePerSecond = await measureSpeed(withRois(network, rois));
    speeds.push({ rois, peoplePerSecond: Math.round(10 * peoplePerSecond) / 10 });
  }
  return speeds;
}

/** One person at a time, from its crops through the encoder, fusion and heads. */
async function measureSpeed(config: NetworkConfig): Promise<number> {
  const session = await nodeRuntime.createSession(
    await nodeFiles.asset(`blazepose-${config.poseEncoder}.onnx`),
  );
  const encoder = lightEncoder(() => Promise.resolve(session), config.rois);
  const heads = new Heads(nodeRuntime, {}, config, anyWeights(config));
  const rng = new Rng('speed');
  const draw = (length: number): Float32Array => Float32Array.from({ length }, () => rng.uniform());
  const planes = draw(config.rois * cropLength(encoder.format));
  const boxes = draw(3 * config.rois);
  const person = async (): Promise<unknown> => heads.run(await encoder.encode(planes, 1), boxes, 1);
  try {
    for (let i = 0; i < WARM_UP; i++) await person();
    const began = performance.now();
    let people = 0;
    while (people < MOST_PEOPLE && performance.now() - began < ENOUGH_MS) {
      await person();
      people++;
    }
    return (1000 * people) / (performance.now() - began);
  } finally {
    await heads.dispose();
    await session.dispose();
  }
}

/** Weights of the right shapes; how long a network takes does not depend on what it says. */
function anyWeights(config: NetworkConfig): Map<string, HostTensor> {
  const rng = new Rng('weights');
  const weights = [...expectedWeights(config)].map(([name, shape]): [string, HostTensor] => {
    const scale = name === 'light.std' ? 1 : 0.01;
    const data = Float32Array.from({ length: sizeOf(shape) }, () => scale * (1 + rng.uniform()));
    return [name, { type: 'float32', shape, data }];
  });
  return new Map(weights);
}
