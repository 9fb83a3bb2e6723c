/** @file Which results are to be believed least, so that a reader of many looks at those first. */

import { CONFIDENCE_LEVELS, type Person } from '../../../result/index.ts';

/** A person whose body is rather a guess, and where to look at it. */
interface Doubt {
  readonly file: string;
  readonly person: Pick<Person, 'id' | 'box'> & {
    readonly confidence: NonNullable<Person['confidence']>;
  };
  /** A picture of the result where there is one, else its first file. */
  readonly output: string | undefined;
}

const TOLD = 5;
const PICTURE = /_(?:overlay|side|top)\.png$/;

/** The higher, the less is believed: by level, then by how far the place may be off in sizes of the person. */
function doubtOf({ confidence: { level, placePx }, box }: Doubt['person']): number {
  const [x0, y0, x1, y1] = box;
  const size = Math.max(1, x1 - x0, y1 - y0);
  return CONFIDENCE_LEVELS.indexOf(level) + Math.min(placePx / size, 0.99);
}

/** Keeps the worst few of any number of people. */
export class WorstResults {
  #worst: Doubt[] = [];

  /** @param outputs files of the image, as they are shown. */
  add(file: string, people: readonly Person[], outputs: readonly string[]): void {
    const output = outputs.find((path) => PICTURE.test(path)) ?? outputs[0];
    for (const { id, box, confidence } of people) {
      if (confidence === undefined || confidence.level === 'good') continue;
      this.#worst.push({ file, person: { id, box, confidence }, output });
    }
    this.#worst = this.#worst
      .toSorted((a, b) => doubtOf(b.person) - doubtOf(a.person))
      .slice(0, TOLD);
  }

  /** One line each, the worst first. */
  lines(): string[] {
    return this.#worst.map(({ file, person: { id, confidence }, output }) => {
      const { level, reasons } = confidence;
      const why = reasons.length === 0 ? '' : `, ${reasons.join(', ')}`;
      return `${file}, person ${id}: ${level}${why}${output === undefined ? '' : ` (${output})`}`;
    });
  }
}
