import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeBox,
  encodeBox,
  intersectionOverSmaller,
  intersectionOverUnion,
  nonMaximumSuppression,
  readBoxes,
  ssdAnchors,
  writeBoxes,
  type Detection,
} from '../../src/detect/index.ts';
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

test('the box code is undone by its inverse, at every anchor', () => {
  const anchors = ssdAnchors();
  const unit = fc.double({ min: -0.5, max: 1, noNaN: true });
  const side = fc.double({ min: 0.01, max: 1.5, noNaN: true });
  fc.assert(
    fc.property(fc.nat(anchors.length - 1), unit, unit, side, side, (a, x, y, w, h) => {
      const wanted = [x, y, x + w, y + h] as const;
      const got = decodeBox(encodeBox(wanted, anchors[a]), anchors[a]);
      for (const [i, value] of got.entries()) expect(value).toBeCloseTo(wanted[i], 9);
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
            box: { x0: x0 + 0, y0: y0 + 0, x1: x1 + 0, y1: y1 + 0 },
            score: score + 0,
          })),
        ]),
      );
      expect(readBoxes(writeBoxes(boxes), 'f')).toEqual(boxes);
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
