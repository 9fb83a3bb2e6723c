/**
 * @file Calibrates the expected error of weights of `light` (docs/confidence.md). Synthetic people of the recipes of
 * `synthetic-v1`'s strata, but not its pictures, are looked at as the weights say (regions, roll, encoder) and cached like
 * those of a training run; a calibration for every number of regions goes into a file that is tied to the weights by
 * their hash. With the benchmark, its reliability is measured and written into a folder.
 *
 *   npx tsx tools/light/calibrate.ts --weights assets/weights/light.safetensors [--out assets/weights/confidence.json]
 *     [--people 3010] [--seed calibration] [--poses captured.npz] [--features data/features]
 *     [--benchmark v1 --benchmark-features features] [--docs docs/results] [--name light]
 *
 * `--benchmark` is a folder of `npx tsx src/cli/main.ts synth --benchmark synthetic-v1 --out v1`.
 */

import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { featuresOf } from '../../bench/support/v1-features.ts';
import { jointSet, loadBody } from '../../src/body/index.ts';
import { SYNTHETIC_V1 } from '../../src/synthetic/index.ts';
import {
  fitCalibration,
  meanOf,
  observeShard,
  reliabilityBins,
  reliabilityOf,
  spearman,
  type ErrorObservation,
} from '../../src/evaluation/index.ts';
import {
  loadWeights,
  readWeightsFile,
  regionsOf,
  withRois,
  type NetworkConfig,
} from '../../src/network/index.ts';
import { nodePlatform, writeWhole } from '../../src/node/index.ts';
import { openFeatures } from '../../src/jobs/index.ts';
import {
  calibrationsText,
  expectedError,
  parseCalibrations,
  PERSON_EVIDENCE,
  type RoiCalibration,
} from '../../src/reconstruct/index.ts';
import { sha256 } from '../../src/base/index.ts';
import { type ResultExpectedError } from '../../src/result/index.ts';
import { DETECTOR_JITTER, featureOptions, type Shard } from '../../src/features/index.ts';
import { writeConfidencePage, type BetaError } from './confidence-page.ts';
import { reliabilityPlot } from './reliability-plot.ts';

const { values } = parseArgs({
  options: {
    weights: { type: 'string', default: 'assets/weights/light.safetensors' },
    out: { type: 'string', default: 'assets/weights/confidence.json' },
    people: { type: 'string', default: '3010' },
    seed: { type: 'string', default: 'calibration' },
    poses: { type: 'string' },
    features: { type: 'string', default: 'data/features' },
    benchmark: { type: 'string' },
    'benchmark-features': { type: 'string', default: 'features' },
    docs: { type: 'string', default: 'docs/results' },
    name: { type: 'string' },
  },
});

const bytes = await readFile(values.weights);
const digest = await sha256(bytes);
const { config: stored, tensors } = readWeightsFile(bytes);
if (stored.model !== 'light') throw new Error(`expected weights of light, got ${stored.model}`);
const body = loadBody(await nodePlatform.files.asset('body/open.safetensors'));
const name = values.name ?? basename(values.weights, '.safetensors');

async function observe(shard: Shard, config: NetworkConfig): Promise<(ErrorObservation | null)[]> {
  const { weights } = loadWeights(config, tensors);
  return observeShard(shard, { runtime: nodePlatform.runtime, config, weights, body });
}

/** The recipes of the benchmark's strata, in equal parts. */
async function calibrationPeople(): Promise<Shard> {
  const recipes = SYNTHETIC_V1.strata.map((stratum) => stratum.name);
  const count = Math.ceil(Number(values.people) / recipes.length);
  return openFeatures({
    sets: recipes.map((recipe) => ({ recipe, count, seed: values.seed })),
    options: featureOptions(stored, DETECTOR_JITTER),
    poses: values.poses === undefined ? null : { file: values.poses, split: 'heldout' },
    prior: SYNTHETIC_V1.prior,
    folder: values.features,
    threads: availableParallelism(),
    onMissing: (people) => console.error(`features of ${people} people are made`),
    onPerson: (done, people) => {
      if (done % 100 === 0 || done === people) console.error(`${done} of ${people} people`);
    },
  });
}

/** Somebody of the benchmark. */
interface Judged {
  readonly stratum: string;
  readonly observation: ErrorObservation;
  readonly expected: ResultExpectedError;
  readonly trueMm: number;
}

function judge(
  calibration: RoiCalibration,
  observations: readonly (ErrorObservation | null)[],
  strata: readonly string[],
): Judged[] {
  return observations.flatMap((observation, i) =>
    observation === null
      ? []
      : [
          {
            stratum: strata[i],
            observation,
            expected: expectedError(calibration, observation.evidence),
            trueMm: meanOf(observation.jointsMm),
          },
        ],
  );
}

const reliability = (people: readonly Judged[]): ReturnType<typeof reliabilityOf> =>
  reliabilityOf(
    people.map(({ expected }) => expected),
    people.map(({ trueMm }) => trueMm),
  );

const jointExpected = ({ expected }: Judged, j: number): number => expected.jointsMm.smpl24[j];

