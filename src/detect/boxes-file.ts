/**
 * @file Boxes files (`detect --out`, `predict --boxes`; docs/cli.md): JSON `{ image: [[x0, y0, x1, y1, score?]…] }` or CSV
 * `image,x0,y0,x1,y1[,score]`. Every problem of a file is reported at once.
 */

import { throwIssues, type Issue, MultiRoiError } from '../base/index.ts';
import type { Detection } from './types.ts';

/** People of each image, by the image's name as the file writes it, in the file's order. */
export type BoxesByImage = ReadonlyMap<string, readonly Detection[]>;

/** No photograph collection is larger; bounds the memory a hostile file can take. */
const MAX_ROWS = 5_000_000;
/** Problems told in full; the rest are counted. */
const MAX_ISSUES = 50;
const COLUMNS = ['image', 'x0', 'y0', 'x1', 'y1', 'score'] as const;

/**
 * Reads a boxes file; text that starts with `{` is JSON, everything else CSV.
 * A score left out is 1. Boxes need not lie inside their image, only have an area.
 * @param name the file's name, for messages.
 * @throws E_FORMAT that lists every problem by line or by place.
 */
export function readBoxes(text: string, name: string): BoxesByImage {
  const content = text.replace(/^\ufeff/, '');
  const reader = new BoxesReader();
  if (content.trimStart().startsWith('{')) readJson(content, reader);
  else readCsv(content, reader);
  throwIssues('E_FORMAT', `readBoxes '${name}'`, reader.allIssues());
  return reader.boxes;
}

/** Writes the JSON form, one image a line. */
export function writeBoxes(boxes: BoxesByImage): string {
  const lines = [...boxes].map(([image, people]) => {
    const rows = people.map(({ box: { x0, y0, x1, y1 }, score }) => [x0, y0, x1, y1, score]);
    return `  ${JSON.stringify(image)}: ${JSON.stringify(rows)}`;
  });
  return lines.length === 0 ? '{}\n' : `{\n${lines.join(',\n')}\n}\n`;
}

/** Gathers boxes and problems of either form. */
class BoxesReader {
  readonly boxes = new Map<string, Detection[]>();
  readonly #issues: Issue[] = [];
  #unsaid = 0;
  #rows = 0;

  issue(path: string, message: string): void {
    if (this.#issues.length < MAX_ISSUES) this.#issues.push({ path, message });
    else this.#unsaid++;
  }

  allIssues(): Issue[] {
    if (this.#unsaid === 0) return this.#issues;
    return [...this.#issues, { path: '…', message: `and ${this.#unsaid} more` }];
  }

  /** An image that the file names, if only to say that nobody is on it. */
  image(name: string): Detection[] {
    const known = this.boxes.get(name);
    if (known !== undefined) return known;
    const people: Detection[] = [];
    this.boxes.set(name, people);
    return people;
  }

  /** @param values x0, y0, x1, y1 and perhaps a score, of any type. */
  row(path: string, image: string, values: readonly unknown[]): void {
    if (++this.#rows > MAX_ROWS) {
      throw new MultiRoiError(
        'E_FORMAT',
        `readBoxes: expected at most ${MAX_ROWS} boxes, got more`,
      );
    }
    const wanted = 'x0, y0, x1, y1 and perhaps a score';
    if (values.length !== 4 && values.length !== 5) {
      return this.issue(path, `expected ${wanted}, got ${values.length} values`);
    }
    const odd = values.find((value) => typeof value !== 'number' || !Number.isFinite(value));
    if (odd !== undefined) {
      return this.issue(path, `expected finite numbers ${wanted}, got ${show(odd)}`);
    }
    const [x0, y0, x1, y1, score = 1] = values as number[];
    if (!(x0 < x1 && y0 < y1)) {
      const got = `${x0}, ${y0}, ${x1}, ${y1}`;
      return this.issue(
        path,
        `expected x0 < x1 and y0 < y1, got ${got}; boxes are corners, not sizes`,
      );
    }
    if (score < 0 || score > 1) {
      return this.issue(path, `expected a score between 0 and 1, got ${score}`);
    }
    this.image(image).push({ box: { x0, y0, x1, y1 }, score });
  }
}

function readJson(text: string, reader: BoxesReader): void {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (error) {
    return reader.issue('the file', error instanceof Error ? error.message : String(error));
  }
  for (const [image, rows] of Object.entries(root as Record<string, unknown>)) {
    const path = JSON.stringify(image);
    if (!Array.isArray(rows)) {
      reader.issue(path, `expected an array of boxes, got ${show(rows)}`);
      continue;
    }
    reader.image(image);
    rows.forEach((row: unknown, i) => {
      const at = `${path}[${i}]`;
      if (Array.isArray(row)) reader.row(at, image, row);
      else reader.issue(at, `expected an array x0, y0, x1, y1, got ${show(row)}`);
    });
  }
}

function readCsv(text: string, reader: BoxesReader): void {
  for (const [i, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (line.trim() === '' || (i === 0 && isHeader(line))) continue;
    const path = `line ${i + 1}`;
    const cells = csvCells(line);
    if (cells === undefined) {
      reader.issue(path, 'expected a closing quote, got the end of the line');
      continue;
    }
    const [image, ...rest] = cells;
    const numbers = rest.map((cell) => (cell.trim() === '' ? cell : Number(cell)));
    // a score column may be left empty
    if (numbers.length === 5 && rest[4].trim() === '') numbers.pop();
    if (image === '') reader.issue(path, 'expected the name of an image, got nothing');
    else
      reader.row(
        path,
        image,
        numbers.map((value, k) => (Number.isNaN(value) ? rest[k] : value)),
      );
  }
}

function isHeader(line: string): boolean {
  const cells = csvCells(line)?.map((cell) => cell.trim().toLowerCase()) ?? [];
  return cells.length >= 5 && cells.every((cell, i) => cell === COLUMNS[i]);
}

/** Cells of one line (RFC 4180 quotes, no line breaks inside them); undefined for an open quote. */
function csvCells(line: string): string[] | undefined {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    let cell = '';
    if (line[at] === '"') {
      for (;;) {
        const end = line.indexOf('"', at + 1);
        if (end < 0) return undefined;
        cell += line.slice(at + 1, end);
        at = end + 1;
        if (line[at] !== '"') break;
        cell += '"';
      }
    }
    const comma = line.indexOf(',', at);
    cells.push(cell + line.slice(at, comma < 0 ? undefined : comma));
    if (comma < 0) return cells;
    at = comma + 1;
  }
}

function show(value: unknown): string {
  // not written out: nesting is as deep as the file says
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value) ? `a list of ${value.length}` : 'an object';
  }
  // JSON has no word for the infinity that 1e999 is read as
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
