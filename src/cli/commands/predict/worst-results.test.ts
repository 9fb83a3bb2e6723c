import { expect, test } from 'vitest';
import type { Person } from '../../../result/index.ts';
import { samplePerson } from '../../../../test/support/result.ts';
import { WorstResults } from './worst-results.ts';

const someone = (id: number, confidence: Partial<NonNullable<Person['confidence']>>): Person =>
  samplePerson({
    id,
    box: [0, 0, 100, 200],
    confidence: { level: 'guess', reasons: [], expectedMm: 120, placePx: 10, ...confidence },
  });

test('the worst come first: by level, then by how far they may be off; who is good is not told', () => {
  const worst = new WorstResults();
  worst.add('a.jpg', [someone(0, { level: 'rough', reasons: ['cut'], placePx: 90 })], ['a.json']);
  worst.add(
    'b.jpg',
    [someone(0, { level: 'good' }), someone(1, { reasons: ['cut', 'hidden'] }), samplePerson()],
    ['b.json', 'b_overlay.png'],
  );
  worst.add('c.jpg', [someone(3, { placePx: 40 })], []);
  expect(worst.lines()).toEqual([
    'c.jpg, person 3: guess',
    'b.jpg, person 1: guess, cut, hidden (b_overlay.png)',
    'a.jpg, person 0: rough, cut (a.json)',
  ]);
});

test('a few of many are kept', () => {
  const worst = new WorstResults();
  for (let i = 0; i < 50; i++) worst.add(`${i}.jpg`, [someone(0, { placePx: i })], []);
  expect(worst.lines().map((line) => line.slice(0, 2))).toEqual(['49', '48', '47', '46', '45']);
});
