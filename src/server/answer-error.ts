/** @file How an error is told: to most as a problem (RFC 9457), under `/v2` in the inference protocol's own form. */

import { messageOf } from '../base/index.ts';
import type { Logger } from '../base/index.ts';
import { HttpError, problemOf, type Problem } from './problem.ts';

/** An error as an answer over HTTP. */
export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The protocol's errors are an object with one string, and what is wrong with a request is 400. */
function inferenceAnswer({ status, detail, hint }: Problem): ErrorAnswer {
  return {
    status: status === 422 ? 400 : status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ error: hint === undefined ? detail : `${detail}; ${hint}` }),
  };
}

/** Whether whoever runs the server should know: not what a client asked for in vain, and not a stop that was wanted. */
const isFault = ({ status, code }: Problem): boolean =>
  status >= 500 && code !== 'E_UNSUPPORTED' && !(status === 503 && code === 'E_ABORT');

/** @param url of the request; empty where nothing of it could be read. */
export function errorAnswer(error: unknown, url: string, log: Logger): ErrorAnswer {
  const problem = problemOf(error);
  if (isFault(problem)) log.error(`serve: ${messageOf(error)}`);
  const { status, headers, body } = /^\/v2(?:[/?]|$)/.test(url)
    ? inferenceAnswer(problem)
    : {
        status: problem.status,
        headers: { 'content-type': 'application/problem+json' },
        body: JSON.stringify(problem),
      };
  const retryAfter = error instanceof HttpError ? error.retryAfter : undefined;
  return {
    status,
    headers: { ...headers, ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }) },
    body,
  };
}

/** Node's parser ends these connections by itself; the codes are its own. */
const CLIENT_ERRORS: Readonly<Record<string, readonly [status: number, got: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'one that took too long to arrive'],
  HPE_HEADER_OVERFLOW: [431, 'headers that are too long'],
};

/** An error as it is written to a socket that no request came from. */
function wholeText(error: HttpError, log: Logger): string {
  const { headers, body } = errorAnswer(error, '', log);
  const lines = Object.entries({
    ...headers,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${error.status} ${problemOf(error).title}\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** The whole answer to bytes that are no request. */
export function clientErrorText({ code = '' }: { readonly code?: string }, log: Logger): string {
  const [status, got] = CLIENT_ERRORS[code] ?? [400, `bytes that are none (${code})`];
  return wholeText(
    new HttpError(status, 'E_FORMAT', `serve: expected an HTTP request, got ${got}`),
    log,
  );
}

/** The whole answer to CONNECT. */
export function tunnelText(log: Logger): string {
  return wholeText(
    new HttpError(405, 'E_UNSUPPORTED', 'serve: expected a request for this server, got CONNECT'),
    log,
  );
}
