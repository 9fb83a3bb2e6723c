import { expect, test } from 'vitest';
import { cropTransform, viewOf, type Intrinsics, type Roi } from '../camera/index.ts';
import { cropPlanes, UNIT, warpCrop } from '../imaging/index.ts';
import { Rng } from '../base/index.ts';
import { CropCutter, cropLength } from './crops.ts';

const rng = new Rng('crops');
const image = {
  width: 40,
  height: 30,
  data: Uint8Array.from({ length: 40 * 30 * 3 }, () => rng.int(256)),
};
const format = { width: 12, height: 16, normalisation: UNIT };
const pinhole: Intrinsics = { fx: 50, fy: 50, cx: 20, cy: 15, focalSource: 'estimate' };
const rois: Roi[] = [
  { center: [20.3, 14.1], size: 20, width: 15 },
  { center: [2, 28], size: 31, width: 31 * 0.75 },
];

test('the plain view changes nothing: crops are those of the regions, to the bit', () => {
  const planes = new Float32Array(2 * cropLength(format));
  new CropCutter(format).cut(image, viewOf(pinhole), rois, planes);
  const wanted = new Float32Array(planes.length);
  let offset = 0;
  for (const roi of rois) {
    const crop = warpCrop(image, cropTransform(roi, 12, 16), 12, 16);
    offset = cropPlanes(crop, UNIT, wanted, offset);
  }
  expect(planes).toEqual(wanted);
});

test('a stretched view is undone: squares of the view are oblongs of the image', () => {
  const stretched = { ...pinhole, fy: 25 };
  const view = viewOf(stretched);
  const planes = new Float32Array(cropLength(format));
  const seen: Roi = { center: [20, 30], size: 32, width: 24 };
  new CropCutter(format).cut(image, view, [seen], planes);
  // fx/fy = 2: the 32 rows of the view are 16 rows of the image around row 15
  const crop = warpCrop(image, [0.5, 0, -4, 0, 1, -7], 12, 16);
  const wanted = new Float32Array(planes.length);
  cropPlanes(crop, UNIT, wanted);
  expect(planes).toEqual(wanted);
});
