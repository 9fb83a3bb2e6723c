/**
 * @file Boxes files (`detect --out`, `predict --boxes`; docs/cli.md): JSON `{ image: [[x0, y0, x1, y1, score?]…] }`, a table
 * `image,x0,y0,x1,y1[,score]`, or what others write. Every problem of a file is reported at once.
 */

import { throwIssues } from '../base/index.ts';
import { parseJson } from '../format/index.ts';
import { readBoxesCsv } from './boxes-csv.ts';
import { readBoxesJson, readBoxRows } from './boxes-json.ts';
import { BoxesReader, type ImageKey } from './boxes-reader.ts';
import type { Detection } from './types.ts';

/** People of each image, by the image's name as the file writes it, in the file's order. */
export type BoxesByImage = ReadonlyMap<ImageKey, readonly Detection[]>;

/** What a boxes file says. */
export interface BoxesFile {
  readonly boxes: BoxesByImage;
  /** What the text was taken for. */
  readonly kind: string;
  /** What was passed over. */
  readonly notes: readonly string[];
}

/**
 * Reads a boxes file; text that starts with `{` or `[` is JSON, everything else a table.
 * A score left out is 1. Boxes need not lie inside their image, only be meant as pixels.
 * @param name the file's name, for messages.
 * @throws E_FORMAT that lists every problem by line or by place, and says what the file was taken for.
 */
export function readBoxes(text: string, name: string): BoxesFile {
  const reader = new BoxesReader();
  const isJson = /^\s*[{[]/.test(text);
  const kind = isJson
    ? readBoxesJson(parseJson(`readBoxes '${name}'`, text), reader)
    : readBoxesCsv(text, reader);
  throwIssues('E_FORMAT', `readBoxes '${name}', read as ${kind}`, reader.allIssues());
  return { boxes: reader.boxes, kind, notes: reader.notes };
}

/**
 * The boxes of one image: `[[x0, y0, x1, y1, score?], …]`.
 * @throws E_FORMAT that lists every problem.
 */
export function readBoxList(text: string, name: string): readonly Detection[] {
  const reader = new BoxesReader();
  readBoxRows(reader, name, name, parseJson(`readBoxes '${name}'`, text));
  throwIssues('E_FORMAT', `readBoxes '${name}'`, reader.allIssues());
  return reader.image(name);
}

/** Writes the JSON form, one image a line. */
export function writeBoxes(boxes: BoxesByImage): string {
  const lines = [...boxes].map(([image, people]) => {
    const rows = people.map(({ box: { x0, y0, x1, y1 }, score }) => [x0, y0, x1, y1, score]);
    return `  ${JSON.stringify(String(image))}: ${JSON.stringify(rows)}`;
  });
  return lines.length === 0 ? '{}\n' : `{\n${lines.join(',\n')}\n}\n`;
}
