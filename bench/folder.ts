/**
 * @file Photographs a second of `multiroi predict` on a list of them: the built program, from its start to its last file.
 *
 *   npx tsx bench/folder.ts [few|crowds …] [--workers 1,2] [--photographs 40]
 *
 * `few`: photographs of ../shared/photobench with one or two labelled people, in turn until there are enough: of 40, about 60 people are
 * found. `crowds`: its photographs as they come, which have many. Each set for the JSON alone and for what
 * is saved by default, after a run on one photograph that is not counted. Wall clock, and the processor time of all threads, which a busy
 * machine leaves nearly alone.
 */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { LabelledPhoto } from './real/photobench.ts';

const shared = fileURLToPath(new URL('../../shared', import.meta.url));
const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const SAVES = ['json', 'json,glb,overlay'];
/** Of the set `few`: no more are labelled, and found. */
const FEW = 2;
/** One is labelled, and a street of people behind him is found. */
const STREET = '44_op395.jpg';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    workers: { type: 'string', default: '1,2' },
    photographs: { type: 'string', default: '40' },
  },
});

/** Copies of a set's photographs, from the first again where there are fewer. */
async function photographsOf(set: string, count: number, folder: string): Promise<string[]> {
  const bench = join(shared, 'photobench');
  const { photos } = JSON.parse(await readFile(join(bench, 'boxes.json'), 'utf8')) as {
    photos: LabelledPhoto[];
  };
  const few = ({ people, file }: LabelledPhoto): boolean => people.length <= FEW && file !== STREET;
  const chosen = set === 'few' ? photos.filter(few) : photos;
  const copies = Array.from({ length: count }, (_, i) => {
    const { file } = chosen[i % chosen.length];
    return { from: join(bench, 'photos', file), to: join(folder, `${i}_${file}`) };
  });
  for (const { from, to } of copies) await copyFile(from, to);
  return copies.map(({ to }) => to);
}

interface Timed {
  readonly seconds: number;
  readonly processorS: number;
  readonly people: string;
}

/** One run of the program; bash tells the processor time of what it has waited for. */
async function timed(
  photographs: readonly string[],
  save: string,
  workers: string,
  folder: string,
): Promise<Timed> {
  const list = join(folder, 'list.txt');
  await writeFile(list, photographs.join('\n'));
  const out = join(folder, 'out');
  await rm(out, { recursive: true, force: true });
  const args = ['predict', '--files-from', list, '--out', out, '--save', save];
  const command = [process.execPath, program, ...args, '--workers', workers];
  const began = performance.now();
  const { stderr, stdout } = spawnSync('bash', ['-c', '"$@"; times', 'bash', ...command], {
    encoding: 'utf8',
  });
  const seconds = (performance.now() - began) / 1000;
  const [, user, system] =
    /\n(\d+m[\d.]+s) (\d+m[\d.]+s)\s*$/.exec(`\n${stdout.trim().split('\n').at(-1)}`) ?? [];
  const secondsOf = (text = ''): number => {
    const [minutes = NaN, rest = NaN] = text.replace('s', '').split('m').map(Number);
    return 60 * minutes + rest;
  };
  const people = /(\d+) (?:person|people)[^\n]*\n?$/.exec(stderr.trim())?.[1] ?? '?';
  return { seconds, processorS: secondsOf(user) + secondsOf(system), people };
}

if (existsSync(shared)) {
  const folder = await mkdtemp(join(tmpdir(), 'multiroi-folder-'));
  console.log(
    '| set | saved | workers | photographs | people | seconds | processor s | photographs/s |',
  );
  console.log('| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const set of positionals.length > 0 ? positionals : ['few', 'crowds']) {
    const photographs = await photographsOf(set, Number(values.photographs), folder);
    await timed(photographs.slice(0, 1), 'json', '1', folder);
    for (const save of SAVES) {
      for (const workers of values.workers.split(',')) {
        const { seconds, processorS, people } = await timed(photographs, save, workers, folder);
        const rate = (photographs.length / seconds).toFixed(2);
        console.log(
          `| ${set} | ${save} | ${workers} | ${photographs.length} | ${people} | ${seconds.toFixed(1)} | ${processorS.toFixed(1)} | ${rate} |`,
        );
      }
    }
  }
  await rm(folder, { recursive: true, force: true });
} else {
  console.log(`skipped: nothing at ${shared}`);
}
