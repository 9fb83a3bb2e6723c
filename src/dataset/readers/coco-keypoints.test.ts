import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cocoAnnotation, cocoFile } from '../../../test/support/dataset-files.ts';
import { onlyFormatErrors } from '../../../test/support/hostile.ts';
import { SPIN24 } from '../spin24.ts';
import { parseCocoKeypoints } from './coco-keypoints.ts';

const NONE = new Float32Array(0);
const image = 'train2014/COCO_train2014_000000000009.jpg';

test('a person of COCO: joints by name, labelled is 1, the box padded', () => {
  const keypoints = Array.from({ length: 17 }, (_, j) => [j + 1, 2 * j, j < 2 ? 0 : 1]).flat();
  const [record] = parseCocoKeypoints(cocoFile([cocoAnnotation({ keypoints })]));
  expect(record).toMatchObject({ image, center: [60, 45], scale: 0.6, pose: null, joints24: null });
  const joint = (name: string): number[] => {
    const j = SPIN24.names.indexOf(name);
    return [...(record.keypoints24 ?? NONE).subarray(3 * j, 3 * j + 3)];
  };
  expect(joint('nose')).toEqual([1, 0, 0]);
  expect(joint('left_shoulder')).toEqual([6, 10, 1]);
  expect(joint('right_ankle')).toEqual([17, 32, 1]);
  expect(joint('pelvis')).toEqual([0, 0, 0]);
});

test('crowds, people with too few limbs and empty boxes are left out', () => {
  const fewLimbs = Array.from({ length: 17 }, (_, j) => [1, 1, j === 16 ? 0 : 2]).flat();
  const text = cocoFile([
    cocoAnnotation({ iscrowd: 1 }),
    cocoAnnotation({ keypoints: fewLimbs }),
    cocoAnnotation({ bbox: [0, 0, 0, 5] }),
    cocoAnnotation({ bbox: [0, 0, 5, 9] }),
  ]);
  expect(parseCocoKeypoints(text).map(({ scale }) => scale)).toEqual([(1.2 * 9) / 200]);
  expect(parseCocoKeypoints(text, { folder: '', minLimbJoints: 11 })).toHaveLength(2);
});

test('every malformed annotation is told at once', () => {
  const text = cocoFile([
    cocoAnnotation({ image_id: 4 }),
    cocoAnnotation({ keypoints: [1, 2, 3] }),
    cocoAnnotation({ bbox: 'wide' }),
    7,
  ]);
  expect(() => parseCocoKeypoints(text)).toThrow(
    [
      'parseCocoKeypoints: 4 problems found',
      '  annotations[0].image_id: expected an id of images, got 4',
      '  annotations[1].keypoints: expected 51 finite numbers, got a list of 3',
      '  annotations[2].bbox: expected 4 finite numbers, got string',
      '  annotations[3]: expected an object, got number',
    ].join('\n'),
  );
});

test('a file wrong in every row is not told row by row', () => {
  const rows = Array.from({ length: 80 }, () => cocoAnnotation({ image_id: 1 }));
  expect(() => parseCocoKeypoints(cocoFile(rows))).toThrow(/51 problems found[^]*…: and 30 more$/);
});

test('a picture outside the folder is refused', () => {
  const text = JSON.stringify({ images: [{ id: 9, file_name: '../../x.jpg' }], annotations: [] });
  expect(() => parseCocoKeypoints(text)).toThrow(/images\[0\]\.file_name: expected a path below/);
});

test('ids may be texts, and paths of Windows', () => {
  const images = [{ id: '9', file_name: '.\\night\\a.jpg' }];
  const file = JSON.stringify({ images, annotations: [cocoAnnotation({ image_id: 9 })] });
  expect(parseCocoKeypoints(file).map((record) => record.image)).toEqual(['train2014/night/a.jpg']);
});

test('any JSON and any text is people or E_FORMAT', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (text) =>
      onlyFormatErrors(() => parseCocoKeypoints(text)),
    ),
    { numRuns: 60 },
  );
});
