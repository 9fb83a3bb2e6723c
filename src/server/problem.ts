/** @file What a client is told when something fails: RFC 9457, with the package's code and what to do. */

import { messageOf, MultiRoiError, type ErrorCode } from '../base/index.ts';

/** `application/problem+json`. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  /** In the grammar of errors: `who: expected …, got …`. */
  readonly detail: string;
  readonly code: ErrorCode;
  readonly hint?: string;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not acceptable',
  408: 'Request timeout',
  413: 'Content too large',
  414: 'URI too long',
  415: 'Unsupported media type',
  417: 'Expectation failed',
  422: 'Unprocessable content',
  429: 'Too many requests',
  431: 'Request header fields too large',
  499: 'Client closed request',
  500: 'Internal error',
  501: 'Not implemented',
  503: 'Service unavailable',
  504: 'Processing took too long',
  505: 'HTTP version not supported',
};

/** An error that knows its HTTP status, which its code alone does not tell. */
export class HttpError extends MultiRoiError {
  readonly status: number;
  /** Seconds after which another try makes sense. */
  readonly retryAfter: number | undefined;

  constructor(
    status: number,
    code: ErrorCode,
    message: string,
    { hint, retryAfter }: { readonly hint?: string; readonly retryAfter?: number } = {},
  ) {
    super(code, message, hint === undefined ? {} : { hint });
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** What the client sent is wrong in these; everything else is the server's fault. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  E_FORMAT: 400,
  E_CONFIG: 422,
  E_RANGE: 422,
  // of a picture and options that numbers cannot be had from
  E_NUMERIC: 422,
  E_SHAPE: 400,
  E_UNSUPPORTED: 415,
  E_ABORT: 499,
  E_RUNTIME: 500,
};

/** The problem that an error is; nothing of what is not a `MultiRoiError` leaves the server but that it happened. */
export function problemOf(error: unknown): Problem {
  if (error instanceof HttpError) {
    return made(error.status, error.code, error.message, error.hint);
  }
  if (error instanceof MultiRoiError) {
    return made(STATUS[error.code] ?? 500, error.code, error.message, error.hint);
  }
  const { statusCode } = error as { readonly statusCode?: unknown };
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return made(statusCode, statusCode === 415 ? 'E_UNSUPPORTED' : 'E_FORMAT', asExpected(error));
  }
  return made(500, 'E_INTERNAL', 'serve: expected to finish, got an error of its own', undefined);
}

function made(status: number, code: ErrorCode, detail: string, hint?: string): Problem {
  const title = TITLES[status] ?? 'Error';
  return {
    type: 'about:blank',
    title,
    status,
    detail,
    code,
    ...(hint !== undefined && { hint }),
  };
}

/** The framework's own words for what it refused. */
function asExpected(error: unknown): string {
  return `serve: expected a request that can be read, got: ${messageOf(error)}`;
}
