/**
 * @file What an operand names: a path, `-` for standard input, an address of the web, a `file:` or a `data:` URL. And its
 * bytes.
 */

import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MultiRoiError } from '../../base/index.ts';
import { IMAGE_FORMATS } from '../../format/index.ts';
import { UsageError } from '../parse/option.ts';
import type { Io } from './io.ts';
import { storagesOf } from './storages.ts';

/** Where an operand's bytes are. */
export type Source =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'web'; readonly url: URL }
  /** `s3://bucket/key`, or a prefix of keys. */
  | { readonly kind: 'bucket'; readonly address: string }
  /** Of standard input and of data URLs. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly name: string };

/** More than this on standard input is no image. */
const MAX_BYTES = 500_000_000;

/** Everything on standard input. @throws UsageError for a terminal; E_RANGE; E_ABORT. */
async function readStdin({ stdin, signal }: Io): Promise<Uint8Array> {
  if (stdin.isTTY === true) {
    throw new UsageError(
      '-: expected a file on standard input, got a terminal',
      'for example: multiroi predict - < photo.jpg',
    );
  }
  const aborted = (): MultiRoiError => new MultiRoiError('E_ABORT', 'read: stopped on request');
  const chunks: Uint8Array[] = [];
  let length = 0;
  const iterator = stdin[Symbol.asyncIterator]();
  let stop: () => void = () => undefined;
  const stopped = new Promise<never>((_, fail) => {
    stop = () => fail(aborted());
    signal.addEventListener('abort', stop, { once: true });
  });
  stopped.catch(() => undefined);
  if (signal.aborted) throw aborted();
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), stopped]);
      if (next.done === true) return Buffer.concat(chunks);
      length += next.value.length;
      if (length > MAX_BYTES) {
        throw new MultiRoiError(
          'E_RANGE',
          `-: expected at most ${MAX_BYTES / 1e6} MB on standard input, got more`,
        );
      }
      chunks.push(next.value);
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** RFC 2397. @throws UsageError for one that cannot be read. */
function dataUrl(operand: string): Source {
  const match = /^data:([^,;]*)((?:;[^,;]*)*),([^]*)$/i.exec(operand);
  const [, type = '', parameters = '', content = ''] = match ?? [];
  const isBase64 = /;base64$/i.test(parameters);
  let bytes: Uint8Array | undefined;
  if (match !== null) {
    try {
      const text = decodeURIComponent(content);
      const isWhole = !isBase64 || /^[\w+/\s-]*={0,2}\s*$/.test(text);
      if (isWhole) bytes = Buffer.from(text, isBase64 ? 'base64' : 'latin1');
    } catch {
      // told below
    }
  }
  if (bytes === undefined) {
    throw new UsageError(
      `data: expected data:<type>;base64,<content>, got "${operand.slice(0, 40)}…"`,
    );
  }
  const formats = Object.values(IMAGE_FORMATS);
  const format = formats.find(({ types }) => types.includes(type.toLowerCase()));
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
  return { kind: 'bytes', bytes, name: `data-${digest}${format?.extensions[0] ?? ''}` };
}

/**
 * What an operand names; of standard input everything is read.
 * @throws UsageError for an address that is none, and for schemes that nobody fetches.
 */
export async function sourceOf(operand: string, io: Io): Promise<Source> {
  if (operand === '-') return { kind: 'bytes', bytes: await readStdin(io), name: 'stdin' };
  if (/^data:/i.test(operand)) return dataUrl(operand);
  const scheme = /^([a-z][a-z\d+.-]+):\/\//i.exec(operand)?.[1]?.toLowerCase();
  if (scheme === undefined) return { kind: 'file', path: resolve(io.cwd, operand) };
  if (scheme === 's3') return { kind: 'bucket', address: operand };
  if (!['http', 'https', 'file'].includes(scheme)) {
    throw new UsageError(
      `inputs: expected a path, or an address of http, https, s3 or file, got ${scheme}://`,
      'fetch it yourself, and give the file',
    );
  }
  try {
    const url = new URL(operand);
    return scheme === 'file' ? { kind: 'file', path: fileURLToPath(url) } : { kind: 'web', url };
  } catch {
    throw new UsageError(`inputs: expected an address, got "${operand}"`);
  }
}

/** The bytes of a source. @throws E_IO and what `readUrl` throws. */
export async function sourceBytes(source: Source, io: Io): Promise<Uint8Array> {
  if (source.kind === 'bytes') return source.bytes;
  if (source.kind === 'file') return (await io.platform()).files.read(source.path);
  if (source.kind === 'bucket') return (await storagesOf(io)).read(source.address);
  const { readUrl } = await import('../../node/index.ts');
  return readUrl(source.url, io.signal);
}

/** The bytes that an operand names. */
export async function readOperand(operand: string, io: Io): Promise<Uint8Array> {
  return sourceBytes(await sourceOf(operand, io), io);
}
