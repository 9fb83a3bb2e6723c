import { expect, test } from 'vitest';
import { scoreTracking, type IdentifiedBox, type TrackedFrame } from './tracking.ts';

const at = (id: number, x: number, ignored = false): IdentifiedBox => ({
  id,
  box: { x0: x, y0: 0, x1: x + 10, y1: 20 },
  ignored,
});
/** Two people who stand still for some frames, found as these identities. */
const frames = (...ids: (readonly [number | null, number | null])[]): TrackedFrame[] =>
  ids.map(([a, b]) => ({
    truth: [at(1, 0), at(2, 100)],
    found: [...(a === null ? [] : [at(a, 1)]), ...(b === null ? [] : [at(b, 99)])],
  }));

test('who keeps any name is right', () => {
  const scores = scoreTracking(frames([7, 3], [7, 3], [7, 3], [7, 3]));
  expect(scores).toEqual({ idf1: 1, mota: 1, switches: 0, missed: 0, wrong: 0, boxes: 8 });
});

test('two who exchange their names: two switches, half of the names right', () => {
  const scores = scoreTracking(frames([7, 3], [7, 3], [3, 7], [3, 7]));
  expect(scores).toMatchObject({ idf1: 0.5, mota: 1 - 2 / 8, switches: 2 });
});

test('who is missed, and who is not there', () => {
  const [first, second] = frames([7, null], [7, 3]);
  const ghost = { ...second, found: [...second.found, at(9, 500)] };
  // 3 of 4 boxes named right among 4 of the truth and 4 found
  expect(scoreTracking([first, ghost])).toMatchObject({
    idf1: 6 / 8,
    mota: 0.5,
    missed: 1,
    wrong: 1,
  });
});

test('a name that comes back after an absence is no switch; another one is', () => {
  expect(scoreTracking(frames([7, 3], [null, 3], [7, 3])).switches).toBe(0);
  expect(scoreTracking(frames([7, 3], [null, 3], [8, 3])).switches).toBe(1);
});

test('who is hardly to be seen may be found or not', () => {
  const truth = [at(1, 0), at(2, 100, true)];
  const seen = scoreTracking([{ truth, found: [at(7, 0), at(3, 100)] }]);
  const unseen = scoreTracking([{ truth, found: [at(7, 0)] }]);
  for (const scores of [seen, unseen]) expect(scores).toMatchObject({ idf1: 1, mota: 1, boxes: 1 });
});
