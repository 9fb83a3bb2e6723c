import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decide,
  distinctPeople,
  intersectionOverSmaller,
  intersectionOverUnion,
  nonMaximumSuppression,
  readBoxes,
  reachedBox,
  worthALook,
  writeBoxes,
  type Detection,
  type VerifiedPerson,
} from '../../src/detect/index.ts';
import type { ObservedKeypoints } from '../../src/inference/index.ts';
import { Rng } from '../../src/base/index.ts';
import { onlyFormatErrors } from '../support/hostile.ts';

const length = fc.double({ min: 0.5, max: 300, noNaN: true });
const place = fc.double({ min: -100, max: 1000, noNaN: true });
const box = fc
  .tuple(place, place, length, length)
  .map(([x0, y0, w, h]) => ({ x0, y0, x1: x0 + w, y1: y0 + h }));
const detection: fc.Arbitrary<Detection> = fc.record({
  box,
  score: fc.double({ min: 0, max: 1, noNaN: true }),
});
const threshold = fc.double({ min: 0, max: 1, noNaN: true });

test('overlap is symmetric, between 0 and 1, and 1 with itself', () => {
  fc.assert(
    fc.property(box, box, (a, b) => {
      const iou = intersectionOverUnion(a, b);
      expect(iou).toBeGreaterThanOrEqual(0);
      expect(iou).toBeLessThanOrEqual(1 + 1e-12);
      expect(intersectionOverUnion(b, a)).toBe(iou);
      expect(intersectionOverUnion(a, a)).toBeCloseTo(1, 9);
      expect(intersectionOverSmaller(a, b)).toBeGreaterThanOrEqual(iou - 1e-12);
    }),
  );
});

test('suppression keeps the best, keeps none that overlap, drops none that do not', () => {
  fc.assert(
    fc.property(fc.array(detection, { maxLength: 30 }), threshold, (all, most) => {
      const kept = nonMaximumSuppression(all, most);
      const overlaps = (a: Detection, b: Detection): boolean =>
        intersectionOverUnion(a.box, b.box) > most;
      for (const [i, a] of kept.entries()) {
        expect(all).toContain(a);
        for (const b of kept.slice(i + 1)) {
          expect(overlaps(a, b)).toBe(false);
          expect(b.score).toBeLessThanOrEqual(a.score);
        }
      }
      for (const gone of all.filter((one) => !kept.includes(one))) {
        expect(kept.some((k) => k.score >= gone.score && overlaps(k, gone))).toBe(true);
      }
      expect(nonMaximumSuppression(kept, most)).toEqual(kept);
    }),
  );
});

/** A person whose key-points are spread over their box, all equally sure. */
const verified: fc.Arbitrary<VerifiedPerson & { keypoints: ObservedKeypoints }> = fc
  .tuple(box, fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.nat(2 ** 31))
  .map(([own, score, seed]) => {
    const rng = new Rng(seed);
    const points = Float64Array.from({ length: 34 }, (_, i) =>
      i % 2 === 0 ? rng.uniform(own.x0, own.x1) : rng.uniform(own.y0, own.y1),
    );
    const scores = new Float32Array(17).fill(0.7);
    return { box: own, score, keypoints: { points, scores, spreadPx: new Float32Array(17) } };
  });
const crowd = fc.uniqueArray(verified, { maxLength: 12, selector: ({ score }) => score });

test('nobody twice: the best stays, whatever the order, and nobody goes who stands alone', () => {
  fc.assert(
    fc.property(crowd, fc.nat(2 ** 31), (people, seed) => {
      const kept = distinctPeople(people);
      const rng = new Rng(seed);
      const shuffled = people
        .map((person) => ({ person, at: rng.uniform(0, 1) }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ person }) => person);
      expect(distinctPeople(shuffled)).toEqual(kept);
      expect(distinctPeople(kept)).toEqual(kept);
      const best = people.toSorted((a, b) => b.score - a.score)[0];
      if (best !== undefined) expect(kept[0]).toBe(best);
      for (const person of people) {
        const others = people.filter((other) => other !== person);
        const alone = others.every(
          ({ box: other }) => intersectionOverSmaller(other, person.box) === 0,
        );
        if (alone) expect(kept).toContain(person);
      }
    }),
  );
});

test('a higher threshold only takes people away, and everybody is told of once', () => {
  fc.assert(
    fc.property(crowd, threshold, threshold, (people, a, b) => {
      const loose = decide(people, Math.min(a, b));
      const strict = decide(people, Math.max(a, b));
      expect(strict.people).toEqual(loose.people.filter(({ score }) => score >= Math.max(a, b)));
      for (const { people: kept, refused } of [loose, strict]) {
        expect(kept.length + refused.length).toBe(people.length);
      }
    }),
  );
});

test('who is worth a look does not depend on the order, and the best always is', () => {
  fc.assert(
    fc.property(fc.array(detection, { maxLength: 20 }), (all) => {
      const chosen = worthALook(all);
      expect(worthALook(all.toReversed())).toEqual(chosen);
      expect(worthALook(chosen)).toEqual(chosen);
      const best = Math.max(0, ...all.map(({ score }) => score));
      if (best > 0.3) expect(chosen[0]?.score).toBe(best);
    }),
  );
});

test('a person and a copy of them are one; two with the same box and far apart key-points, too', () => {
  fc.assert(
    fc.property(verified, (person) => {
      const copy = { ...person, score: person.score / 2 };
      expect(distinctPeople([copy, person])).toEqual([person]);
    }),
  );
});

test('a box that key-points reach out of only grows, and stays in the image', () => {
  fc.assert(
    fc.property(verified, box, ({ keypoints }, other) => {
      const image = { width: 2000, height: 2000 };
      const inside = {
        x0: Math.max(0, other.x0),
        y0: Math.max(0, other.y0),
        x1: Math.max(1, other.x1),
        y1: Math.max(1, other.y1),
      };
      const reached = reachedBox(inside, keypoints, image);
      expect(reached.x0).toBeLessThanOrEqual(inside.x0);
      expect(reached.y1).toBeGreaterThanOrEqual(inside.y1);
      expect(reached.x0).toBeGreaterThanOrEqual(-0.5);
      expect(reached.x1).toBeLessThanOrEqual(1999.5);
    }),
  );
});

test('boxes files: what is written is read again, whatever the names', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1 });
  fc.assert(
    fc.property(fc.dictionary(name, fc.array(detection, { maxLength: 5 })), (entries) => {
      // −0 is written as 0
      const boxes = new Map(
        Object.entries(entries).map(([image, people]) => [
          image,
          people.map(({ box: { x0, y0, x1, y1 }, score }) => ({
            // and what is all below 1.5 px is taken for shares of the picture
            box: { x0: x0 + 0, y0: y0 + 0, x1: Math.max(x1, x0 + 2, 2), y1: y1 + 0 },
            score: score + 0,
          })),
        ]),
      );
      expect(readBoxes(writeBoxes(boxes), 'f').boxes).toEqual(boxes);
    }),
  );
});

test('boxes files: any text is boxes or E_FORMAT', () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.json().map((json) => `{"a": ${json}}`),
  );
  fc.assert(fc.property(text, (content) => onlyFormatErrors(() => readBoxes(content, 'f'))));
});
