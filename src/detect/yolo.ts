/**
 * @file Detectors that the user brings: `.onnx` files of the YOLO family with one image input
 * [1, 3, H, W]. The layout of the output is told by its shape. With P the cells of strides 8, 16, 32
 * (and 64), C the classes:
 *
 * | output        | meaning                                      | family                   |
 * | ------------- | -------------------------------------------- | ------------------------ |
 * | [1, 3P, 5+C]  | cx, cy, w, h, objectness, classes; px        | YOLOv5, YOLOv7           |
 * | [1, P, 5+C]   | the same, in cells and logarithms, or px     | YOLOX                    |
 * | [1, 4+C, P]   | cx, cy, w, h, classes; px                    | YOLOv8, v9, 11           |
 * | [1, K, 6]     | x0, y0, x1, y1, score, class; px             | end to end: YOLOv10, 26  |
 *
 * YOLOX files exported without their decoder are known by widths that are logarithms: a network of
 * thousands of cells has negative ones, pixels never are. YOLOX takes BGR 0–255 set into the corner,
 * the others RGB 0–1 set into the centre; both fill with grey 114.
 */

import type { Affine } from '../camera/index.ts';
import { MultiRoiError, throwIfAborted } from '../base/index.ts';
import type { HostTensor, Session } from '../platform/index.ts';
import { sizeOf } from '../base/index.ts';
import { networkInput, type InputFormat } from './network-input.ts';
import { nonMaximumSuppression } from './overlap.ts';
import { mapBox } from './map-box.ts';
import type { Detection, RegionDetector } from './types.ts';

/** Which detections of a YOLO-like network stay. */
export interface YoloOptions {
  readonly threshold?: number;
  /** Of two boxes that overlap by more (IoU), the better stays. */
  readonly maxOverlap?: number;
  /** Which class is a person; 0 in COCO. */
  readonly personClass?: number;
}

/** What is left out of `YoloOptions`. */
export const YOLO_DEFAULTS: Required<YoloOptions> = {
  threshold: 0.3,
  maxOverlap: 0.6,
  personClass: 0,
};

/** How a YOLO-like network lays its outputs out; told from their shapes. */
export type YoloLayout = 'yolov5' | 'yolox' | 'yolov8' | 'endToEnd';

const CENTRED: InputFormat = {
  fit: 'letterboxCentre',
  fill: 114,
  channels: 'rgb',
  gain: 1 / 255,
  offset: 0,
};
const FORMATS: Readonly<Record<YoloLayout, InputFormat>> = {
  yolov5: CENTRED,
  yolov8: CENTRED,
  endToEnd: CENTRED,
  yolox: { fit: 'letterboxCorner', fill: 114, channels: 'bgr', gain: 1, offset: 0 },
};
/** What files with a free input size are given, the size they were trained at. */
const FREE_SIDE = 640;
/** End-to-end networks give a fixed number of boxes; 300 in every published one. */
const MOST_END_TO_END = 1000;

/**
 * @param session of the user's file.
 * @throws E_UNSUPPORTED when an input or output is none of the layouts above.
 */
export async function yoloDetector(
  session: Session,
  options: YoloOptions = {},
): Promise<RegionDetector> {
  const settings = { ...YOLO_DEFAULTS, ...options };
  const { name, width, height } = imageInput(session);
  const run = async (images: HostTensor): Promise<HostTensor> => {
    const outputs = await session.run({ [name]: images });
    return outputs[session.outputNames[0]];
  };
  // one grey image tells the layout, which decides how pixels must be prepared
  const shape = [1, 3, height, width];
  const grey = new Float32Array(sizeOf(shape)).fill(114 / 255);
  const layout = yoloLayout(
    (await run({ type: 'float32', shape, data: grey })).shape,
    width,
    height,
  );
  return {
    async detectIn(image, regions, signal) {
      const found: Detection[][] = [];
      for (const region of regions) {
        throwIfAborted('yoloDetector', signal);
        const input = networkInput(image, [region], width, height, FORMATS[layout]);
        const output = await run(input.images);
        const people = decodeYolo(output, width, height, input.imageFromInput[0], settings);
        found.push(nonMaximumSuppression(people, settings.maxOverlap));
      }
      return found;
    },
  };
}

function imageInput(session: Session): { name: string; width: number; height: number } {
  const name = session.inputNames[0];
  const shape = session.inputShapes[name] ?? [];
  const [batch, channels, height, width] = shape;
  if (
    session.inputNames.length !== 1 ||
    shape.length !== 4 ||
    (channels ?? 3) !== 3 ||
    (batch ?? 1) !== 1
  ) {
    const got = session.inputNames.map(
      (input) => `${input} [${(session.inputShapes[input] ?? []).map((d) => d ?? '?').join(', ')}]`,
    );
    throw unsupported('one input [1, 3, H, W]', got.join(', '));
  }
  return { name, width: width ?? FREE_SIDE, height: height ?? FREE_SIDE };
}

