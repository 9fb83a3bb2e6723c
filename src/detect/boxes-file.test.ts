import { describe, expect, test } from 'vitest';
import { readBoxes, readBoxList, writeBoxes } from './boxes-file.ts';
import { BoxesIndex } from './boxes-index.ts';

const person = (x0: number, y0: number, x1: number, y1: number, score = 1): unknown => ({
  box: { x0, y0, x1, y1 },
  score,
});

test('JSON: scores are optional, an image may be empty', () => {
  const text = '{"a.jpg": [[1, 2, 3, 4.5], [0, 0, 9, 9, 0.5]], "b.jpg": []}';
  const { boxes, kind } = readBoxes(text, 'f.json');
  expect([...boxes]).toEqual([
    ['a.jpg', [person(1, 2, 3, 4.5), person(0, 0, 9, 9, 0.5)]],
    ['b.jpg', []],
  ]);
  expect(kind).toBe('boxes by image, x0, y0, x1, y1, score');
});

test('a table: header, quotes, empty score', () => {
  const text =
    'image,x0,y0,x1,y1,score\na.jpg,1,2,3,4,\n"b, ""x"".jpg",-5,0,9,9,0.25\n\na.jpg,0,0,10,1\n';
  expect([...readBoxes(text, 'f.csv').boxes]).toEqual([
    ['a.jpg', [person(1, 2, 3, 4), person(0, 0, 10, 1)]],
    ['b, "x".jpg', [person(-5, 0, 9, 9, 0.25)]],
  ]);
});

describe('tables of others', () => {
  test.each([
    ['semicolons', 'image;x0;y0;x1;y1;score\na.jpg;1;2;3;4;0.5\n'],
    ['semicolons and decimal commas', 'a.jpg;1,0;2;3;4,0;0,5'],
    ['tabs', 'a.jpg\t1\t2\t3\t4\t0.5'],
    ['spaces, more than one', ' a.jpg   1 2  3 4 0.5 '],
    ['spaces and names', 'file xmin ymin xmax ymax conf\na.jpg 1 2 3 4 0.5'],
    ["a spreadsheet's word for its separator", 'sep=;\na.jpg;1;2;3;4;0.5'],
    ['other names', 'filename,xmin,ymin,xmax,ymax,confidence\na.jpg,1,2,3,4,.5'],
    ['another order', 'score,left,top,right,bottom,path\n0.5,1,2,3,4,a.jpg'],
    ['corners counted from 1', 'file;x1;y1;x2;y2;conf\na.jpg;1;2;3;4;0.5'],
    ['sizes that are named', 'image,x,y,w,h,score\na.jpg,1,2,2,2,0.5'],
  ])('%s', (_, text) => {
    expect([...readBoxes(text, 'f').boxes]).toEqual([['a.jpg', [person(1, 2, 3, 4, 0.5)]]]);
  });
});

test.each([
  ["YOLO's labels", '0 0.5 0.5 0.4 0.8\n0 .5 0.25 1 0.5\n'],
  ['XML', '<annotation><object><bndbox><xmin>1</xmin></bndbox></object></annotation>'],
])('%s are named', (name, text) => {
  expect(() => readBoxes(text, 'f')).toThrow(
    `read as ${name}: 1 problem found\n  the file: expected`,
  );
});

test("LabelMe's rectangles of people, whichever corners; other shapes are counted", () => {
  const rectangle = { label: 'person', shape_type: 'rectangle' };
  const shapes = [
    { ...rectangle, points: [[3, 2], [1, 4]] },
    { ...rectangle, label: 'dog', points: [[3, 2], [1, 4]] },
    { ...rectangle, shape_type: 'polygon', points: [[3, 2], [1, 4], [5, 5]] },
  ]; // oxfmt-ignore
  const read = (more: readonly object[] = []) =>
    readBoxes(
      JSON.stringify({ version: '5.0', imagePath: 'a.jpg', shapes: [...shapes, ...more] }),
      'f.json',
    );
  expect([...read().boxes]).toEqual([['a.jpg', [person(1, 2, 3, 4)]]]);
  expect(read().notes).toEqual(['2 shapes that are no rectangles of people were passed over']);
  for (const points of [
    [[1, 2]],
    [
      [1, 2],
      ['x', 4],
    ],
    [1, 2],
    'x',
    undefined,
  ]) {
    expect(() => read([{ ...rectangle, points }])).toThrow(
      'shapes[3]: expected points of two corners',
    );
  }
});

