import { expect, test } from 'vitest';
import { asPredicted, posedRecord, scorableBody } from '../../../test/support/evaluation.ts';
import type { PixelImage } from '../../platform/index.ts';
import { Rng } from '../../base/index.ts';
import { PROTOCOLS } from '../protocols.ts';
import { PersonScorer } from './person-scorer.ts';
import { predictedFigure, trueMesh } from './score-record.ts';
import { comparisonPicture, drawnParents } from './worst.ts';

const SIDE = 288;
const body = scorableBody('toy');
const protocol = PROTOCOLS.synthetic;
const truthBodies = { neutral: body };
const scorer = new PersonScorer({ body, truthBodies, joints: protocol.joints });
const scoring = { scorer, protocol };
const grey: PixelImage = { width: 120, height: 90, data: new Uint8Array(3 * 120 * 90).fill(90) };

/** Pixels [288·288] of a tile that are not those of another. */
function differing({ width, data }: PixelImage, a: number, b: number): boolean[] {
  return Array.from({ length: SIDE * SIDE }, (_, i) => {
    const at = (tile: number): number =>
      3 * (Math.floor(i / SIDE) * width + tile * (SIDE + 4) + (i % SIDE));
    return [0, 1, 2].some((k) => data[at(a) + k] !== data[at(b) + k]);
  });
}

test('a prediction that is the truth covers the same pixels as the truth', () => {
  const record = posedRecord(new Rng('worst'));
  const person = asPredicted(record, body.id);
  const truth = { kind: 'mesh', figure: trueMesh(scoring, record) } as const;
  for (const t of [record.translation, null]) {
    const picture = comparisonPicture(grey, person, predictedFigure(scoring, person), truth, t);
    expect([picture.width, picture.height]).toEqual([4 * SIDE + 12, SIDE]);
    const [predicted, seen] = [differing(picture, 0, 1), differing(picture, 0, 2)];
    expect(predicted.filter(Boolean).length).toBeGreaterThan(500);
    expect(seen).toEqual(predicted);
  }
});

test('a truth that stands elsewhere is drawn there, and from the side with the roots together', () => {
  const record = posedRecord(new Rng('worst'));
  const person = asPredicted(record, body.id);
  const truth = { kind: 'mesh', figure: trueMesh(scoring, record) } as const;
  const at = (t: readonly [number, number, number]): PixelImage =>
    comparisonPicture(grey, person, predictedFigure(scoring, person), truth, t);
  const [here, aside] = [at([0.1, 0, 4]), at([0.3, 0, 4])];
  expect(differing(aside, 1, 2).filter(Boolean).length).toBeGreaterThan(
    differing(here, 1, 2).filter(Boolean).length,
  );
  const side = ({ width, data }: PixelImage): Uint8Array[] =>
    Array.from({ length: SIDE }, (_, y) =>
      data.subarray(3 * (y * width + 3 * (SIDE + 4)), 3 * (y + 1) * width),
    );
  expect(side(aside)).toEqual(side(here));
});

test('scored joints hang on the nearest scored one towards the pelvis', () => {
  const { scored } = PROTOCOLS['mpi-inf-3dhp'].joints;
  const named = Object.fromEntries(
    drawnParents(scored).map((parent, j) => [scored[j], scored[parent] ?? null]),
  );
  expect(named).toMatchObject({
    pelvis: null,
    right_ankle: 'right_knee',
    right_knee: 'right_hip',
    left_elbow: 'left_shoulder',
    head: 'neck',
    // the thorax between them is not scored
    neck: 'spine',
    left_shoulder: 'spine',
  });
});
