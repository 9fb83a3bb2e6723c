/**
 * @file The package's files over HTTP: named, placed and hashed by one list, checked when they arrive, kept in Cache Storage for
 * the next visit. The folder of the package, an npm CDN's copy of it and a page's own folder have the same list.
 */

import * as z from 'zod';
import { messageOf, MultiRoiError } from '../base/index.ts';
import { checkedAs, parseJson } from '../format/index.ts';
import { sha256 } from '../base/index.ts';
import type { Files } from '../platform/index.ts';

/** What `assets.json` says: what is where below its own folder. Folders end with a slash. */
export interface Manifest {
  /** The folder of ONNX Runtime's WebAssembly. */
  readonly runtime: string;
  /** The folder of files that are not listed: bodies that the user has imported. */
  readonly unlisted: string;
  /** Name → where the file is, and what. */
  readonly files: Readonly<
    Record<string, { readonly path: string; readonly sha256: string; readonly bytes: number }>
  >;
}

/** The list's own name. */
const LIST = 'assets.json';
const below = z.string().regex(/^(?!.*\.\.)[\w][\w./-]*$/);
const folder = z.string().regex(/^(?!.*\.\.)[\w][\w./-]*\/$/);
const manifestSchema: z.ZodType<Manifest> = z.object({
  runtime: folder,
  unlisted: folder,
  files: z.record(
    z.string(),
    z.object({
      path: below,
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      bytes: z.int().positive(),
    }),
  ),
});

/** Progress of what is being fetched, in bytes over all files asked for so far. */
export type OnBytes = (done: number, total: number) => void;

/** Where the package's files are fetched from, and where they are kept. */
export interface WebFilesOptions {
  /** The URL of the folder that holds `assets.json`, with a slash at its end. */
  readonly base: string;
  /** Where checked files are kept; null keeps none. */
  readonly cache: Cache | null;
  /** Told of every chunk that arrives. */
  readonly onBytes?: OnBytes | undefined;
}

/** Files that are fetched, and where ONNX Runtime's lie. */
export interface WebFiles extends Files {
  /** The URL of the folder of ONNX Runtime's files, with a slash at its end. */
  readonly runtimeBase: string;
  /** Whether a file is at hand from an earlier visit. */
  isKept(name: string): Promise<boolean>;
}

function absent(name: string, got: string, cause?: unknown): MultiRoiError {
  return new MultiRoiError('E_IO', `asset: expected the file "${name}", got ${got}`, {
    hint: 'see that the folder of the networks is there (docs/web.md), and try again when the connection is back',
    details: { name },
    cause,
  });
}

/** The body of a response, told as it comes. */
async function bytesOf(
  response: Response,
  length: number,
  onChunk: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader();
  const bytes = new Uint8Array(length);
  let at = 0;
  for (;;) {
    const chunk = await reader?.read();
    if (chunk === undefined || chunk.done) break;
    // one byte too many is as wrong as any
    if (at + chunk.value.length > length) throw new Error(`more than ${length} bytes`);
    bytes.set(chunk.value, at);
    at += chunk.value.length;
    onChunk(chunk.value.length);
  }
  if (at !== length) throw new Error(`${at} of ${length} bytes`);
  return bytes;
}

/**
 * Opens the files of a folder with an `assets.json`. Bytes are fetched when first asked for, checked against their
 * hash, and kept.
 * @throws E_IO when the list cannot be fetched, E_FORMAT when it is another file.
 */
export async function webFiles({ base, cache, onBytes }: WebFilesOptions): Promise<WebFiles> {
  const manifest = await readManifest(base);
  const kept = new Map<string, Promise<Uint8Array>>();
  let [done, total] = [0, 0];
  const told = (bytes: number): void => {
    done += bytes;
    onBytes?.(done, total);
  };

  // a name of content: a new release does not meet old bytes
  const keyOf = ({ path, sha256: hash }: Manifest['files'][string]): string =>
    `${base}${path}?sha256=${hash}`;

  async function load(name: string): Promise<Uint8Array> {
    const known = Object.hasOwn(manifest.files, name) ? manifest.files[name] : undefined;
    if (known === undefined) return await unlisted(base + manifest.unlisted, name);
    total += known.bytes;
    const url = base + known.path;
    const key = keyOf(known);
    const stored = await cache?.match(key);
    const response = stored ?? (await fetched(url, name));
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = await bytesOf(response, known.bytes, told);
      const got = await sha256(bytes);
      if (got !== known.sha256) throw new Error(`a file of hash ${got.slice(0, 12)}…`);
    } catch (cause) {
      await cache?.delete(key);
      throw absent(name, messageOf(cause), cause);
    }
    // nobody waits for the disk
    if (stored === undefined) void keep(cache, key, bytes);
    return bytes;
  }

  return {
    runtimeBase: base + manifest.runtime,
    async isKept(name) {
      const known = Object.hasOwn(manifest.files, name) ? manifest.files[name] : undefined;
      if (known === undefined) return false;
      return (await cache?.match(keyOf(known))) !== undefined;
    },
    asset(name) {
      const known = kept.get(name);
      if (known !== undefined) return known;
      const loading = load(name);
      kept.set(name, loading);
      // a failure is not kept: the connection may be back next time
      loading.catch(() => kept.delete(name));
      return loading;
    },
    read(path) {
      const error = new MultiRoiError(
        'E_UNSUPPORTED',
        `read: expected bytes that the user has chosen, got a path ("${path}")`,
        { hint: 'a page cannot open files by their path' },
      );
      return Promise.reject(error);
    },
  };
}

async function readManifest(base: string): Promise<Manifest> {
  const response = await fetched(base + LIST, LIST);
  const hint = `${base} is to be the folder of the package multiroi, or a copy of it`;
  const value = parseJson('assets', await response.text(), { maxLength: 100_000, hint });
  return checkedAs('assets', manifestSchema, value, { root: LIST });
}

/** A file that is not the release's: a body that the user has imported, served by `multiroi view`. */
async function unlisted(base: string, name: string): Promise<Uint8Array> {
  if (!/^[\w/.-]+$/.test(name) || name.includes('..')) throw absent(name, 'no such name');
  return new Uint8Array(await (await fetched(base + name, name)).arrayBuffer());
}

async function fetched(url: string, name: string): Promise<Response> {
  const response = await fetch(url, { credentials: 'same-origin' }).catch((cause: unknown) => {
    throw absent(name, 'no connection', cause);
  });
  if (!response.ok) throw absent(name, `status ${response.status}`);
  return response;
}

async function keep(
  cache: Cache | null,
  key: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const headers = { 'content-type': 'application/octet-stream' };
  await cache?.put(key, new Response(bytes, { headers })).catch(() => {
    // a full disk or a private window: the next visit loads again, this one goes on
  });
}
