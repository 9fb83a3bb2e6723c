/** @file Tables in Parquet, a file after the other, none of them half. */

import type * as parquet from 'hyparquet-writer';
import { optionalPackage } from '../node/index.ts';
import type { Storage } from '../storage/index.ts';

type Library = typeof parquet;
type SchemaElement = NonNullable<
  ConstructorParameters<Library['ParquetWriter']>[0]['schema']
>[number];

/** What a column holds; `floats` is a list a row. All may be absent. */
export type ColumnKind = 'text' | 'int' | 'float' | 'flag' | 'floats';

/** One column: its name, what it holds, where that is in a row. */
export interface TableColumn<Row> {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly of: (row: Row) => string | number | boolean | readonly number[] | null | undefined;
}

/** Rows that are compressed together. */
const GROUP_ROWS = 5_000;

const PHYSICAL = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  int: { type: 'INT32' },
  float: { type: 'FLOAT' },
  flag: { type: 'BOOLEAN' },
} as const;

function elementsOf({ name, kind }: Pick<TableColumn<never>, 'name' | 'kind'>): SchemaElement[] {
  if (kind !== 'floats') return [{ name, repetition_type: 'OPTIONAL', ...PHYSICAL[kind] }];
  return [
    { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'REQUIRED', type: 'FLOAT' },
  ];
}

/** A table that grows: `<name>-00000.parquet`, `<name>-00001.parquet`, … */
export class RollingTable<Row> {
  readonly #library: Library;
  readonly #storage: Storage;
  readonly #name: string;
  readonly #columns: readonly TableColumn<Row>[];
  readonly #rowsPerFile: number;
  #waiting: Row[] = [];
  #file: { readonly bytes: parquet.Writer; readonly table: parquet.ParquetWriter } | undefined;
  #rowsInFile = 0;
  #files = 0;
  #rows = 0;

  private constructor(
    library: Library,
    storage: Storage,
    name: string,
    columns: readonly TableColumn<Row>[],
    rowsPerFile: number,
  ) {
    this.#library = library;
    this.#storage = storage;
    this.#name = name;
    this.#columns = columns;
    this.#rowsPerFile = rowsPerFile;
  }

  /** @throws E_UNSUPPORTED without the library that writes Parquet. */
  static async begin<Row>(
    storage: Storage,
    name: string,
    columns: readonly TableColumn<Row>[],
    rowsPerFile: number,
  ): Promise<RollingTable<Row>> {
    const library = await optionalPackage(
      'parquet',
      'hyparquet-writer',
      () => import('hyparquet-writer'),
    );
    return new RollingTable(library, storage, name, columns, rowsPerFile);
  }

  /** Rows so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Files so far. */
  get files(): number {
    return this.#files;
  }

  /** Adds a row; a file that is full is written. @throws E_IO. */
  async add(row: Row): Promise<void> {
    this.#waiting.push(row);
    this.#rows++;
    const isFull = this.#rowsInFile + this.#waiting.length >= this.#rowsPerFile;
    if (isFull || this.#waiting.length >= GROUP_ROWS) await this.#compress();
    if (isFull) await this.#write();
  }

  async #compress(): Promise<void> {
    const rows = this.#waiting;
    this.#waiting = [];
    if (this.#file === undefined) {
      const bytes = new this.#library.ByteWriter();
      const root = { name: 'root', num_children: this.#columns.length };
      const schema = [root, ...this.#columns.flatMap(elementsOf)];
      const table = new this.#library.ParquetWriter({ writer: bytes, schema, codec: 'SNAPPY' });
      this.#file = { bytes, table };
    }
    const columnData = this.#columns.map(({ name, of }) => ({
      name,
      data: rows.map((row) => of(row) ?? null),
    }));
    await this.#file.table.write({ columnData, rowGroupSize: GROUP_ROWS });
    this.#rowsInFile += rows.length;
  }

  async #write(): Promise<void> {
    if (this.#file === undefined) return;
    const { bytes, table } = this.#file;
    await table.finish();
    const number = String(this.#files).padStart(5, '0');
    await this.#storage.write(`${this.#name}-${number}.parquet`, bytes.getBytes());
    this.#file = undefined;
    this.#rowsInFile = 0;
    this.#files++;
  }

  /** Writes what is left; a table without rows is a file without rows. @throws E_IO. */
  async end(): Promise<void> {
    if (this.#waiting.length > 0 || this.#files + this.#rowsInFile === 0) await this.#compress();
    await this.#write();
  }
}
