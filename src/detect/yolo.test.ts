import { expect, test } from 'vitest';
import type { HostTensor, PixelImage, Session } from '../platform/index.ts';
import { yoloDetector, yoloLayout } from './yolo.ts';

const SIDE = 64;
/** Cells of 64×64 at strides 8, 16, 32. */
const CELLS = 64 + 16 + 4;

/** A session that answers every image with one tensor, and remembers what it was fed. */
function answering(
  output: HostTensor,
  inputShape: readonly (number | null)[] = [1, 3, SIDE, SIDE],
): Session & { fed: HostTensor[] } {
  const fed: HostTensor[] = [];
  return {
    fed,
    inputNames: ['images'],
    outputNames: ['output0'],
    inputShapes: { images: inputShape },
    provider: 'test',
    async run(feeds) {
      fed.push(feeds['images']);
      return { output0: output };
    },
    async dispose() {},
  };
}

const tensor = (
  shape: number[],
  rows: readonly (readonly [number, readonly number[]])[],
): HostTensor => {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (const [row, values] of rows) data.set(values, row * shape[2]);
  return { type: 'float32', shape, data };
};

/** 128×64: the centred letterbox shows it at half size in rows 16…48, the cornered one in rows 0…32. */
const image: PixelImage = { width: 128, height: 64, data: new Uint8Array(128 * 64 * 3).fill(200) };
const whole = [{ x0: -0.5, y0: -0.5, x1: 127.5, y1: 63.5 }];

/** A person at x 20…40, y 20…44 of the input, seen with 0.9 · 0.8; a better cat; a worse person. */
const person = [30, 32, 20, 24];
const centred = { x0: 39.5, y0: 7.5, x1: 79.5, y1: 55.5 };
const cornered = { x0: 39.5, y0: 39.5, x1: 79.5, y1: 87.5 };

const layouts: [string, HostTensor, { x0: number; y0: number; x1: number; y1: number }][] = [
  [
    'yolov5',
    tensor(
      [1, 3 * CELLS, 7],
      [
        [3, [...person, 0.9, 0.8, 0.1]],
        [4, [...person, 0.9, 0.1, 0.9]],
        [9, [31, 32, 20, 24, 0.9, 0.7, 0.1]],
      ],
    ),
    centred,
  ],
  [
    'yolox, decoded',
    tensor(
      [1, CELLS, 7],
      [
        [3, [...person, 0.9, 0.8, 0.1]],
        [9, [31, 32, 20, 24, 0.9, 0.7, 0.1]],
      ],
    ),
    cornered,
  ],
  [
    // cell 64 + 5 is column 1, row 1 of stride 16; another cell has a width below one stride
    'yolox, raw',
    tensor(
      [1, CELLS, 7],
      [
        [69, [30 / 16 - 1, 32 / 16 - 1, Math.log(20 / 16), Math.log(24 / 16), 0.9, 0.8, 0.1]],
        [0, [0, 0, -1, 0.5, 0, 0, 0]],
      ],
    ),
    cornered,
  ],
  [
    'yolov8',
    (() => {
      const out = tensor([1, 6, CELLS], []);
      const data = out.data as Float32Array;
      [...person, 0.72, 0.1].forEach((value, k) => (data[k * CELLS + 11] = value));
      [31, 32, 20, 24, 0.5, 0.1].forEach((value, k) => (data[k * CELLS + 12] = value));
      return out;
    })(),
    centred,
  ],
  [
    'end to end',
    tensor(
      [1, 300, 6],
      [
        [0, [20, 20, 40, 44, 0.72, 0]],
        [1, [20, 20, 40, 44, 0.9, 15]],
        [2, [1, 1, 9, 9, 0.1, 0]],
      ],
    ),
    centred,
  ],
];

test.each(layouts)('%s: the person, once, in image pixels', async (_, output, box) => {
  const detector = await yoloDetector(answering(output));
  const [people] = await detector.detectIn(image, whole);
  expect(people.length).toBe(1);
  expect(people[0].score).toBeCloseTo(0.72, 6);
  for (const side of ['x0', 'y0', 'x1', 'y1'] as const) {
    expect(people[0].box[side]).toBeCloseTo(box[side], 3);
  }
});

test('pixels are prepared as each family wants them', async () => {
  const red: PixelImage = { ...image, data: image.data.map((_, i) => (i % 3 === 0 ? 200 : 0)) };
  const area = SIDE * SIDE;
  const centre = answering(layouts[0][1]);
  await (await yoloDetector(centre)).detectIn(red, whole);
  const v5 = centre.fed[1].data;
  expect(v5[0]).toBeCloseTo(114 / 255, 6);
  expect(v5[32 * SIDE + 32]).toBeCloseTo(200 / 255, 6);
  expect(v5[2 * area + 32 * SIDE + 32]).toBe(0);
  const corner = answering(layouts[1][1]);
  await (await yoloDetector(corner)).detectIn(red, whole);
  const x = corner.fed[1].data;
  // blue, green, red; image above, grey below
  expect([x[0], x[area], x[2 * area], x[63 * SIDE]]).toEqual([0, 0, 200, 114]);
});

test('a free input size is 640, layouts follow from it', async () => {
  expect(yoloLayout([1, 25200, 85], 640, 640)).toBe('yolov5');
  expect(yoloLayout([1, 8400, 85], 640, 640)).toBe('yolox');
  expect(yoloLayout([1, 84, 8400], 640, 640)).toBe('yolov8');
  expect(yoloLayout([1, 3549, 85], 416, 416)).toBe('yolox');
  expect(yoloLayout([1, 8500 * 3, 85], 640, 640)).toBe('yolov5');
  expect(yoloLayout([1, 300, 6], 640, 640)).toBe('endToEnd');
  const free = answering(tensor([1, 300, 6], []), [null, 3, null, null]);
  await yoloDetector(free);
  expect(free.fed[0].shape).toEqual([1, 3, 640, 640]);
});

test('other files are told apart', async () => {
  await expect(yoloDetector(answering(tensor([1, 1000, 1], [])))).rejects.toMatchObject({
    code: 'E_UNSUPPORTED',
    message:
      'yoloDetector: expected an output of YOLOv5, YOLOX, YOLOv8 or an end-to-end YOLO for 64×64, got [1, 1000, 1]',
  });
  const classifier = answering(tensor([1, 300, 6], []), [1, 224, 224, 3]);
  await expect(yoloDetector(classifier)).rejects.toThrow(
    'expected one input [1, 3, H, W], got images [1, 224, 224, 3]',
  );
  const small = await yoloDetector(answering(layouts[0][1]), { personClass: 2 });
  await expect(small.detectIn(image, whole)).rejects.toThrow('a person class below 2, got class 2');
});
