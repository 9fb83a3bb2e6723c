/** @file An image from the web, with limits: so many bytes, so many seconds, so many redirections, and images alone. */

import { MultiRoiError, messageOf } from '../base/index.ts';
import { IMAGE_FORMATS } from '../format/index.ts';

/** How much of the web is waited for. */
export interface UrlLimits {
  readonly maxBytes: number;
  /** For all of it. */
  readonly timeoutMs: number;
  readonly redirects: number;
}

const LIMITS: UrlLimits = { maxBytes: 100_000_000, timeoutMs: 60_000, redirects: 5 };

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
const ACCEPT = Object.values(IMAGE_FORMATS)
  .filter(({ decoders }) => decoders.includes('node'))
  .map(({ types }) => types[0])
  .join(', ');

/** What hosts say of bytes that they know nothing of. */
const UNKNOWN_TYPE = /^(application|binary)\/(octet-stream|x-download|force-download)$/;

/** An address without what may be a secret in it. */
function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function failed(url: URL, got: string, hint?: string, cause?: unknown): MultiRoiError {
  return new MultiRoiError('E_IO', `fetch: expected an image, got ${got} (${shownUrl(url)})`, {
    ...(hint !== undefined && { hint }),
    cause,
  });
}

/** What went wrong below HTTP: names that are not found, connections that are refused. */
function unreachable(url: URL, error: unknown, limits: UrlLimits): MultiRoiError {
  if (error instanceof MultiRoiError) return error;
  if (error instanceof Error && error.name === 'TimeoutError') {
    const seconds = limits.timeoutMs / 1000;
    return failed(
      url,
      `no end of it in ${seconds} s`,
      'fetch it yourself, and give the file',
      error,
    );
  }
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : messageOf(cause);
  return failed(url, `no answer: ${code}`, 'check the address and the connection', error);
}

/** Where a redirection leads. @throws E_IO where no address of the web is named. */
function nextOf(url: URL, response: Response): URL {
  const location = response.headers.get('location');
  const next =
    location === null || !URL.canParse(location, url.href) ? undefined : new URL(location, url);
  if (next === undefined || !/^https?:$/.test(next.protocol)) {
    throw failed(url, `a redirection to ${next === undefined ? 'nowhere' : next.protocol}`);
  }
  if (url.protocol === 'https:' && next.protocol === 'http:') {
    throw failed(url, 'a redirection from https to http', `give the address itself: ${next.href}`);
  }
  requirePlainUrl(next);
  return next;
}

function requireImageType(url: URL, response: Response): void {
  const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === '' || type.startsWith('image/') || UNKNOWN_TYPE.test(type)) return;
  const { hint } = IMAGE_FORMATS.html;
  throw new MultiRoiError('E_FORMAT', `fetch: expected an image, got ${type} (${shownUrl(url)})`, {
    ...(type === 'text/html' && { hint }),
  });
}

async function bodyOf(url: URL, response: Response, { maxBytes }: UrlLimits): Promise<Uint8Array> {
  const tooLong = (): MultiRoiError =>
    new MultiRoiError(
      'E_RANGE',
      `fetch: expected at most ${maxBytes / 1e6} MB, got more (${shownUrl(url)})`,
      { hint: 'fetch it yourself, and give the file' },
    );
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) throw tooLong();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) throw tooLong();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** @throws E_CONFIG for an address with a password in it, which would be in every record. */
export function requirePlainUrl(url: URL): void {
  if (url.username === '' && url.password === '') return;
  throw new MultiRoiError(
    'E_CONFIG',
    `fetch: expected an address without a password, got one with it (${shownUrl(url)})`,
    { hint: 'fetch it yourself, and give the file, or - and the bytes on standard input' },
  );
}

/**
 * The bytes behind an address of http or https.
 * @throws E_IO when nobody answers, or not with success; E_FORMAT for what is said to be no image; E_RANGE beyond the limits;
 * E_ABORT.
 */
export async function readUrl(
  start: URL,
  signal: AbortSignal,
  limits: UrlLimits = LIMITS,
): Promise<Uint8Array> {
  requirePlainUrl(start);
  const stop = AbortSignal.any([signal, AbortSignal.timeout(limits.timeoutMs)]);
  let url = start;
  try {
    for (let left = limits.redirects; left >= 0; left--) {
      const response = await fetch(url, {
        redirect: 'manual',
        signal: stop,
        headers: { accept: ACCEPT, 'user-agent': 'multiroi' },
      });
      if (!REDIRECTS.includes(response.status)) {
        if (!response.ok) throw failed(url, `status ${response.status}`, 'check the address');
        requireImageType(url, response);
        return await bodyOf(url, response, limits);
      }
      await response.body?.cancel();
      url = nextOf(url, response);
    }
  } catch (error) {
    if (signal.aborted) {
      throw new MultiRoiError('E_ABORT', 'fetch: stopped on request', { cause: signal.reason });
    }
    throw unreachable(url, error, limits);
  }
  throw failed(start, `more than ${limits.redirects} redirections`);
}
