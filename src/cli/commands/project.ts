/** @file `multiroi project`: where joints or vertices lie in the image. */

import { resolve } from 'node:path';
import { exportCsv } from '../../result/index.ts';
import { defineCommand, type Command } from '../parse/command.ts';
import { oneOf, text } from '../parse/option.ts';
import { eachFile } from '../shared/batch.ts';
import { bodyOption, count, resultReader } from '../shared/common-options.ts';

export const projectCommand: Command = defineCommand({
  name: 'project',
  summary: 'Where the joints or vertices of a result lie in the image',
  description:
    "Poses the bodies of result files again and projects them with each result's camera, uv = K (X + t): pixels of the upright image, whole numbers are pixel centres. Points behind the camera have no x and y. Of several results, each line begins with the name of its file.",
  operands: { usage: '<result.json>…', min: 1, max: Infinity },
  options: {
    points: oneOf(['joints', 'vertices'], 'what to project', { default: 'joints' }),
    out: text('file.csv', 'where to write; standard output unless given'),
    body: bodyOption,
  },
  examples: [
    ['multiroi project out/photo.json', 'prints the 24 joints of everyone as CSV'],
    ['multiroi project out/photo.json --points vertices --out v.csv', 'writes every vertex'],
  ],
  run: async (context) => {
    const { values, operands, io, log } = context;
    const read = resultReader(io, values.body);
    const tables: string[] = [];
    let people = 0;
    const failed = await eachFile('project', operands, context, async (path) => {
      const { result, body } = await read(path);
      const csv = exportCsv(result, body, values.points);
      tables.push(operands.length === 1 ? csv : withFile(csv, path, tables.length === 0));
      people += result.people.length;
      return { file: path, points: rowsOf(csv) };
    });
    const csv = tables.join('');
    if (values.out !== undefined && tables.length > 0) {
      await io.write(resolve(io.cwd, values.out), csv);
      log.info(`${values.out}: ${values.points} of ${count(people, 'person', 'people')}`);
    }
    if (values.out === undefined && !values.json) io.stdout.write(csv);
    return failed > 0 ? 1 : 0;
  },
});

/** The lines of a CSV with the file's name in front; only the first file's names the columns. */
function withFile(csv: string, path: string, isFirst: boolean): string {
  const cell = /[",\n]/.test(path) ? `"${path.replaceAll('"', '""')}"` : path;
  const [head = '', ...lines] = csv.trimEnd().split('\n');
  const rows = lines.map((line) => `${cell},${line}\n`);
  return `${isFirst ? `file,${head}\n` : ''}${rows.join('')}`;
}

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
