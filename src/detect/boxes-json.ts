/**
 * @file Boxes as JSON: ours by image, what `detect` and `predict` print, COCO's annotations and COCO's list of detections,
 * LabelMe's rectangles.
 */

import { shownValue, type BoxesReader, type ImageKey } from './boxes-reader.ts';

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** COCO's number for people, in its own categories. */
const PERSON = 1;

/** Corners of COCO's x, y, width, height; as they are when they are none. */
function cornersOfCoco(values: readonly unknown[]): readonly unknown[] {
  const [x, y, width, height, ...more] = values;
  const all = [x, y, width, height];
  if (values.length !== 4 || !all.every((value) => typeof value === 'number')) return values;
  return [x, y, (x as number) + (width as number), (y as number) + (height as number), ...more];
}

/** The numbers of one box, however it is written; undefined for what is no box. */
function rowOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value as unknown[];
  if (!isObject(value)) return undefined;
  const { box, bbox, score, x0, y0, x1, y1 } = value;
  const scored = (corners: readonly unknown[]): readonly unknown[] =>
    corners.length === 4 && score !== undefined ? [...corners, score] : corners;
  if (Array.isArray(bbox)) return scored(cornersOfCoco(bbox));
  if (Array.isArray(box)) return scored(box as unknown[]);
  if (isObject(box)) return scored([box['x0'], box['y0'], box['x1'], box['y1']]);
  return x0 === undefined ? undefined : scored([x0, y0, x1, y1]);
}

/** The boxes of one image. */
export function readBoxRows(reader: BoxesReader, key: ImageKey, path: string, rows: unknown): void {
  if (!Array.isArray(rows)) {
    reader.issue(path, `expected an array of boxes, got ${shownValue(rows)}`);
    return;
  }
  reader.image(key);
  rows.forEach((value: unknown, i) => {
    const at = `${path}[${i}]`;
    const row = rowOf(value);
    if (row === undefined) {
      reader.issue(at, `expected an array x0, y0, x1, y1, got ${shownValue(value)}`);
    } else reader.row(at, key, row);
  });
}

/** `{ image: { file }, people: [{ box, score }] }`, as `detect --json` and `predict` write it. */
function readResult(reader: BoxesReader, path: string, result: JsonObject): void {
  const { image, people, error } = result;
  const file = isObject(image) ? image['file'] : undefined;
  if (typeof file !== 'string') {
    reader.issue(path, `expected the name of an image, got ${shownValue(image)}`);
  } else if (error === undefined) readBoxRows(reader, file, `${path}.people`, people);
}

/** The image of one of COCO's rows, by whatever it is called. */
function imageOf(row: JsonObject, names: ReadonlyMap<unknown, string>): ImageKey | undefined {
  const { image_id: id, file_name: fileName, image, file, image_path: imagePath } = row;
  const name = [names.get(id), fileName, image, file, imagePath, id].find(
    (each) => typeof each === 'string' || typeof each === 'number',
  );
  return name;
}

/** Which categories are people: by name where the file names them, else COCO's own number, if any row has it. */
function isPerson(rows: readonly JsonObject[], categories: unknown): (row: JsonObject) => boolean {
  const named = Array.isArray(categories) ? categories.filter(isObject) : [];
  const people = named.filter(({ name }) => typeof name === 'string' && /^person$/i.test(name));
  const ids = new Set<unknown>(people.length > 0 ? people.map(({ id }) => id) : [PERSON]);
  const known = rows.some(({ category_id: id }) => ids.has(id));
  return ({ category_id: id }) => !known || id === undefined || ids.has(id);
}

