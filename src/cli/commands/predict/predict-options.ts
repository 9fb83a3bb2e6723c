/** @file The options of `multiroi predict`. */

import {
  OUTPUT_KINDS,
  type GlbKind,
  type Material,
  type OutputKind,
} from '../../../result/index.ts';
import { modelOptions, type ModelValues } from '../../shared/model-options.ts';
import {
  flag,
  integer,
  someOf,
  text,
  UsageError,
  value,
  type OptionsFor,
} from '../../parse/option.ts';
import { filesFromOption, glbOption, materialOption } from '../../shared/common-options.ts';
import type { RunShare } from './run-record.ts';

function parseShard(given: string, name: string): RunShare {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(given);
  const [i, n] = [Number(match?.[1]), Number(match?.[2])];
  if (!(i >= 1 && i <= n)) {
    throw new UsageError(`${name}: expected i/n with 1 ≤ i ≤ n, got "${given}"`);
  }
  return [i, n];
}

const DEFAULT_SAVE: readonly OutputKind[] = ['json', 'glb', 'overlay'];

export interface PredictValues extends ModelValues {
  readonly out: string;
  readonly save: readonly OutputKind[];
  readonly glb: GlbKind;
  readonly material: Material;
  readonly 'files-from': string | undefined;
  readonly resume: boolean | undefined;
  readonly overwrite: boolean | undefined;
  readonly report: boolean | undefined;
  readonly shard: RunShare | undefined;
  readonly workers: number | undefined;
}

export const predictOptions: OptionsFor<PredictValues> = {
  out: text('dir', 'folder for the results', { default: 'out', group: 'Output' }),
  save: someOf(OUTPUT_KINDS, 'what to write; verts adds vertices to the npz', {
    default: DEFAULT_SAVE,
    group: 'Output',
  }),
  glb: glbOption,
  material: materialOption,
  'files-from': filesFromOption,
  resume: flag('keep results that are there, make those that are missing', 'Output'),
  overwrite: flag('replace files even of other programs', 'Output'),
  report: flag(
    'write report.html too: one page with thumbnails, confidence, failures and a filter, for a browser without a network',
    'Output',
  ),
  shard: value<RunShare>('i/n', 'do the i-th of n parts of the list', parseShard, {
    group: 'Output',
  }),
  ...modelOptions,
  workers: integer(
    'n',
    'photographs worked on at the same time, each with its share of the cores; one a core unless given, at most 8',
    {
      min: 1,
      max: 64,
      group: 'Execution',
    },
  ),
};
