/** @file Results as two tables: a row an image, a row a person. */

import { MultiRoiError } from '../base/index.ts';
import type { Person, Reconstruction } from '../result/index.ts';
import type { Storage } from '../storage/index.ts';
import { RollingTable, type TableColumn } from './parquet.ts';

/** A result, and where it is. */
export interface StoredResult {
  /** Its key below its folder: what joins the two tables. */
  readonly key: string;
  readonly result: Reconstruction;
}

interface PersonRow extends StoredResult {
  readonly person: Person;
}

/** Of the photograph, where the key is one of an archive. */
const digestIn = (key: string): string | null =>
  /(?:^|\/)([0-9a-f]{64})\.json$/.exec(key)?.[1] ?? null;

const IMAGE_COLUMNS: readonly TableColumn<StoredResult>[] = [
  { name: 'key', kind: 'text', of: ({ key }) => key },
  { name: 'digest', kind: 'text', of: ({ key }) => digestIn(key) },
  { name: 'file', kind: 'text', of: ({ result }) => result.image.file },
  { name: 'width', kind: 'int', of: ({ result }) => result.image.width },
  { name: 'height', kind: 'int', of: ({ result }) => result.image.height },
  { name: 'people', kind: 'int', of: ({ result }) => result.people.length },
  { name: 'lost', kind: 'int', of: ({ result }) => result.lost?.length ?? 0 },
  { name: 'model', kind: 'text', of: ({ result }) => result.model.name },
  { name: 'preset', kind: 'text', of: ({ result }) => result.model.preset },
  { name: 'weights', kind: 'text', of: ({ result }) => result.model.weights },
  { name: 'rois', kind: 'int', of: ({ result }) => result.model.rois },
  { name: 'warnings', kind: 'text', of: ({ result }) => result.warnings?.join('; ') },
];

type Get = (person: Person) => ReturnType<TableColumn<PersonRow>['of']>;
const float = (name: string, get: Get): TableColumn<PersonRow> => ({
  name,
  kind: 'float',
  of: ({ person }) => get(person),
});
const floats = (name: string, get: Get): TableColumn<PersonRow> => ({
  name,
  kind: 'floats',
  of: ({ person }) => get(person),
});
const text = (name: string, get: Get): TableColumn<PersonRow> => ({
  name,
  kind: 'text',
  of: ({ person }) => get(person),
});

/** Names say units; lists are rows one after the other: `body_pose[3j + i]` is axis i of joint j. */
const PERSON_COLUMNS: readonly TableColumn<PersonRow>[] = [
  { name: 'key', kind: 'text', of: ({ key }) => key },
  { name: 'digest', kind: 'text', of: ({ key }) => digestIn(key) },
  { name: 'person', kind: 'int', of: ({ person }) => person.id },
  float('score', ({ score }) => score),
  float('box_x0_px', ({ box }) => box[0]),
  float('box_y0_px', ({ box }) => box[1]),
  float('box_x1_px', ({ box }) => box[2]),
  float('box_y1_px', ({ box }) => box[3]),
  float('roll_rad', ({ rollRad }) => rollRad ?? 0),
  float('focal_px', ({ camera }) => camera.focalPx),
  text('focal_source', ({ camera }) => camera.focalSource),
  floats('k', ({ camera }) => camera.K.flat()),
  float('t_x_m', ({ camera }) => camera.t[0]),
  float('t_y_m', ({ camera }) => camera.t[1]),
  float('t_z_m', ({ camera }) => camera.t[2]),
  text('body', ({ body }) => body.model),
  floats('global_orient', ({ body }) => body.globalOrient),
  floats('body_pose', ({ body }) => body.bodyPose.flat()),
  floats('betas', ({ body }) => body.betas),
  floats('joints3d_m', ({ joints3d }) => joints3d.smpl24.flat()),
  floats('joints2d_px', ({ joints2d }) => joints2d.smpl24.flat()),
  float('consistency_x_m', ({ consistency }) => consistency.x),
  float('consistency_y_m', ({ consistency }) => consistency.y),
  float('consistency_s', ({ consistency }) => consistency.s),
  text('confidence', ({ confidence }) => confidence?.level),
  float('confidence_mm', ({ confidence }) => confidence?.expectedMm),
  float('confidence_place_px', ({ confidence }) => confidence?.placePx),
  float('expected_error_mm', ({ expectedError }) => expectedError?.meanMm),
  { name: 'refined', kind: 'flag', of: ({ person }) => person.refined !== undefined },
];

/** What was written. */
export interface TablesWritten {
  readonly images: number;
  readonly people: number;
  readonly files: number;
}

/**
 * Writes `images-*.parquet` and `people-*.parquet`, of which the column `key` is common.
 * @param rowsPerFile a file that has so many rows is followed by another.
 * @throws E_CONFIG where tables are already; E_UNSUPPORTED without the library; E_IO.
 */
export async function writeTables(
  results: AsyncIterable<StoredResult>,
  out: Storage,
  rowsPerFile: number,
): Promise<TablesWritten> {
  for await (const { key } of out.list()) {
    if (!key.endsWith('.parquet')) continue;
    throw new MultiRoiError(
      'E_CONFIG',
      `table: expected a place without tables, got ${key} in ${out.url}`,
      {
        hint: 'choose another folder with --out: old and new rows would be read together',
      },
    );
  }
  const images = await RollingTable.begin(out, 'images', IMAGE_COLUMNS, rowsPerFile);
  const people = await RollingTable.begin(out, 'people', PERSON_COLUMNS, rowsPerFile);
  for await (const stored of results) {
    await images.add(stored);
    for (const person of stored.result.people) await people.add({ ...stored, person });
  }
  await images.end();
  await people.end();
  return { images: images.rows, people: people.rows, files: images.files + people.files };
}
