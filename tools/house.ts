/**
 * @file Measures the sources: folders, arrows and circles between files, sizes, documentation, and what each entry point
 * loads. The gate compares the numbers with docs/house.md and fails where one has grown beyond its bound.
 *
 *   npx tsx tools/house.ts [--check | --write] [--tree folder]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { grownRows, houseTable, measureHouse, readTable } from './house/measure.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'docs', 'house.md');
const INTRODUCTION = `# The sources in numbers

Written by \`npx tsx tools/house.ts --write\` after a build; \`--check\`, which the gate runs, fails for any circle of files and where a
number has grown beyond its bound: folders 4 %, arrows, files, lines and exports 5 %, what an entry point loads 3 % (built
files 10 %), long functions and exports without documentation not at all. Tests are not counted among files and lines.
`;

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    tree: { type: 'string' },
  },
});
const house = measureHouse(values.tree === undefined ? root : resolve(values.tree));
if (values.write) {
  writeFileSync(page, `${INTRODUCTION}\n${houseTable(house.rows)}\n`);
} else if (values.check) {
  const grown = grownRows(house.rows, readTable(readFileSync(page, 'utf8')));
  for (const each of grown) process.stderr.write(`house: ${each}\n`);
  if (grown.length > 0) {
    process.stderr.write('house: shrink it, or write down why: npx tsx tools/house.ts --write\n');
    process.exitCode = 1;
  }
} else {
  process.stdout.write(`${houseTable(house.rows)}\n`);
  for (const circle of house.circles) process.stdout.write(`circle: ${circle.join(', ')}\n`);
  for (const { path, name, lines } of house.long) {
    process.stdout.write(`long: ${path} ${name}, ${lines} lines\n`);
  }
}
