/**
 * @file Boxes as a table of text: `image,x0,y0,x1,y1[,score]`, parted by commas, semicolons, tabs or spaces, with or without
 * a line of column names that may say another order.
 */

import type { BoxesReader } from './boxes-reader.ts';

const COLUMNS = ['image', 'x0', 'y0', 'x1', 'y1', 'score'] as const;
type Column = (typeof COLUMNS)[number] | 'width' | 'height';

/** What columns are called elsewhere, in lower case. */
const ALIASES: Readonly<Record<Column, readonly string[]>> = {
  image: ['image', 'file', 'filename', 'file_name', 'image_path', 'image_name', 'path', 'name'],
  x0: ['x0', 'xmin', 'x_min', 'left', 'x'],
  y0: ['y0', 'ymin', 'y_min', 'top', 'y'],
  x1: ['x1', 'xmax', 'x_max', 'right'],
  y1: ['y1', 'ymax', 'y_max', 'bottom'],
  width: ['width', 'w'],
  height: ['height', 'h'],
  score: ['score', 'confidence', 'conf'],
};

interface Table {
  readonly separator: string;
  /** Where each column stands. */
  readonly columns: ReadonlyMap<Column, number>;
  /** Whether the first line names the columns. */
  readonly hasHeader: boolean;
}

const USUAL = new Map<Column, number>(COLUMNS.map((column, i) => [column, i]));
const SEPARATORS: readonly (readonly [separator: string, name: string])[] = [
  [';', 'semicolons'],
  ['\t', 'tabs'],
  [',', 'commas'],
  [' ', 'spaces'],
];

/** Cells of one line (RFC 4180 quotes, no line breaks inside them); undefined for an open quote. */
function cellsOf(line: string, separator: string): string[] | undefined {
  if (separator === ' ') return line.trim().split(/\s+/);
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
    const next = line.indexOf(separator, at);
    cells.push(cell + line.slice(at, next < 0 ? undefined : next));
    if (next < 0) return cells;
    at = next + 1;
  }
}

/** The columns that a first line names; undefined for one that names none. `x1, y1, x2, y2` are corners, too. */
function namedColumns(cells: readonly string[]): ReadonlyMap<Column, number> | undefined {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  const hasSecond = names.includes('x2') && names.includes('y2');
  const named = names.map((name) => {
    const corner = /^([xy])([12])$/.exec(name);
    return hasSecond && corner !== null ? `${corner[1]}${Number(corner[2]) - 1}` : name;
  });
  const columns = new Map<Column, number>();
  for (const [column, aliases] of Object.entries(ALIASES) as [Column, readonly string[]][]) {
    const at = named.findIndex((name) => aliases.includes(name));
    if (at >= 0) columns.set(column, at);
  }
  const has = (...wanted: Column[]): boolean => wanted.every((column) => columns.has(column));
  const isBox = has('x1', 'y1') || has('width', 'height');
  return has('image', 'x0', 'y0') && isBox ? columns : undefined;
}

/** By the first line that says something: of the separators the one that makes the most of it. */
function tableOf(lines: readonly string[]): Table {
  const first = lines.find((line) => line.trim() !== '') ?? '';
  let separator = ',';
  let most = 0;
  for (const [each] of SEPARATORS) {
    const count = cellsOf(first, each)?.length ?? 0;
    if (count >= 5 && count > most) [separator, most] = [each, count];
  }
  const columns = namedColumns(cellsOf(first, separator) ?? []);
  return { separator, columns: columns ?? USUAL, hasHeader: columns !== undefined };
}

/** A cell as a number; as it is when it is none. Where commas part nothing, they may mark decimals. */
function numberOf(cell: string, separator: string): number | string {
  const text = cell.trim();
  const dotted = separator !== ',' && /^-?\d+,\d+$/.test(text) ? text.replace(',', '.') : text;
  const value = Number(dotted);
  return text === '' || Number.isNaN(value) ? cell : value;
}

/** Corners and score of a line, as far as they are there. */
function valuesOf(cells: readonly string[], { columns, separator, hasHeader }: Table): unknown[] {
  const rest = cells.slice(1).map((cell) => numberOf(cell, separator));
  if (!hasHeader) {
    // a score column may be left empty
    return rest.length === 5 && String(rest[4]).trim() === '' ? rest.slice(0, 4) : rest;
  }
  const at = (column: Column): number | string | undefined => {
    const place = columns.get(column);
    return place === undefined ? undefined : numberOf(cells[place] ?? '', separator);
  };
  const [x0, y0, width, height] = [at('x0'), at('y0'), at('width'), at('height')];
  const reach = (start: unknown, length: unknown): unknown =>
    typeof start === 'number' && typeof length === 'number' ? start + length : length;
  const corners = [x0, y0, at('x1') ?? reach(x0, width), at('y1') ?? reach(y0, height)];
  const score = at('score');
  return score === undefined || score === '' ? corners : [...corners, score];
}

/** Of YOLO's labels: a class and shares of the picture; the picture is told by the file's own name. */
const YOLO = /^\s*\d+(\s+(0?\.\d+|[01](\.0*)?)){4,5}\s*$/;

/** Why a text is no table though it holds boxes; undefined for what may be one. */
function strangerOf(text: string): readonly [kind: string, problem: string] | undefined {
  if (/^\s*</.test(text)) return ['XML', 'expected a table or JSON, got XML'];
  const lines = text.split('\n', 20).filter((line) => line.trim() !== '');
  if (lines.length === 0 || !lines.every((line) => YOLO.test(line))) return undefined;
  return [
    "YOLO's labels",
    'expected boxes in pixels by the names of their images, got shares of width and height by class; write lines of image,x0,y0,x1,y1',
  ];
}

/** Reads all lines. @returns what the text was taken for. */
export function readBoxesCsv(text: string, reader: BoxesReader): string {
  const stranger = strangerOf(text);
  if (stranger !== undefined) {
    reader.issue('the file', stranger[1]);
    return stranger[0];
  }
  const lines = text.split('\n');
  // a spreadsheet's own word for its separator
  const start = /^sep=.$/i.test(lines[0] ?? '') ? 1 : 0;
  const table = tableOf(lines.slice(start));
  const { separator, hasHeader } = table;
  let header = hasHeader;
  for (const [i, line] of lines.entries()) {
    if (i < start || line.trim() === '') continue;
    if (header) {
      header = false;
      continue;
    }
    const path = `line ${i + 1}`;
    const cells = cellsOf(line, separator);
    if (cells === undefined) {
      reader.issue(path, 'expected a closing quote, got the end of the line');
      continue;
    }
    const image = cells[table.columns.get('image') ?? 0] ?? '';
    if (image === '') reader.issue(path, 'expected the name of an image, got nothing');
    else reader.row(path, image, valuesOf(cells, table));
  }
  const name = SEPARATORS.find(([each]) => each === separator)?.[1] ?? '';
  return `lines of image, x0, y0, x1, y1, score parted by ${name}`;
}
