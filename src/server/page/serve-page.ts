/**
 * @file The page on this machine's own address: the built page, the package's models, a folder of results.
 * Nothing else is served, nothing is written, and only this machine can ask.
 */

import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { bodyAsset, isBodyName } from '../../body/index.ts';
import { MultiRoiError, messageOf } from '../../base/index.ts';
import { POSE_ENCODER_SIZES } from '../../network/index.ts';
import { CALIBRATIONS_ASSET, weightsAsset } from '../../reconstruct/index.ts';
import { VIEWER_SCRIPT } from '../../result/index.ts';
import { formatOfName, IMAGE_FORMATS } from '../../format/index.ts';
import { ioError, nodeFiles, packageRoot, RUNTIME_FOLDER } from '../../node/index.ts';
import { findResults, type ResultFolder } from './result-folder.ts';

/** The built page; the same from `src/node` and from `dist/node`. */
export const PAGE_ROOT: string = join(packageRoot(), 'dist', 'app');
/** ONNX Runtime's WebAssembly, which the page finds below `ort/`. */
export const PAGE_RUNTIME: string = join(packageRoot(), RUNTIME_FOLDER, 'wasm');
/** Files of the package that the page asks for (src/web/files.ts); bodies that were imported come on top. */
export const PAGE_FILES: readonly string[] = [
  weightsAsset(),
  CALIBRATIONS_ASSET,
  'body/open.safetensors',
  ...POSE_ENCODER_SIZES.map((size) => `blazepose-${size}.onnx`),
  ...['nanodet', 'movenet-multipose', 'movenet-thunder'].map((name) => `${name}.onnx`),
  VIEWER_SCRIPT,
];

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** Of a photograph, by its name. */
function photoType(path: string): string {
  const format = formatOfName(path);
  const [type] = format === undefined ? [] : IMAGE_FORMATS[format].types;
  return type ?? 'application/octet-stream';
}

const HEADERS: Readonly<Record<string, string>> = {
  // threads of WebAssembly need shared memory, and browsers give it to isolated pages only
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "frame-ancestors 'none'",
};

/** What the page is served with. */
export interface ServePageOptions {
  /** A folder of results to show; absent: none. */
  readonly results?: string | undefined;
  /** 0: any that is free. */
  readonly port: number;
  /** Where photographs that results name by a relative path may lie. */
  readonly cwd: string;
}

/** The page while it is served. */
export interface PageServer {
  readonly url: string;
  /** Folders of results that cannot be looked into, a line each. */
  readonly unread: readonly string[];
  close(): Promise<void>;
}

/** What a request gets. */
interface Answer {
  readonly path?: string;
  readonly text?: string;
  readonly type: string;
  /** There, and empty. */
  readonly nothing?: boolean;
  /** Named by content, so that it never changes. */
  readonly lasting?: boolean;
}

const NOT_FOUND = null;

async function assetAnswer(name: string): Promise<Answer | null> {
  const body = /^body\/(.+)\.safetensors$/.exec(name)?.[1];
  const known =
    PAGE_FILES.includes(name) ||
    (body !== undefined && isBodyName(body) && bodyAsset(body) === name);
  if (!known) return NOT_FOUND;
  const path = await nodeFiles.find(name);
  return path === undefined ? NOT_FOUND : { path, type: 'application/octet-stream' };
}

async function resultAnswer(folder: ResultFolder, name: string): Promise<Answer | null> {
  if (name === 'index.json') {
    return { text: JSON.stringify(folder.entries), type: 'application/json' };
  }
  const [, at, what] = /^(\d+)\/(result|photo)$/.exec(name) ?? [];
  if (at === undefined) return NOT_FOUND;
  const path = what === 'result' ? folder.pathOf(Number(at)) : await folder.photoOf(Number(at));
  if (path === undefined) {
    // a result without its photograph is nothing to complain of
    const known = folder.pathOf(Number(at)) !== undefined;
    return known ? { nothing: true, type: 'text/plain' } : NOT_FOUND;
  }
  return { path, type: TYPES[extname(path).toLowerCase()] ?? photoType(path) };
}

