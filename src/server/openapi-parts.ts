/** @file What the descriptions of all routes are made of. */

import { MAX_OF_ONE } from './in-hand.ts';
import type { Limits } from './options.ts';

/** A component of the description, by name. */
export const reference = (kind: 'schemas' | 'responses', name: string): object => ({
  $ref: `#/components/${kind}/${name}`,
});

const MB = 2 ** 20;
const seconds = (ms: number): string => `${ms / 1000} s`;

type Status =
  | 400 | 401 | 403 | 404 | 405 | 406 | 408 | 413 | 414 | 415 | 417 | 422 | 429 | 431
  | 500 | 501 | 503 | 504 | 505; // oxfmt-ignore

/** Why a request fails, by status; the same everywhere. */
function reasonsOf(limits: Limits): Readonly<Record<Status, string>> {
  const { headersMs, uploadMs, maxBytes, maxPixels, maxQueue, maxHeldBytes, maxMs } = limits;
  return {
    400: 'What was sent cannot be read, is damaged, or could be read in two ways',
    401: 'The token is missing or wrong',
    403: 'The request calls this machine by another name, or comes from a page that may not ask',
    404: 'There is no such thing',
    405: 'The path has other methods; Allow tells them',
    406: 'No such answer is made',
    408: `The headers took more than ${seconds(headersMs)} to arrive, or all of it more than ${seconds(uploadMs)}`,
    413: `More than ${maxBytes / MB} MB, or ${maxPixels / 1e6} megapixels by the picture's header; more than one file, or more fields than there are options`,
    414: 'A name in the path is too long',
    415: 'The body is of another type, or packed; Accept-Encoding tells how it may be',
    417: 'Another expectation than 100-continue',
    422: 'Options that make no sense; every one is named',
    429: `${maxQueue} requests wait, ${maxHeldBytes / MB} MB of bodies are in hand, or ${MAX_OF_ONE} requests of one connection; Retry-After tells when to come back`,
    431: 'The headers are longer than 16 kB',
    500: 'A fault of the server',
    501: 'Another transfer coding than chunked',
    503: 'The server stops, or cannot work yet or any more',
    504: `The answer took more than ${seconds(maxMs)}`,
    505: 'Another version of HTTP than 1.1 and 1.0',
  };
}

/** Of every request. */
const ALWAYS: readonly Status[] = [400, 403, 405, 408, 417, 429, 431, 500, 501, 503, 505];
/** Of every request with a body, too. */
export const OF_BODIES: readonly Status[] = [413, 415, 504];

/** How a family of routes tells its errors. */
export interface Family {
  /** Before the names of its shared responses. */
  readonly prefix: string;
  readonly contentType: string;
  /** Of the body, in `components`. */
  readonly schema: string;
}

/** Responses of a family, to be listed once in `components`. */
export function sharedResponses(
  { prefix, contentType, schema }: Family,
  limits: Limits,
): Record<string, object> {
  return Object.fromEntries(
    Object.entries(reasonsOf(limits)).map(([status, description]) => [
      `${prefix}${status}`,
      {
        description,
        ...(status === '429' && {
          headers: { 'Retry-After': { description: 'seconds', schema: { type: 'integer' } } },
        }),
        content: { [contentType]: { schema: reference('schemas', schema) } },
      },
    ]),
  );
}

/** What is particular to one operation. */
export interface OperationParts {
  readonly summary: string;
  readonly operationId: string;
  readonly family: Family;
  /** Of success. */
  readonly ok: object;
  /** Beside those of every request. */
  readonly errors?: readonly Status[];
  /** Answered to whoever reaches the socket, with a token or without. */
  readonly open?: boolean;
  readonly parameters?: readonly object[];
  readonly requestBody?: object;
  /** Statuses that are answered in another form than errors are. */
  readonly responses?: Readonly<Record<number, object>>;
}

/** One method of a path. */
export function operation(parts: OperationParts): object {
  const { summary, operationId, family, ok, open = false, errors = [] } = parts;
  const { parameters, requestBody, responses } = parts;
  const statuses = [...ALWAYS, ...errors, ...(open ? [] : ([401] as const))];
  return {
    operationId,
    summary,
    ...(parameters !== undefined && { parameters }),
    ...(requestBody !== undefined && { requestBody }),
    responses: {
      200: ok,
      ...Object.fromEntries(
        statuses.map((status) => [status, reference('responses', `${family.prefix}${status}`)]),
      ),
      ...responses,
    },
    security: open ? [] : [{}, { token: [] }],
  };
}

/** A success of one media type. */
export const okOf = (contentType: string, schema: object, description = 'OK'): object => ({
  description,
  content: { [contentType]: { schema } },
});
