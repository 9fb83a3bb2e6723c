/**
 * @file The head of a request, beyond what Node's parser refuses: what two programs could read in two ways, and what is
 * announced and not done here.
 */

import type { FastifyRequest } from 'fastify';
import { HttpError } from './problem.ts';

/** What is looked at of a request. */
export type Head = Pick<FastifyRequest['raw'], 'httpVersion' | 'rawHeaders'> &
  Pick<FastifyRequest, 'headers' | 'url'>;

/** The whole address instead of a path, as proxies are asked. */
const ABSOLUTE = /^https?:\/\//i;

const refuse = (status: number, expected: string, got: string): never => {
  throw new HttpError(
    status,
    status === 400 ? 'E_FORMAT' : 'E_UNSUPPORTED',
    `serve: expected ${expected}, got ${got}`,
  );
};

/** How often a header was sent; Node keeps the first of some. */
function countOf(name: string, { rawHeaders }: Head): number {
  return rawHeaders.filter((text, i) => i % 2 === 0 && text.toLowerCase() === name).length;
}

/** The host that a request is for: the one in its address goes before the header. @throws HttpError 400 */
export function hostOf({ headers, url }: Pick<Head, 'headers' | 'url'>): string {
  if (!ABSOLUTE.test(url)) return headers.host ?? '';
  try {
    return new URL(url).host;
  } catch {
    return refuse(400, 'an address that can be read', `"${url.slice(0, 100)}"`);
  }
}

/** @throws HttpError 400, 417, 501, 505 */
export function checkHead(head: Head): void {
  const { headers, httpVersion } = head;
  if (httpVersion !== '1.1' && httpVersion !== '1.0')
    refuse(505, 'HTTP/1.1', `HTTP/${httpVersion}`);
  const hosts = countOf('host', head);
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1')) refuse(400, 'one Host', String(hosts));
  const { expect, 'transfer-encoding': coding } = headers;
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') {
    refuse(501, 'Transfer-Encoding: chunked', `"${coding}"`);
  }
  if (expect !== undefined && expect.toLowerCase() !== '100-continue') {
    refuse(417, 'Expect: 100-continue', `"${expect}"`);
  }
}

/** @throws HttpError 415 for a body that is packed: nothing is unpacked here. */
export function checkCoding({ 'content-encoding': coding }: Head['headers']): void {
  if (coding === undefined || /^(?:identity)?$/i.test(coding.trim())) return;
  refuse(415, 'a body as it is', `Content-Encoding "${coding}"`);
}

/**
 * Whether a body that nobody wants is read and thrown away, so that the answer arrives: one that has an end, is not too
 * long, and was begun.
 */
export function isShort(headers: Head['headers'], maxBytes: number): boolean {
  const { 'content-length': length, 'transfer-encoding': coding, expect } = headers;
  return coding === undefined && Number(length ?? 0) <= maxBytes && expect === undefined;
}
