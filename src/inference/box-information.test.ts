import { expect, test } from 'vitest';
import { boxInfo, boxInfos, viewOf, type FocalSource, type Roi } from '../camera/index.ts';
import { boxInformation } from './box-information.ts';

const image = { width: 300, height: 400 };
const rois: Roi[] = [
  { center: [150, 200], size: 100, width: 75 },
  { center: [160, 200], size: 150, width: 112.5 },
];
const view = (focal: number, focalSource: FocalSource) =>
  viewOf({ fx: focal, fy: focal, cx: 150, cy: 200, focalSource });

test('one focal length serves all regions', () => {
  expect(boxInformation(rois, view(900, 'given'), image, 'one')).toEqual(
    boxInfos(rois, view(900, 'given').intrinsics),
  );
});

test('or a given one serves region 0, and the estimate the others', () => {
  const boxes = boxInformation(rois, view(900, 'given'), image, 'annotated-for-roi0');
  expect(boxes.subarray(0, 3)).toEqual(boxInfo(rois[0], view(900, 'given').intrinsics));
  // √(300² + 400²)
  expect(boxes.subarray(3)).toEqual(boxInfo(rois[1], view(500, 'estimate').intrinsics));
  const estimated = boxInformation(rois, view(500, 'estimate'), image, 'annotated-for-roi0');
  expect(estimated).toEqual(boxInfos(rois, view(500, 'estimate').intrinsics));
});
