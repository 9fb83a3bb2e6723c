/** @file Which of the people found are worth the work, and in what order. */

import type { Box } from '../camera/index.ts';
import type { PersonChoice } from './options.ts';

interface Scored {
  readonly box: Box;
  readonly score: number;
}

const longerSide = ({ x0, y0, x1, y1 }: Box): number => Math.max(x1 - x0, y1 - y0);
const area = ({ x0, y0, x1, y1 }: Box): number => (x1 - x0) * (y1 - y0);

/**
 * The people that were asked for, by falling score; equals keep their order.
 * @param persons `largest` and N go by the area of the box.
 */
export function choosePeople<T extends Scored>(
  found: readonly T[],
  persons: PersonChoice,
  minSizePx: number,
): T[] {
  const large = found.filter(({ box }) => longerSide(box) >= minSizePx);
  const count = persons === 'all' ? large.length : persons === 'largest' ? 1 : persons;
  const kept = new Set(large.toSorted((a, b) => area(b.box) - area(a.box)).slice(0, count));
  return large.filter((each) => kept.has(each)).toSorted((a, b) => b.score - a.score);
}