function jointReliability(people: readonly Judged[], j: number): ReturnType<typeof reliabilityOf> {
  return reliabilityOf(
    people.map((person) => ({ meanMm: jointExpected(person, j) })),
    people.map(({ observation }) => observation.jointsMm[j]),
  );
}

function correlation(xs: readonly number[], ys: readonly number[]): number {
  const [x, y] = [meanOf(xs), meanOf(ys)];
  const product = (a: readonly number[], b: readonly number[], u: number, v: number): number =>
    meanOf(a.map((value, i) => (value - u) * (b[i] - v)));
  return product(xs, ys, x, y) / Math.sqrt(product(xs, xs, x, x) * product(ys, ys, y, y));
}

function betaErrors(people: readonly Judged[]): BetaError[] {
  const rms = (values: readonly number[]): number => Math.sqrt(meanOf(values.map((x) => x * x)));
  return Array.from({ length: 10 }, (_, s) => {
    const predicted = people.map(({ observation }) => observation.betas.predicted[s]);
    const truth = people.map(({ observation }) => observation.betas.truth[s]);
    return {
      correlation: correlation(predicted, truth),
      rms: rms(truth.map((beta, i) => beta - predicted[i])),
      rmsOfMean: rms(truth),
      expected: people[0].expected.betasSd?.[s] ?? NaN,
    };
  });
}

const CALIBRATED_JOINTS = jointSet('smpl24')
  .names.map((joint, j) => ({ joint, j }))
  .slice(1);

function plotOf(
  people: readonly Judged[],
  byStratum: Record<string, ReturnType<typeof reliability>>,
  title: string,
): string {
  const everyJoint = people.flatMap((person) =>
    CALIBRATED_JOINTS.map(
      ({ j }) => [jointExpected(person, j), person.observation.jointsMm[j]] as const,
    ),
  );
  return reliabilityPlot([
    {
      title: `${title}: people`,
      bins: reliabilityBins(
        people.map(({ expected }) => expected.meanMm),
        people.map(({ trueMm }) => trueMm),
      ),
      marks: Object.entries(byStratum).map(([stratum, of]) => ({ name: stratum, ...of })),
    },
    {
      title: `${title}: joints`,
      bins: reliabilityBins(
        everyJoint.map(([expected]) => expected),
        everyJoint.map(([, truth]) => truth),
      ),
      marks: [],
    },
  ]);
}

/** The numbers of regions that the weights can run with. */
function configs(): NetworkConfig[] {
  return Array.from({ length: regionsOf(stored).scales.length }, (_, m) => m + 1).flatMap(
    (rois) => {
      try {
        return [withRois(stored, rois)];
      } catch {
        // the released scorer has one number of regions alone
        return [];
      }
    },
  );
}

const people = await calibrationPeople();
const benchmark =
  values.benchmark === undefined
    ? null
    : await featuresOf(
        { ...stored, regions: regionsOf(stored) },
        values.benchmark,
        values['benchmark-features'],
      );
const byRois: RoiCalibration[] = [];
const reliabilityByRois: Record<string, ReturnType<typeof reliability>> = {};
let last: Judged[] = [];
for (const config of configs()) {
  const placed = (await observe(people, config)).flatMap((observation) => observation ?? []);
  const calibration = fitCalibration(config.rois, placed);
  byRois.push(calibration);
  if (benchmark === null) continue;
  last = judge(calibration, await observe(benchmark.shard, config), benchmark.strata);
  const of = reliability(last);
  reliabilityByRois[`M = ${config.rois}`] = of;
  console.error(
    `M = ${config.rois}: Spearman ${of.spearman.toFixed(3)}, slope ${of.slope.toFixed(2)}, expected ${of.expectedMm.toFixed(1)} mm, true ${of.trueMm.toFixed(1)} mm, in range ${of.coverage?.toFixed(2)}`,
  );
}
const before = await readFile(values.out, 'utf8').then(
  (text) => parseCalibrations(text),
  (error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  },
);
await writeWhole(
  values.out,
  calibrationsText(before, { weights: digest, people: people.count, byRois }),
);
if (benchmark !== null) {
  const byStratum = Object.fromEntries(
    SYNTHETIC_V1.strata.map(({ name: own }) => [
      own,
      reliability(last.filter(({ stratum }) => stratum === own)),
    ]),
  );
  await writeConfidencePage(values.docs, {
    name,
    weights: digest,
    people: people.count,
    command: `npx tsx tools/light/calibrate.ts --weights ${basename(values.weights)} --people ${values.people} --seed ${values.seed}${values.poses === undefined ? '' : ` --poses ${basename(values.poses)}`} --benchmark v1`,
    byRois: reliabilityByRois,
    byStratum: { ...byStratum, all: reliability(last) },
    byJoint: Object.fromEntries(
      CALIBRATED_JOINTS.map(({ joint, j }) => [joint, jointReliability(last, j)]),
    ),
    betas: betaErrors(last),
    alone: Object.fromEntries(
      PERSON_EVIDENCE.map((evidence, e) => [
        evidence,
        spearman(
          last.map(({ observation }) => observation.evidence.person[e]),
          last.map(({ trueMm }) => trueMm),
        ),
      ]),
    ),
  });
  await writeWhole(join(values.docs, `confidence-${name}.svg`), plotOf(last, byStratum, name));
}
