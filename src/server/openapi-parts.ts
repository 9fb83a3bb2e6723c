/** @file What the descriptions of all routes are made of. */

/** A component of the description, by name. */
export const reference = (kind: 'schemas' | 'responses', name: string): object => ({
  $ref: `#/components/${kind}/${name}`,
});

/** Why a request fails, by status; the same everywhere. */
const REASONS = {
  400: 'What was sent cannot be read, or is damaged',
  401: 'The token is missing or wrong',
  403: 'The request calls this machine by another name',
  404: 'There is no such thing',
  405: 'The path has other methods; Allow tells them',
  406: 'No such answer is made',
  408: 'The request arrived too slowly',
  413: 'Too many bytes or pixels',
  415: 'The body is of another type',
  422: 'Options that make no sense',
  429: 'Too many requests wait, or too many bytes are in hand; Retry-After tells when to come back',
  431: 'The headers are too long',
  500: 'A fault of the server',
  503: 'The server stops, or cannot work yet or any more',
  504: 'The answer took too long',
} as const;
type Status = keyof typeof REASONS;

/** Of every request. */
const ALWAYS: readonly Status[] = [400, 403, 405, 408, 431, 500, 503];
/** Of every request with a body, too. */
export const OF_BODIES: readonly Status[] = [413, 415, 429, 504];

/** How a family of routes tells its errors. */
export interface Family {
  /** Before the names of its shared responses. */
  readonly prefix: string;
  readonly contentType: string;
  /** Of the body, in `components`. */
  readonly schema: string;
}

/** Responses of a family, to be listed once in `components`. */
export function sharedResponses({ prefix, contentType, schema }: Family): Record<string, object> {
  return Object.fromEntries(
    Object.entries(REASONS).map(([status, description]) => [
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
