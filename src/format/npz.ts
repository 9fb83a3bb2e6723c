/** @file NumPy's `.npz`: a zip archive of `.npy` files. */

import { zipSync } from 'fflate';
import { MultiRoiError } from '../base/index.ts';
import { parseBytes } from './byte-source.ts';
import { readNpy, writeNpy, type NdArray } from './npy.ts';
import { listZip, readZipEntry } from './zip.ts';

/** How much of an archive is unpacked. */
export interface NpzOptions {
  /** The arrays wanted; the others are not unpacked. Default: all. */
  readonly only?: readonly string[];
  /** The most bytes that the arrays may unpack to. Default 1 GiB: a small file can hold a large promise. */
  readonly maxBytes?: number;
}

/**
 * Reads the arrays of a `.npz` file by name, in the file's order.
 * @throws E_FORMAT for a damaged archive, and when it unpacks to more than `maxBytes`.
 */
export function readNpz(
  bytes: Uint8Array,
  { only, maxBytes = 2 ** 30 }: NpzOptions = {},
): Map<string, NdArray> {
  const who = 'readNpz';
  const named = parseBytes(who, listZip(bytes.length), bytes)
    .filter((entry) => entry.name.endsWith('.npy'))
    .map((entry) => ({ name: entry.name.slice(0, -4), entry }));
  const wanted = named.filter(({ name }) => only === undefined || only.includes(name));
  const total = wanted.reduce((sum, { entry }) => sum + entry.size, 0);
  if (total > maxBytes) {
    throw new MultiRoiError(
      'E_FORMAT',
      `${who}: expected at most ${maxBytes} bytes unpacked, got ${total}; raise maxBytes if the file is trusted`,
    );
  }
  const arrays = new Map<string, NdArray>();
  for (const { name, entry } of wanted) {
    arrays.set(name, readNpy(parseBytes(who, readZipEntry(entry), bytes)));
  }
  return arrays;
}

/** Writes named arrays as a deflated `.npz`; same arrays, same bytes. */
export function writeNpz(
  arrays: ReadonlyMap<string, NdArray> | Readonly<Record<string, NdArray>>,
): Uint8Array<ArrayBuffer> {
  const entries = arrays instanceof Map ? [...arrays] : Object.entries(arrays);
  const files = Object.fromEntries(
    entries.map(([name, array]) => [`${name}.npy`, writeNpy(array)]),
  );
  // the earliest time a zip can hold, so that the bytes depend on nothing but the arrays
  return zipSync(files, { level: 6, mtime: '1980-01-01T00:00:00' });
}