async function pageAnswer(name: string): Promise<Answer | null> {
  const file = name === '' ? 'index.html' : name;
  // names of the build only: no dots that lead up, no hidden files
  if (!/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(file)) return NOT_FOUND;
  const path = file.startsWith('ort/')
    ? join(PAGE_RUNTIME, file.slice('ort/'.length))
    : join(PAGE_ROOT, file);
  const isFile = await stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
  if (!isFile) return NOT_FOUND;
  const lasting = file.startsWith('code/');
  return { path, type: TYPES[extname(file)] ?? 'application/octet-stream', lasting };
}

async function answerOf(pathname: string, folder: ResultFolder | null): Promise<Answer | null> {
  const name = pathname.slice(1);
  if (name.startsWith('files/')) return assetAnswer(name.slice(6));
  if (name.startsWith('results/')) {
    return folder === null ? NOT_FOUND : resultAnswer(folder, name.slice(8));
  }
  if (folder !== null && (name === '' || name === 'index.html')) {
    const page = await readFile(join(PAGE_ROOT, 'index.html'), 'utf8');
    // how the page knows that there is a list to ask for
    const text = page.replace('<head>', '<head><meta name="multiroi-results" content="yes">');
    return { text, type: TYPES['.html'] ?? '' };
  }
  return pageAnswer(name);
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
): Promise<void> {
  const { path, text = '', type, lasting = false, nothing = false } = answer;
  if (nothing) {
    response.writeHead(204, HEADERS).end();
    return;
  }
  const length = path === undefined ? Buffer.byteLength(text) : (await stat(path)).size;
  response.writeHead(200, {
    ...HEADERS,
    'content-type': type,
    'content-length': length,
    'cache-control': lasting ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (request.method === 'HEAD') response.end();
  else if (path === undefined) response.end(text);
  else {
    await new Promise<void>((settle) => {
      createReadStream(path)
        .on('error', () => response.destroy())
        .pipe(response)
        .on('close', settle);
    });
  }
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...HEADERS, 'content-type': 'text/plain' });
  response.end(`${status}\n`);
}

/**
 * Starts serving on 127.0.0.1.
 * @throws E_IO when the page is not built, the folder cannot be read or the port is taken.
 */
export async function servePage({ results, port, cwd }: ServePageOptions): Promise<PageServer> {
  await stat(join(PAGE_ROOT, 'index.html')).catch((cause: unknown) => {
    throw new MultiRoiError('E_IO', `view: expected the built page, got none (${PAGE_ROOT})`, {
      hint: 'build it with: npm run build',
      cause,
    });
  });
  const folder = results === undefined ? null : await findResults(results, cwd);
  let hosts: readonly string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    // another name for this address is another site's, which would read what lies here
    if (!hosts.includes(request.headers.host ?? '')) return refuse(response, 421);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405);
    answerOf(pathname, folder)
      .then((answer) =>
        answer === NOT_FOUND ? refuse(response, 404) : send(request, response, answer),
      )
      .catch(() => (response.headersSent ? response.destroy() : refuse(response, 500)));
  });
  await new Promise<void>((settle, fail) => {
    server.once('error', (cause) =>
      fail(ioError('view', 'a free port', `127.0.0.1:${port}`, cause)),
    );
    server.listen(port, '127.0.0.1', settle);
  });
  const { port: own } = server.address() as AddressInfo;
  hosts = [`127.0.0.1:${own}`, `localhost:${own}`];
  return {
    url: `http://127.0.0.1:${own}/`,
    unread: folder?.unread ?? [],
    close: () =>
      new Promise((settle, fail) => {
        server.close((error) =>
          error === undefined ? settle() : fail(new MultiRoiError('E_IO', messageOf(error))),
        );
        server.closeAllConnections();
      }),
  };
}
