/** @file `multiroi detect`: the boxes of people, without reconstructing them. */

import { resolve } from 'node:path';
import { writeBoxes, type Detection, type RefusedDetection } from '../../detect/index.ts';
import { throwIfAborted } from '../../base/index.ts';
import { choosePeople } from '../../reconstruct/index.ts';
import { PersonFinder } from '../../detect/index.ts';
import { defineCommand, type Command, type Context } from '../parse/command.ts';
import { findInputs, readInput, skippedText, tellSkipped, type Input } from '../shared/inputs.ts';
import { detectOptions, sessionOptionsOf } from '../shared/model-options.ts';
import { text, type Options, type ValuesOf } from '../parse/option.ts';
import { isStop, tellFailure } from '../shared/batch.ts';
import { count, filesFromOption, IMAGES } from '../shared/common-options.ts';
import { resultsIn } from './predict/run-record.ts';

const options = {
  out: text('boxes.json', 'where to write; standard output unless given', { group: 'Output' }),
  'files-from': filesFromOption,
  ...detectOptions,
} satisfies Options;

type Run = Context<ValuesOf<typeof options>>;

interface Found {
  readonly people: readonly Detection[];
  readonly refused: readonly RefusedDetection[];
  readonly warnings: readonly string[];
}

async function detectOne(finder: PersonFinder, input: Input, { values, io }: Run): Promise<Found> {
  const { images } = await io.platform();
  const photo = await images.decode(await readInput(input, io), input.label);
  const { people, refused } = await finder.search(photo, io.signal, values.threshold);
  const chosen = choosePeople(people, values.persons, values['min-size']);
  return {
    people: chosen.map(({ box, score }) => ({ box, score })),
    refused,
    warnings: photo.warnings ?? [],
  };
}

/** Looks at every image; what goes wrong with one is told. @returns boxes by image, and how many failed. */
async function detectAll(
  finder: PersonFinder,
  inputs: readonly Input[],
  context: Run,
): Promise<{ boxes: Map<string, readonly Detection[]>; failed: number }> {
  const { io, log, progress, json } = context;
  const boxes = new Map<string, readonly Detection[]>();
  let failed = 0;
  const bar = progress(inputs.length, 'images');
  for (const [index, input] of inputs.entries()) {
    throwIfAborted('detect', io.signal);
    bar.update(index, input.label);
    const file = input.label.replaceAll('\\', '/');
    try {
      const { people, refused, warnings } = await detectOne(finder, input, context);
      boxes.set(file, people);
      for (const warning of warnings) log.warn(`${input.label}: ${warning}`);
      json.push({ image: { file }, people, refused, ...(warnings.length > 0 && { warnings }) });
    } catch (error) {
      if (isStop(error, io.signal)) throw error;
      failed++;
      json.push({ image: { file: input.label }, error: tellFailure(log, input.label, error) });
    }
  }
  bar.end();
  return { boxes, failed };
}

export const detect: Command = defineCommand({
  name: 'detect',
  summary: 'Boxes of the people on photographs',
  description:
    'Finds people and writes their boxes, x0,y0,x1,y1 and a score, in pixels of the upright image. The file is what `multiroi predict --boxes` reads, so boxes can be looked at, corrected and used. With --json, `refused` lists the other candidates: `double`, of somebody who has a better box, or `unsure`, below the threshold.',
  operands: IMAGES,
  options,
  examples: [
    ['multiroi detect photo.jpg', 'prints the boxes'],
    ['multiroi detect holiday --out boxes.json --min-size 80', 'writes those of a folder'],
  ],
  run: async (context) => {
    const { values, operands, io, log } = context;
    const list = values['files-from'];
    const { inputs, skipped } = await findInputs({ operands, list, resultsIn }, io);
    tellSkipped(skipped, log);
    const { detector } = values;
    const finder = new PersonFinder(
      await io.platform(),
      sessionOptionsOf(values),
      detector === undefined ? undefined : resolve(io.cwd, detector),
    );
    let found: Awaited<ReturnType<typeof detectAll>>;
    try {
      // what is wrong with the detector is wrong with every image
      await finder.prepare();
      found = await detectAll(finder, inputs, context);
    } finally {
      await finder.dispose();
    }
    const { boxes, failed } = found;
    if (values.out !== undefined) await io.write(resolve(io.cwd, values.out), writeBoxes(boxes));
    else if (!values.json) io.stdout.write(writeBoxes(boxes));
    const people = [...boxes.values()].reduce((sum, each) => sum + each.length, 0);
    const told = [
      count(boxes.size, 'image', 'images'),
      count(people, 'person', 'people'),
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(skipped.length > 0 ? [`${skipped.length} passed over (${skippedText(skipped)})`] : []),
    ].join(', ');
    log.info(values.out === undefined ? told : `${told}: ${values.out}`);
    return failed > 0 ? 1 : 0;
  },
});
