/** @file Gathers what a boxes file says, of either form, and everything that is wrong with it. */

import { MultiRoiError, type Issue } from '../base/index.ts';
import { boxProblem } from './given-box.ts';
import type { Detection } from './types.ts';

/** No photograph collection is larger; bounds the memory a hostile file can take. */
const MAX_ROWS = 5_000_000;
/** Problems told in full; the rest are counted. */
const MAX_ISSUES = 50;

const CORNERS = 'x0, y0, x1, y1 and perhaps a score';

/** An image by the name that the file gives it, or by COCO's number. */
export type ImageKey = string | number;

/** Boxes and problems of one file. */
export class BoxesReader {
  readonly boxes: Map<ImageKey, Detection[]> = new Map<ImageKey, Detection[]>();
  readonly notes: string[] = [];
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
  image(key: ImageKey): Detection[] {
    const known = this.boxes.get(key);
    if (known !== undefined) return known;
    const people: Detection[] = [];
    this.boxes.set(key, people);
    return people;
  }

  /** @param values x0, y0, x1, y1 and perhaps a score, of any type. */
  row(path: string, image: ImageKey, values: readonly unknown[]): void {
    if (++this.#rows > MAX_ROWS) {
      throw new MultiRoiError(
        'E_FORMAT',
        `readBoxes: expected at most ${MAX_ROWS} boxes, got more`,
      );
    }
    if (values.length !== 4 && values.length !== 5) {
      return this.issue(path, `expected ${CORNERS}, got ${values.length} values`);
    }
    const odd = values.find((value) => typeof value !== 'number' || !Number.isFinite(value));
    if (odd !== undefined) {
      return this.issue(path, `expected finite numbers ${CORNERS}, got ${shownValue(odd)}`);
    }
    const [x0, y0, x1, y1, score = 1] = values as number[];
    const box = { x0, y0, x1, y1 };
    const problem = boxProblem(box);
    if (problem !== undefined) return this.issue(path, problem);
    if (score < 0 || score > 1) {
      return this.issue(path, `expected a score between 0 and 1, got ${score}`);
    }
    this.image(image).push({ box, score });
  }
}

/** A value as messages show it. */
export function shownValue(value: unknown): string {
  // not written out: nesting is as deep as the file says
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value) ? `a list of ${value.length}` : 'an object';
  }
  // JSON has no word for the infinity that 1e999 is read as
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
