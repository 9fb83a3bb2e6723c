/** @file `multiroi detect`: the boxes of people, without reconstructing them. */

import { resolve } from 'node:path';
import { writeBoxes, type Detection, type RefusedDetection } from '../../detect/index.ts';
import { MultiRoiError, throwIfAborted } from '../../base/index.ts';
import { choosePeople } from '../../reconstruct/index.ts';
import { PersonFinder } from '../../detect/index.ts';
import type { Platform } from '../../platform/index.ts';
import { defineCommand, type Command } from '../parse/command.ts';
import { findInputs, type Input } from '../shared/inputs.ts';
import { detectOptions, sessionOptionsOf, type DetectValues } from '../shared/model-options.ts';
import { text } from '../parse/option.ts';
import { reportOf } from '../run.ts';
import { count, printJson } from '../shared/common-options.ts';

async function detectOne(
  platform: Platform,
  finder: PersonFinder,
  { path, label }: Input,
  values: DetectValues,
  signal: AbortSignal,
): Promise<{ people: Detection[]; refused: readonly RefusedDetection[] }> {
  const photo = await platform.images.decode(await platform.files.read(path), label);
  const { people, refused } = await finder.search(photo, signal, values.threshold);
  const chosen = choosePeople(people, values.persons, values['min-size']);
  return { people: chosen.map(({ box, score }) => ({ box, score })), refused };
}

export const detect: Command = defineCommand({
  name: 'detect',
  summary: 'Boxes of the people on photographs',
  description:
    'Finds people and writes their boxes, x0,y0,x1,y1 and a score, in pixels of the upright image. The file is what `multiroi predict --boxes` reads, so boxes can be looked at, corrected and used. With --json, `refused` lists the other candidates: `double`, of somebody who has a better box, or `unsure`, below the threshold.',
  operands: { usage: '<image|folder|glob>…', min: 1, max: Infinity },
  options: {
    out: text('boxes.json', 'where to write; standard output unless given', { group: 'Output' }),
    ...detectOptions,
  },
  examples: [
    ['multiroi detect photo.jpg', 'prints the boxes'],
    ['multiroi detect holiday --out boxes.json --min-size 80', 'writes those of a folder'],
  ],
  run: async ({ values, operands, io, log, progress }) => {
    const platform = await io.platform();
    const { detector } = values;
    const finder = new PersonFinder(
      platform,
      sessionOptionsOf(values),
      detector === undefined ? undefined : resolve(io.cwd, detector),
    );
    const boxes = new Map<string, Detection[]>();
    const refusedIn = new Map<string, readonly RefusedDetection[]>();
    const failures: object[] = [];
    try {
      const inputs = await findInputs(operands, io.cwd);
      const bar = progress(inputs.length, 'images');
      for (const [index, input] of inputs.entries()) {
        throwIfAborted('detect', io.signal);
        bar.update(index, input.label);
        try {
          const found = await detectOne(platform, finder, input, values, io.signal);
          const file = input.label.replaceAll('\\', '/');
          boxes.set(file, found.people);
          refusedIn.set(file, found.refused);
        } catch (error) {
          if (error instanceof MultiRoiError && error.code === 'E_ABORT') throw error;
          const report = reportOf(error);
          failures.push({ image: { file: input.label }, error: report });
          log.error(`[${report.code}] ${input.label}: ${report.message}`);
        }
      }
      bar.end();
    } finally {
      await finder.dispose();
    }
    if (values.out !== undefined) await io.write(resolve(io.cwd, values.out), writeBoxes(boxes));
    if (values.json) {
      const found = [...boxes].map(([file, people]) => {
        return { image: { file }, people, refused: refusedIn.get(file) ?? [] };
      });
      printJson(io, [...found, ...failures]);
    } else if (values.out === undefined) io.stdout.write(writeBoxes(boxes));
    const people = [...boxes.values()].reduce((sum, each) => sum + each.length, 0);
    const told = `${count(boxes.size, 'image', 'images')}, ${count(people, 'person', 'people')}`;
    log.info(values.out === undefined ? told : `${told}: ${values.out}`);
    return failures.length > 0 ? 1 : 0;
  },
});