/** The strides of a head with 3 or 4 levels whose cells, `perCell` boxes each, are `count` boxes. */
function stridesOf(
  count: number,
  perCell: number,
  width: number,
  height: number,
): readonly number[] | undefined {
  return [
    [8, 16, 32],
    [8, 16, 32, 64],
  ].find((strides) => {
    const cells = strides.reduce(
      (sum, s) => sum + Math.floor(width / s) * Math.floor(height / s),
      0,
    );
    return cells * perCell === count;
  });
}

/** @throws E_UNSUPPORTED when the shape is none of the table's. */
export function yoloLayout(shape: readonly number[], width: number, height: number): YoloLayout {
  if (shape.length === 3 && shape[0] === 1) {
    const [, rows, columns] = shape;
    if (columns >= 6 && stridesOf(rows, 3, width, height)) return 'yolov5';
    if (columns >= 6 && stridesOf(rows, 1, width, height)) return 'yolox';
    if (rows >= 5 && stridesOf(columns, 1, width, height)) return 'yolov8';
    if (columns === 6 && rows <= MOST_END_TO_END) return 'endToEnd';
  }
  throw unsupported(
    `an output of YOLOv5, YOLOX, YOLOv8 or an end-to-end YOLO for ${width}×${height}`,
    `[${shape.join(', ')}]`,
  );
}

/**
 * The people in one output, before non-maximum suppression.
 * @param imageFromInput input pixels → image pixels.
 */
export function decodeYolo(
  output: HostTensor,
  width: number,
  height: number,
  imageFromInput: Affine,
  { threshold, personClass }: Pick<Required<YoloOptions>, 'threshold' | 'personClass'>,
): Detection[] {
  const layout = yoloLayout(output.shape, width, height);
  const { data } = output;
  if (!(data instanceof Float32Array)) throw unsupported('a float32 output', output.type);
  const [, rows, columns] = output.shape;
  const classes = layout === 'yolov8' ? rows - 4 : columns - 5;
  if (layout !== 'endToEnd' && personClass >= classes) {
    throw unsupported(`a person class below ${classes}`, `class ${personClass}`);
  }
  const people: Detection[] = [];
  const keep = (cx: number, cy: number, w: number, h: number, score: number): void => {
    const box = mapBox(imageFromInput, cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2);
    if (box.x1 > box.x0 && box.y1 > box.y0 && Number.isFinite(box.x1 - box.x0 + box.y1 - box.y0)) {
      people.push({ box, score });
    }
  };
  if (layout === 'endToEnd') {
    for (let at = 0; at < data.length; at += 6) {
      const [x0, y0, x1, y1, score, label] = data.subarray(at, at + 6);
      if (!(score >= threshold) || Math.round(label) !== personClass) continue;
      keep((x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0, score);
    }
    return people;
  }
  if (layout === 'yolov8') {
    for (let i = 0; i < columns; i++) {
      const score = data[(4 + personClass) * columns + i];
      if (!(score >= threshold)) continue;
      keep(data[i], data[columns + i], data[2 * columns + i], data[3 * columns + i], score);
    }
    return people;
  }
  const cells =
    layout === 'yolox' && isRaw(data, columns) ? cellsOf(rows, width, height) : undefined;
  for (let i = 0; i < rows; i++) {
    const at = i * columns;
    const score = data[at + 4] * data[at + 5 + personClass];
    if (!(score >= threshold)) continue;
    const [x, y, w, h] = data.subarray(at, at + 4);
    if (cells === undefined) {
      keep(x, y, w, h, score);
    } else {
      const [column, row, stride] = cells.subarray(3 * i, 3 * i + 3);
      keep(
        (x + column) * stride,
        (y + row) * stride,
        Math.exp(w) * stride,
        Math.exp(h) * stride,
        score,
      );
    }
  }
  return people;
}

/** Whether widths are logarithms of cells. */
function isRaw(data: Float32Array, columns: number): boolean {
  for (let at = 0; at < data.length; at += columns) {
    if (data[at + 2] < 0 || data[at + 3] < 0) return true;
  }
  return false;
}

/** Column, row and stride of every cell [P, 3], level by level in reading order. */
function cellsOf(count: number, width: number, height: number): Float32Array {
  const cells: number[] = [];
  for (const stride of stridesOf(count, 1, width, height) ?? []) {
    const across = Math.floor(width / stride);
    const down = Math.floor(height / stride);
    for (let i = 0; i < across * down; i++) cells.push(i % across, Math.floor(i / across), stride);
  }
  return Float32Array.from(cells);
}

function unsupported(wanted: string, got: string): MultiRoiError {
  return new MultiRoiError('E_UNSUPPORTED', `yoloDetector: expected ${wanted}, got ${got}`, {
    hint: 'export the detector as YOLOX, YOLOv5 or YOLOv8 with its decoded boxes and without non-maximum suppression',
  });
}
