/** @file Batches of people cut out of pictures, from a stream of them. */

import { MultiRoiError } from '../../base/index.ts';
import type { NamedBatch } from '../loop/fit.ts';
import type { PersonArrays } from './person.ts';

/** A person and where it comes from, for messages. */
export interface NamedPerson {
  readonly name: string;
  readonly arrays: PersonArrays;
}

/** The people of a batch, part by part. */
export type ImageBatch = readonly (readonly PersonArrays[])[];

/**
 * @param source the run's people in order, without end.
 * @param people in a part.
 * @param parts of a batch.
 * @returns what makes the batch of a step; E_INTERNAL when the source ends.
 */
export function imageBatches(
  source: AsyncIterator<NamedPerson>,
  people: number,
  parts: number,
): () => Promise<NamedBatch<ImageBatch>> {
  return async () => {
    const taken: NamedPerson[] = [];
    while (taken.length < people * parts) {
      const { value, done } = await source.next();
      if (done === true)
        throw new MultiRoiError('E_INTERNAL', 'internal: train: the people ran out');
      taken.push(value);
    }
    return {
      batch: Array.from({ length: parts }, (_, p) =>
        taken.slice(p * people, (p + 1) * people).map(({ arrays }) => arrays),
      ),
      people: taken.map(({ name }) => name),
    };
  };
}
