/** @file `evaluate` on synthetic people, to be killed. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestsOf, filesOf, isTemporary, linesIn, textOf, type KillJob } from './job.ts';

const PEOPLE = 12;
const JOURNAL = 'progress.jsonl';
const WORK = 'evaluate synthetic --worst 2 --threads 1';

/** Whatever is read by others is whole; of the journal the last line may be torn. */
async function inspect(out: string): Promise<void> {
  const names = await filesOf(out);
  for (const name of names) {
    if (name === JOURNAL || isTemporary(name)) continue;
    const text = await readFile(join(out, name), 'latin1');
    if (name === 'report.json') JSON.parse(text);
    else if (name.endsWith('.csv')) {
      // the head and everybody
      if (text.trimEnd().split('\n').length !== PEOPLE + 1) throw new Error(`${name} is cut off`);
    } else if (name.endsWith('.html') && !text.trimEnd().endsWith('</html>')) {
      throw new Error(`${name} is cut off`);
    }
  }
  const lines = (await textOf(join(out, JOURNAL))).split('\n').slice(0, -1);
  for (const line of lines) JSON.parse(line);
}

export const evaluateJob: KillJob = {
  name: 'evaluate',
  about: `${PEOPLE} synthetic people, reports and the two worst`,
  prepare: (inputs) =>
    Promise.resolve([
      [
        'synth',
        '--count',
        String(PEOPLE),
        '--recipe',
        'upright',
        '--threads',
        '1',
        '--out',
        inputs,
      ],
    ]),
  args: (inputs, out, state) => [
    ...WORK.split(' '),
    '--data',
    inputs,
    '--out',
    out,
    ...(state === 'unfinished' ? ['--resume'] : []),
  ],
  state: async (out) => {
    const names = await filesOf(out);
    if (names.includes(JOURNAL)) return 'unfinished';
    return names.includes('report.json') ? 'finished' : 'nothing';
  },
  progress: (out) => linesIn(join(out, JOURNAL)),
  inspect,
  contents: digestsOf,
};
