/** @file A picture or a video and the options that came with it: the body or the file of a form, the query and the form's fields. */

import { MAX_NAME } from './request-options.ts';
import type { FastifyRequest } from 'fastify';
import { messageOf } from '../base/index.ts';
import { HttpError } from './problem.ts';

/** Fields of a form that may be given beside the picture. */
const MAX_FIELDS = 20;
const MAX_FIELD_BYTES = 100_000;

const badForm = (expected: string, got: string, status = 400): HttpError =>
  new HttpError(status, 'E_FORMAT', `upload: expected ${expected}, got ${got}`);

/** What a sender chose, by the names of the options. */
class Given {
  readonly values: Record<string, unknown> = {};

  /** @throws HttpError 422 for what was given before, since nobody knows which of the two is meant. */
  set(name: string, value: unknown): void {
    if (Object.hasOwn(this.values, name)) {
      throw new HttpError(
        422,
        'E_CONFIG',
        `upload: expected "${name.slice(0, 100)}" once, got it twice`,
      );
    }
    // an assignment to `__proto__` would not make a property
    Object.defineProperty(this.values, name, { value, enumerable: true });
  }
}

/**
 * Text with escapes; undefined where they are no UTF-8. What is thrown alone would not do: bundlers take a call whose
 * answer nobody uses for one that does nothing, and leave it out.
 */
function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** @throws HttpError 400 for a query whose escapes are no UTF-8. */
function readQuery(request: FastifyRequest): Given {
  const given = new Given();
  const { search } = new URL(request.url, 'http://localhost');
  if (unescaped(search) === undefined) {
    throw badForm('a query in UTF-8', `"${search.slice(0, 100)}"`);
  }
  for (const [name, value] of new URLSearchParams(search)) given.set(name, value);
  return given;
}

/** The file of a form; its fields go into `given`. @throws HttpError 400 for a form that cannot be read. */
async function readForm(
  request: FastifyRequest,
  maxBytes: number,
  given: Given,
): Promise<Uint8Array | undefined> {
  let bytes: Uint8Array | undefined;
  let name = '';
  const parts = request.parts({
    limits: { files: 1, fileSize: maxBytes, fields: MAX_FIELDS, fieldSize: MAX_FIELD_BYTES },
  });
  try {
    for await (const part of parts) {
      if (part.type === 'file') {
        bytes = await part.toBuffer();
        name = part.filename;
      } else if (part.fieldnameTruncated || part.valueTruncated) {
        throw badForm(`fields of at most ${MAX_FIELD_BYTES} bytes`, 'a longer one', 413);
      } else given.set(part.fieldname, part.value);
    }
  } catch (error) {
    // limits know their status; a form that is cut off or has no boundary does not
    if (error instanceof Error && ('statusCode' in error || error instanceof HttpError))
      throw error;
    throw badForm('a form that can be read', messageOf(error));
  }
  if (name !== '' && !Object.hasOwn(given.values, 'name')) {
    // as long as a name may be: who sends a file did not choose it for us
    given.set('name', name.slice(-MAX_NAME));
  }
  return bytes;
}

/**
 * A file and what its sender chose, from a raw body or a form.
 * @throws HttpError 400 for what cannot be read, 413 for more than is taken, 422 for what is given twice.
 */
export async function readUpload(
  request: FastifyRequest,
  maxBytes: number,
): Promise<{ readonly bytes: Uint8Array; readonly given: Readonly<Record<string, unknown>> }> {
  const given = readQuery(request);
  if (!request.isMultipart()) {
    if (request.body instanceof Uint8Array && request.body.length > 0) {
      return { bytes: request.body, given: given.values };
    }
    throw badForm('a picture or a video', 'an empty body');
  }
  const bytes = await readForm(request, maxBytes, given);
  if (bytes === undefined || bytes.length === 0) throw badForm('a file in the form', 'none');
  return { bytes, given: given.values };
}
