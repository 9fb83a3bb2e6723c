/** @file Pictures that a data set names and its folder lacks. */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PersonRecord } from '../../dataset/index.ts';

/** Stats at a time; more do not make a disk faster. */
const AT_ONCE = 32;

/** Which of the pictures are not there, in the order of the records. */
export async function missingPictures(
  folder: string,
  records: readonly PersonRecord[],
): Promise<string[]> {
  const names = [...new Set(records.map(({ image }) => image))];
  const missing: string[] = [];
  for (let i = 0; i < names.length; i += AT_ONCE) {
    const group = names.slice(i, i + AT_ONCE);
    const there = await Promise.all(
      group.map((name) =>
        stat(join(folder, name)).then(
          (entry) => entry.isFile(),
          () => false,
        ),
      ),
    );
    missing.push(...group.filter((_, k) => there[k] === false));
  }
  return missing;
}
