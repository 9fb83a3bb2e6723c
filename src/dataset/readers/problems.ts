/** @file Problems of one file, gathered while it is read and told together. */

import { throwIssues, type Issue } from '../../base/index.ts';

/** Told in full; the rest are counted. A file wrong in one way is wrong in every row. */
const MAX_TOLD = 50;

/** Everything that is wrong with a file, told at once. */
export class Problems {
  readonly #issues: Issue[] = [];
  #untold = 0;

  /** @param path where: an array, `annotations[3].keypoints`. */
  add(path: string, message: string): void {
    if (this.#issues.length < MAX_TOLD) this.#issues.push({ path, message });
    else this.#untold++;
  }

  /** @throws E_FORMAT listing every problem, when there is one. */
  throwAll(who: string): void {
    const rest = { path: '…', message: `and ${this.#untold} more` };
    throwIssues('E_FORMAT', who, this.#untold === 0 ? this.#issues : [...this.#issues, rest]);
  }
}