describe("others' JSON", () => {
  const rows: readonly (readonly [string, unknown])[] = [
    [
      'what detect prints',
      [{ image: { file: 'a.jpg' }, people: [{ box: { x0: 1, y0: 2, x1: 3, y1: 4 }, score: 0.5 }] }],
    ],
    [
      'what predict writes',
      { image: { file: 'a.jpg' }, people: [{ box: [1, 2, 3, 4], score: 0.5 }] },
    ],
    ['boxes as objects', { 'a.jpg': [{ x0: 1, y0: 2, x1: 3, y1: 4, score: 0.5 }] }],
    [
      "COCO's list, by name",
      [{ file_name: 'a.jpg', category_id: 1, bbox: [1, 2, 2, 2], score: 0.5 }],
    ],
    [
      "COCO's annotations",
      {
        images: [{ id: 7, file_name: 'a.jpg' }],
        annotations: [{ image_id: 7, category_id: 1, bbox: [1, 2, 2, 2], score: 0.5 }],
        categories: [{ id: 1, name: 'person' }],
      },
    ],
  ];
  test.each(rows)('%s', (_, value) => {
    const { boxes } = readBoxes(JSON.stringify(value), 'f.json');
    expect([...boxes]).toEqual([['a.jpg', [person(1, 2, 3, 4, 0.5)]]]);
  });

  test('of COCO, people alone, without crowds; images without people are named', () => {
    const annotation = { image_id: 2, bbox: [1, 2, 2, 2] };
    const file = {
      images: [
        { id: 1, file_name: 'nobody.jpg' },
        { id: 2, file_name: 'a.jpg' },
      ],
      annotations: [
        { ...annotation, category_id: 3 },
        { ...annotation, category_id: 9 },
        { ...annotation, category_id: 3, iscrowd: 1 },
      ],
      categories: [
        { id: 3, name: 'person' },
        { id: 9, name: 'dog' },
      ],
    };
    const { boxes, notes, kind } = readBoxes(JSON.stringify(file), 'f.json');
    expect([...boxes]).toEqual([
      ['nobody.jpg', []],
      ['a.jpg', [person(1, 2, 3, 4)]],
    ]);
    expect(notes).toEqual([
      '1 boxes of other categories were passed over',
      '1 crowds were passed over',
    ]);
    expect(kind).toBe("COCO's annotations, boxes as x, y, width, height");
  });

  test("COCO's detections have numbers, which its pictures are called by", () => {
    const text = '[{"image_id": 139, "category_id": 1, "bbox": [1, 2, 2, 2], "score": 0.5}]';
    const index = new BoxesIndex(readBoxes(text, 'f.json').boxes);
    expect(index.find(['val/000000000139.jpg'])).toEqual([person(1, 2, 3, 4, 0.5)]);
    expect(index.find(['COCO_val2014_000000000139.jpg'])).toHaveLength(1);
    expect(index.find(['000000000140.jpg'])).toBeUndefined();
  });
});

test('boxes that cannot be meant are refused, each with its reason', () => {
  const text = 'a,0.1,0.2,0.5,0.9\nb,1,1,1e300,5\nc,40,1,10,5';
  expect(() => readBoxes(text, 'f.csv')).toThrow(
    [
      "readBoxes 'f.csv', read as lines of image, x0, y0, x1, y1, score parted by commas: 3 problems found",
      '  line 1: expected pixels, got 0.1, 0.2, 0.5, 0.9, which are shares of width and height; multiply them by the size of the image',
      '  line 2: expected at most 1000000 px, got 1, 1, 1e+300, 5',
      '  line 3: expected x0 < x1 and y0 < y1, got 40, 1, 10, 5; boxes are corners, not sizes',
    ].join('\n'),
  );
  expect(() => readBoxes('{"a": [[NaN, 0, 9, 9]]}', 'f')).toThrow(
    expect.objectContaining({
      hint: expect.stringContaining('JSON has no NaN') as string,
    }) as Error,
  );
  expect(() => readBoxes('[[1, 2, 3, 4]]', 'f')).toThrow(
    'expected boxes by the names of their images, got a bare list of boxes',
  );
});

