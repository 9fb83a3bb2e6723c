/**
 * @file Photographs a second of a folder, as a program works through one: from bytes to files, one after the other.
 *
 *   npx tsx bench/folder.ts [photographs] [--threads n]
 *
 * The photographs are those of ../shared/photobench in order; once for the JSON alone and once for what `multiroi predict` saves by
 * default, each after a first photograph that is not counted. Wall clock, and processor time, which a busy machine leaves alone.
 */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { nodePlatform } from '../src/node/index.ts';
import { MultiRoi, photoOutputs } from '../src/reconstruct/index.ts';
import type { OutputKind } from '../src/result/index.ts';
import type { LabelledPhoto } from './real/photobench.ts';

const folder = fileURLToPath(new URL('../../shared/photobench', import.meta.url));
const SAVES: readonly (readonly OutputKind[])[] = [['json'], ['json', 'glb', 'overlay']];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { threads: { type: 'string' } },
});
const [count = 40] = positionals.map(Number);
if (existsSync(folder)) {
  const { photos } = JSON.parse(await readFile(join(folder, 'boxes.json'), 'utf8')) as {
    photos: LabelledPhoto[];
  };
  const chosen = photos.slice(0, count);
  const threads = values.threads === undefined ? {} : { threads: Number(values.threads) };
  const hmr = await MultiRoi.load(nodePlatform, threads);
  const work = async (file: string, kinds: readonly OutputKind[]): Promise<number> => {
    const bytes = await readFile(join(folder, 'photos', file));
    const output = { kinds, glb: 'skinned' } as const;
    const { result } = await photoOutputs(hmr, bytes, { file }, output, nodePlatform);
    return result.people.length;
  };
  console.log('| saved | photographs | people | seconds | processor s | photographs/s |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
  for (const kinds of SAVES) {
    await work(chosen[0].file, kinds);
    const [began, before] = [performance.now(), process.cpuUsage()];
    let people = 0;
    for (const { file } of chosen) people += await work(file, kinds);
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(before);
    const rate = (chosen.length / seconds).toFixed(2);
    const processor = ((user + system) / 1e6).toFixed(1);
    console.log(
      `| ${kinds.join(', ')} | ${chosen.length} | ${people} | ${seconds.toFixed(1)} | ${processor} | ${rate} |`,
    );
  }
  await hmr.dispose();
} else {
  console.log(`skipped: no photographs at ${folder}`);
}
