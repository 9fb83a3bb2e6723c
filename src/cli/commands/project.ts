/** @file `multiroi project`: where joints or vertices lie in the image. */

import { resolve } from 'node:path';
import { exportCsv } from '../../result/index.ts';
import { defineCommand, type Command } from '../parse/command.ts';
import { oneOf, text } from '../parse/option.ts';
import { bodyOption, count, printJson, resultReader } from '../shared/common-options.ts';

export const projectCommand: Command = defineCommand({
  name: 'project',
  summary: 'Where the joints or vertices of a result lie in the image',
  description:
    "Poses the bodies of a result file again and projects them with the result's camera, uv = K (X + t): pixels of the upright image, whole numbers are pixel centres. Points behind the camera have no x and y.",
  operands: { usage: '<result.json>', min: 1, max: 1 },
  options: {
    points: oneOf(['joints', 'vertices'], 'what to project', { default: 'joints' }),
    out: text('file.csv', 'where to write; standard output unless given'),
    body: bodyOption,
  },
  examples: [
    ['multiroi project out/photo.json', 'prints the 24 joints of everyone as CSV'],
    ['multiroi project out/photo.json --points vertices --out v.csv', 'writes every vertex'],
  ],
  run: async ({ values, operands: [path = ''], io, log }) => {
    const { result, body } = await resultReader(io, values.body)(path);
    const csv = exportCsv(result, body, values.points);
    if (values.out !== undefined) {
      await io.write(resolve(io.cwd, values.out), csv);
      log.info(
        `${values.out}: ${values.points} of ${count(result.people.length, 'person', 'people')}`,
      );
    }
    if (values.json) printJson(io, [{ file: path, points: rowsOf(csv) }]);
    else if (values.out === undefined) io.stdout.write(csv);
    return 0;
  },
});

/** The lines of the CSV as objects; a point without a place has null for it. */
function rowsOf(csv: string): object[] {
  const lines = csv.trimEnd().split('\n').slice(1);
  const coordinate = (cell = ''): number | null => (cell === '' ? null : Number(cell));
  return lines.map((line) => {
    const [person, point, name, x, y, depth] = line.split(',');
    return {
      person: Number(person),
      point: Number(point),
      ...(name !== '' && { name }),
      x: coordinate(x),
      y: coordinate(y),
      depth: coordinate(depth),
    };
  });
}
