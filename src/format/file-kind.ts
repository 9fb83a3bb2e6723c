/** @file What a file is, by its first bytes: said by readers that were given something else. */

import { latin1 } from './byte-source.ts';

/** So many first bytes are enough; a tar archive says what it is at 257. */
export const KIND_BYTES = 512;

interface Kind {
  readonly name: string;
  readonly offset?: number;
  /** First bytes, one character each. */
  readonly magic: string;
}

const KINDS: readonly Kind[] = [
  { name: 'a zip archive', magic: 'PK\x03\x04' },
  { name: 'an empty zip archive', magic: 'PK\x05\x06' },
  { name: 'a NumPy array (.npy)', magic: '\x93NUMPY' },
  { name: 'an HDF5 file', magic: '\x89HDF\r\n\x1a\n' },
  { name: 'a TensorFlow Lite model', offset: 4, magic: 'TFL3' },
  { name: 'a tar archive', offset: 257, magic: 'ustar' },
  { name: 'a gzip file', magic: '\x1f\x8b' },
  { name: 'a bzip2 file', magic: 'BZh' },
  { name: 'an xz file', magic: '\xfd7zXZ\x00' },
  { name: 'a zstd file', magic: '\x28\xb5\x2f\xfd' },
  { name: 'a 7z archive', magic: "7z\xbc\xaf'\x1c" },
  { name: 'a rar archive', magic: 'Rar!' },
  { name: 'a JPEG picture', magic: '\xff\xd8\xff' },
  { name: 'a PNG picture', magic: '\x89PNG' },
  { name: 'a GIF picture', magic: 'GIF8' },
  { name: 'a WebP picture', offset: 8, magic: 'WEBP' },
  { name: 'a glTF file', magic: 'glTF' },
  { name: 'a PDF', magic: '%PDF' },
  { name: 'a Git LFS pointer (git lfs pull fetches the file)', magic: 'version https://git-lfs' },
  { name: 'a Python pickle', magic: '\x80\x02' },
  { name: 'a Python pickle', magic: '\x80\x03' },
  { name: 'a Python pickle', magic: '\x80\x04' },
  { name: 'a Python pickle', magic: '\x80\x05' },
];

/** The name of what a file is; undefined for what none of these is. */
export function fileKind(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'an empty file';
  const head = latin1(bytes.subarray(0, KIND_BYTES));
  // a header's length, then the header: first, since a length may look like another format's bytes
  if (/^[^]{5}\0{3}\{/.test(head)) return 'a safetensors file';
  const found = KINDS.find(({ magic, offset = 0 }) => head.startsWith(magic, offset));
  if (found !== undefined) return found.name;
  if (/^\s*<(!doctype html|html)/i.test(head)) return 'a web page (was it a download that failed?)';
  return /^\s*[[{]\s*["{[\]}\d]/.test(head) ? 'JSON' : undefined;
}
