/** @file What was run, kept between runs, and the page of it. */

import { readFile } from 'node:fs/promises';
import { writeWhole } from '../../src/node/index.ts';
import type { Campaign } from './campaign.ts';
import { concatenate } from './seed.ts';
import { faultOf, type Target } from './target.ts';
import { LIMITS } from './messages.ts';

/** A small input that a parser once answered wrongly. */
export interface Case {
  readonly target: string;
  readonly what: string;
  /** Base64, and how many times it stands there. */
  readonly pieces: readonly (readonly [base64: string, times: number])[];
}

/** The input of a case. */
export function inputOf({ pieces }: Case): Uint8Array {
  return concatenate(
    pieces.flatMap(([base64, times]) =>
      Array.from({ length: times }, () => Buffer.from(base64, 'base64')),
    ),
  );
}

export async function readRecord(path: string): Promise<Campaign[]> {
  const content = await readFile(path, 'utf8').catch(() => '[]');
  return JSON.parse(content) as Campaign[];
}

export async function writeRecord(path: string, campaigns: readonly Campaign[]): Promise<void> {
  const lines = campaigns.map((campaign) => `  ${JSON.stringify(campaign)}`);
  await writeWhole(path, Buffer.from(`[\n${lines.join(',\n')}\n]\n`));
}

/** Forgets the errors that have been mended since; what was slow, large or fatal is run again, and what came after it. */
export async function stillFound(target: Target, campaign: Campaign): Promise<void> {
  const left = [];
  for (const each of campaign.found) {
    if (each.kind !== 'error') campaign.inputs = Math.min(campaign.inputs, each.input);
    else if ((await faultOf(target, Buffer.from(each.bytes, 'base64'))) !== null) left.push(each);
  }
  campaign.found = left;
}

const whole = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: 0 });

/** `docs/results/fuzz.md`. */
export function recordPage(campaigns: readonly Campaign[], cases: readonly Case[]): string {
  const run = campaigns.filter(({ inputs }) => inputs > 0);
  const rows = run.map(({ name, inputs, seconds, slowestMs, peakMb, found }) => {
    const mended = cases.filter(({ target }) => target === name).length;
    const cells = [
      name,
      whole(inputs),
      found.length,
      mended,
      whole(slowestMs),
      whole(peakMb),
      `${whole(seconds)} s`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const total = run.reduce((sum, { inputs }) => sum + inputs, 0);
  const seeds = [...new Set(run.map(({ seed }) => seed))].join(', ');
  return `# Damaged inputs

Every parser of bytes that come from elsewhere, fed with inputs that were good before: bits flipped, lengths that lie, parts taken
out, put in, repeated and exchanged, keywords and opcodes anywhere, numbers out of range, JSON of other types, 100 000 brackets.
Checksums and lengths around a damaged part are made right again for most inputs, so that the damage is met behind them. What may
come out is a value whose arrays hold what their shapes say, or an error of a type that the parser promises; the server answers with
a status below 500. An input may take ${LIMITS.ms} ms of processor time and the process ${LIMITS.mb} MB, of which about 150 MB are
Node and the compiler it runs under.

${whole(total)} inputs, seed ${seeds}. "Open" are faults that the last run still showed; "mended" are those that became cases of
\`test/property/fuzz-cases.json\`, which every test run tries again. Time is the processor's.

| parser | inputs | open | mended | slowest ms | peak MB | time |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}

Again, going on where the record stands: \`npx tsx bench/fuzz/main.ts --resume\`.
`;
}
