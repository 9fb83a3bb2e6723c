/** @file How requests are put together that no client library would send. */

import { Buffer } from 'node:buffer';
import { bytesOf, type Step } from './send.ts';

export const RECONSTRUCT = '/v1/reconstruct';
export const IMAGE = 'Content-Type: image/png';
export const CHUNKED = 'Transfer-Encoding: chunked';
export const CLOSE = 'Connection: close';

export const lines = (...all: readonly string[]): string =>
  all.map((line) => `${line}\r\n`).join('');

/** The head of a request. */
export const head = (host: string, first: string, ...headers: readonly string[]): string =>
  `${lines(`${first} HTTP/1.1`, `Host: ${host}`, ...headers)}\r\n`;

export const get = (host: string, path: string, ...headers: readonly string[]): string =>
  head(host, `GET ${path}`, CLOSE, ...headers);

/** The head of an upload; the body's length is for the caller to tell, truly or not. */
export const post = (host: string, ...headers: readonly string[]): string =>
  head(host, `POST ${RECONSTRUCT}`, IMAGE, ...headers);

/** A whole upload, after which the connection is closed. */
export function upload(
  host: string,
  body: string | Uint8Array,
  query: string,
  ...headers: readonly string[]
): readonly Step[] {
  const bytes = bytesOf(body);
  const all = [`Content-Length: ${bytes.length}`, CLOSE, ...headers];
  const type = headers.some((header) => header.startsWith('Content-Type')) ? [] : [IMAGE];
  return [head(host, `POST ${RECONSTRUCT}${query}`, ...type, ...all), bytes];
}

const BOUNDARY = 'cut';
const cut = `--${BOUNDARY}\r\n`;
const named = (name: string): string => `${cut}Content-Disposition: form-data; name="${name}"`;

/** A field of a form. */
export const field = (name: string, value: string): string => `${named(name)}\r\n\r\n${value}\r\n`;

/** A file of a form. */
export const file = (bytes: Uint8Array, filename: string): string =>
  `${named('image')}; filename="${filename}"\r\nContent-Type: image/png\r\n\r\n${Buffer.from(bytes).toString('latin1')}\r\n`;

/** A part without a name. */
export const nameless = `${cut}\r\n\r\n`;
export const last = `--${BOUNDARY}--\r\n`;

/** An upload of a form. */
export const form = (
  host: string,
  parts: readonly string[],
  query = '',
  type = `multipart/form-data; boundary=${BOUNDARY}`,
): readonly Step[] => upload(host, parts.join(''), query, `Content-Type: ${type}`);