test('every problem is told, with its place', () => {
  const json =
    '{"a": [[1, 2, 3], [5, 5, 1, 9], ["x", 0, 1, 1]], "b": 7, "c": [{}], "d": [[0,0,9,1,2]]}';
  expect(() => readBoxes(json, 'boxes.json')).toThrow(
    [
      "readBoxes 'boxes.json', read as boxes by image, x0, y0, x1, y1, score: 6 problems found",
      '  "a"[0]: expected x0, y0, x1, y1 and perhaps a score, got 3 values',
      '  "a"[1]: expected x0 < x1 and y0 < y1, got 5, 5, 1, 9; boxes are corners, not sizes',
      '  "a"[2]: expected finite numbers x0, y0, x1, y1 and perhaps a score, got "x"',
      '  "b": expected an array of boxes, got 7',
      '  "c"[0]: expected an array x0, y0, x1, y1, got an object',
      '  "d"[0]: expected a score between 0 and 1, got 2',
    ].join('\n'),
  );
  const csv =
    'a.jpg,1,2,three,4\n"b.jpg,1,2,3,4\n,1,2,3,4\na.jpg,1,2,3,1e999\na.jpg;1;2;3;4\na.jpg,1,,3,4';
  expect(() => readBoxes(csv, 'boxes.csv')).toThrow(
    [
      "readBoxes 'boxes.csv', read as lines of image, x0, y0, x1, y1, score parted by commas: 6 problems found",
      '  line 1: expected finite numbers x0, y0, x1, y1 and perhaps a score, got "three"',
      '  line 2: expected a closing quote, got the end of the line',
      '  line 3: expected the name of an image, got nothing',
      '  line 4: expected finite numbers x0, y0, x1, y1 and perhaps a score, got Infinity',
      '  line 5: expected x0, y0, x1, y1 and perhaps a score, got 0 values',
      '  line 6: expected finite numbers x0, y0, x1, y1 and perhaps a score, got ""',
    ].join('\n'),
  );
});

test('long lists of problems are counted, broken JSON is one problem', () => {
  expect(() => readBoxes('x,1\n'.repeat(120), 'f')).toThrow(/51 problems[^]*and 70 more/);
  expect(() => readBoxes('{"a": [', 'f')).toThrow(
    expect.objectContaining({ code: 'E_FORMAT' }) as Error,
  );
});

test('names like those of Object.prototype are names', () => {
  const boxes = readBoxes('{"__proto__": [[0, 0, 9, 1]], "constructor": []}', 'f').boxes;
  expect([...boxes.keys()]).toEqual(['__proto__', 'constructor']);
});

test('what is written is read again', () => {
  const boxes = readBoxes('a "1".jpg,1.5,2,3,4,0.125\nb,0,0,9,1\n', 'f').boxes;
  expect(readBoxes(writeBoxes(boxes), 'f').boxes).toEqual(boxes);
  expect(readBoxes(writeBoxes(new Map()), 'f').boxes.size).toBe(0);
});

test('a bare list is that of one image', () => {
  expect(readBoxList('[[1, 2, 3, 4, 0.5], {"bbox": [1, 2, 2, 2]}]', 'boxes')).toEqual([
    person(1, 2, 3, 4, 0.5),
    person(1, 2, 3, 4),
  ]);
  expect(() => readBoxList('[[1, 2, 3]]', 'boxes')).toThrow('boxes[0]: expected x0, y0, x1, y1');
  expect(() => readBoxList('{}', 'boxes')).toThrow('expected an array of boxes, got an object');
});

describe('an image finds its boxes by any of its names', () => {
  const of = (key: string) =>
    new BoxesIndex(readBoxes(JSON.stringify({ [key]: [[1, 2, 30, 40]] }), 'f').boxes);
  test.each([
    ['./a.jpg', 'a.jpg'],
    ['a.jpg', './a.jpg'],
    ['in\\a.jpg', 'in/a.jpg'],
    ['in//x/../a.jpg', 'in/a.jpg'],
    ['A.JPG', 'a.jpg'],
    ['re\u0301sume\u0301.jpg', 'r\u00e9sum\u00e9.jpg'],
    ['/data/a.jpg', '/data/./a.jpg'],
  ])('%s is %s', (key, name) => {
    expect(of(key).find([name])).toHaveLength(1);
  });

  test('but not by that of another file', () => {
    expect(of('b/a.jpg').find(['a.jpg'])).toBeUndefined();
    const two = new BoxesIndex(readBoxes('A.jpg,1,1,9,9\na.jpg,2,2,9,9\n', 'f').boxes);
    expect(two.find(['a.jpg'])).toEqual([person(2, 2, 9, 9)]);
    // whose are they, on a disk that tells cases apart?
    expect(two.find(['a.JPG'])).toBeUndefined();
    expect(two.unused).toEqual(['A.jpg']);
  });

  test('two keys of one file are both its', () => {
    const both = new BoxesIndex(readBoxes('./a.jpg,1,1,9,9\na.jpg,2,2,9,9\n', 'f').boxes);
    expect(both.find(['a.jpg'])).toHaveLength(2);
  });
});