function readCocoRows(
  reader: BoxesReader,
  given: readonly unknown[],
  names: ReadonlyMap<unknown, string>,
  { path, categories }: { readonly path: string; readonly categories: unknown },
): void {
  const rows = given.filter(isObject);
  const wanted = isPerson(rows, categories);
  let others = 0;
  let crowds = 0;
  given.forEach((row, i) => {
    const at = `${path}[${i}]`;
    if (!isObject(row)) return reader.issue(at, `expected an object, got ${shownValue(row)}`);
    if (!wanted(row)) return void others++;
    if (row['iscrowd'] === 1) return void crowds++;
    const key = imageOf(row, names);
    const box = rowOf(row);
    if (key === undefined) return reader.issue(at, 'expected an image_id or a file_name, got none');
    if (box === undefined) {
      return reader.issue(at, `expected a bbox, got ${shownValue(row['bbox'])}`);
    }
    reader.row(at, key, box);
  });
  if (others > 0) reader.notes.push(`${others} boxes of other categories were passed over`);
  if (crowds > 0) reader.notes.push(`${crowds} crowds were passed over`);
}

function readCoco(reader: BoxesReader, { images, annotations, categories }: JsonObject): string {
  const names = new Map<unknown, string>();
  for (const image of Array.isArray(images) ? images.filter(isObject) : []) {
    const { id, file_name: name } = image;
    if (typeof name !== 'string') continue;
    names.set(id, name);
    reader.image(name);
  }
  readCocoRows(reader, annotations as unknown[], names, { path: 'annotations', categories });
  return "COCO's annotations, boxes as x, y, width, height";
}

/** `{ imagePath, shapes: [{ label, points: [[x, y], [x, y]], shape_type }] }`: any two opposite corners. */
function readLabelMe(reader: BoxesReader, imagePath: string, shapes: readonly unknown[]): string {
  reader.image(imagePath);
  let others = 0;
  shapes.forEach((shape, i) => {
    const { label, points, shape_type: type } = isObject(shape) ? shape : {};
    const isWanted = typeof label === 'string' && /^person\b/i.test(label) && type === 'rectangle';
    if (!isWanted) return void others++;
    const [x = [], y = []] = [0, 1].map((axis) =>
      Array.isArray(points)
        ? points.map((point: unknown) =>
            Array.isArray(point) ? (point[axis] as unknown) : undefined,
          )
        : [],
    );
    const isNumber = (value: unknown): value is number => typeof value === 'number';
    if (x.length !== 2 || ![...x, ...y].every(isNumber)) {
      return reader.issue(
        `shapes[${i}]`,
        `expected points of two corners, got ${shownValue(points)}`,
      );
    }
    const [xs, ys] = [x.filter(isNumber), y.filter(isNumber)];
    reader.row(`shapes[${i}]`, imagePath, [
      Math.min(...xs),
      Math.min(...ys),
      Math.max(...xs),
      Math.max(...ys),
    ]);
  });
  if (others > 0)
    reader.notes.push(`${others} shapes that are no rectangles of people were passed over`);
  return "LabelMe's rectangles";
}

/** Reads a parsed file. @returns what it was taken for. */
export function readBoxesJson(root: unknown, reader: BoxesReader): string {
  if (Array.isArray(root)) {
    const [first] = root as unknown[];
    if (isObject(first) && isObject(first['image'])) {
      root.forEach((each: unknown, i) =>
        isObject(each)
          ? readResult(reader, `[${i}]`, each)
          : reader.issue(`[${i}]`, `expected an object, got ${shownValue(each)}`),
      );
      return 'results of detect or predict';
    }
    if (isObject(first) || root.length === 0) {
      readCocoRows(reader, root, new Map(), { path: '', categories: undefined });
      return "COCO's list of detections, boxes as x, y, width, height";
    }
    reader.issue(
      'the file',
      'expected boxes by the names of their images, got a bare list of boxes',
    );
    return 'a list';
  }
  if (!isObject(root)) {
    reader.issue('the file', `expected an object or a list, got ${shownValue(root)}`);
    return 'JSON';
  }
  if (Array.isArray(root['annotations'])) return readCoco(reader, root);
  if (isObject(root['image']) && Array.isArray(root['people'])) {
    readResult(reader, 'the file', root);
    return 'a result of detect or predict';
  }
  if (typeof root['imagePath'] === 'string' && Array.isArray(root['shapes'])) {
    return readLabelMe(reader, root['imagePath'], root['shapes']);
  }
  for (const [image, rows] of Object.entries(root)) {
    readBoxRows(reader, image, JSON.stringify(image), rows);
  }
  return 'boxes by image, x0, y0, x1, y1, score';
}
