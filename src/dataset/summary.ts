/** @file What a list of people says, in numbers. */

import type { PersonRecord } from './records.ts';

/** How many people have each label. */
export interface Summary {
  readonly people: number;
  readonly pictures: number;
  readonly keypoints: number;
  readonly openpose: number;
  readonly joints3d: number;
  readonly pose: number;
  readonly betas: number;
  readonly focal: number;
  readonly translation: number;
  readonly male: number;
  readonly female: number;
}

/** Counts what people of a data set are labelled with. */
export function summarise(records: readonly PersonRecord[]): Summary {
  const having = (test: (record: PersonRecord) => boolean): number => records.filter(test).length;
  return {
    people: records.length,
    pictures: new Set(records.map(({ image }) => image)).size,
    keypoints: having(({ keypoints24 }) => keypoints24 !== null),
    openpose: having(({ openpose25 }) => openpose25 !== null),
    joints3d: having(({ joints24 }) => joints24 !== null),
    pose: having(({ pose }) => pose !== null),
    betas: having(({ betas }) => betas !== null),
    focal: having(({ focalPx }) => focalPx !== null),
    translation: having(({ translation }) => translation !== null),
    male: having(({ gender }) => gender === 'male'),
    female: having(({ gender }) => gender === 'female'),
  };
}
