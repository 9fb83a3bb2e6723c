/**
 * @file A `Runtime` whose sessions are models of an inference server that speaks the Open Inference Protocol (V2):
 * the pipeline runs here, its networks there. A model is found by the name of its graph; that it is the same model is
 * checked by its hash where the server tells one, and by its tensors everywhere.
 */

import * as z from 'zod';
import { messageOf, MultiRoiError } from '../base/index.ts';
import {
  checkedAs,
  headerLengthOf,
  INFERENCE_HEADER_LENGTH,
  parseJson,
  readInferResponse,
  writeInferRequest,
} from '../format/index.ts';
import { describeModel, type PipelineModel } from '../reconstruct/index.ts';
import type { HostTensor, Runtime, Session } from '../platform/index.ts';
import { withRetries, type RetryPolicy } from './retry.ts';

/** How another server is asked. */
export interface KserveOptions {
  /** Of one request, ms. Default 30 000. */
  readonly timeoutMs?: number;
  /** Sent as a bearer's. */
  readonly token?: string | undefined;
  /** Who is refused for now, or loses the connection, asks again. Default: five times in all, some seconds. */
  readonly retry?: RetryPolicy;
}

/** Outlasts a server that is replaced by another, or has a full queue. */
const RETRY: RetryPolicy = { tries: 5, firstMs: 250, longestMs: 5_000 };
/** What may be answered otherwise a little later. */
const PASSING: readonly unknown[] = [429, 502, 503, 504];

const isPassing = (error: unknown): boolean =>
  error instanceof MultiRoiError &&
  (PASSING.includes(error.details?.['status']) || error.details?.['connection'] === 'lost');

/** `Retry-After`, in seconds or as a date, ms. */
function retryAfterMs(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(ms, 0) : undefined;
}

function askedMs(error: unknown): number | undefined {
  const asked = error instanceof MultiRoiError ? error.details?.['retryAfterMs'] : undefined;
  return typeof asked === 'number' ? asked : undefined;
}

/** An answer is at most this long; features of 64 crops are 400 kB. */
const MAX_BYTES = 256 * 2 ** 20;

interface Reply {
  readonly body: Uint8Array;
  readonly headerLength: string | null;
}

/** @throws E_FORMAT as soon as more than is allowed has come: not every answer tells its length. */
async function readBody({ body }: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > MAX_BYTES) {
      throw new MultiRoiError('E_FORMAT', `kserve: expected at most ${MAX_BYTES} bytes, got more`);
    }
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks, length));
}

class Client {
  readonly #base: string;
  readonly #timeoutMs: number;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #retry: RetryPolicy;

  constructor(base: string, { timeoutMs = 30_000, token, retry = RETRY }: KserveOptions) {
    this.#retry = retry;
    this.#base = base;
    this.#timeoutMs = timeoutMs;
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  /**
   * Networks answer the same however often they are asked: what may pass is asked again.
   * @throws E_IO when the server cannot be asked, E_UNSUPPORTED for what it refuses.
   */
  ask(path: string, body?: Uint8Array<ArrayBuffer>, headerLength?: number): Promise<Reply> {
    const options = { policy: this.#retry, signal: undefined, mayPass: isPassing, askedMs };
    return withRetries('kserve', options, () => this.#askOnce(path, body, headerLength));
  }

  async #askOnce(
    path: string,
    body?: Uint8Array<ArrayBuffer>,
    headerLength?: number,
  ): Promise<Reply> {
    const where = `${this.#base}${path}`;
    const signal = AbortSignal.timeout(this.#timeoutMs);
    try {
      const response = await fetch(where, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          ...this.#headers,
          ...(body !== undefined && { 'content-type': 'application/octet-stream' }),
          ...(headerLength !== undefined && { [INFERENCE_HEADER_LENGTH]: String(headerLength) }),
        },
        redirect: 'error',
        signal,
        ...(body !== undefined && { body }),
      });
      const bytes = await readBody(response);
      if (!response.ok) {
        throw new MultiRoiError(
          'E_UNSUPPORTED',
          `kserve: expected an answer, got status ${response.status}: ${new TextDecoder().decode(bytes.subarray(0, 500))} (${where})`,
          {
            details: {
              status: response.status,
              retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
            },
          },
        );
      }
      return { body: bytes, headerLength: response.headers.get(INFERENCE_HEADER_LENGTH) };
    } catch (cause) {
      if (cause instanceof MultiRoiError) throw cause;
      const got = signal.aborted ? `none within ${this.#timeoutMs} ms` : messageOf(cause);
      throw new MultiRoiError('E_IO', `kserve: expected an answer, got ${got} (${where})`, {
        cause,
        // who does not answer in time has too much to do already
        ...(!signal.aborted && { details: { connection: 'lost' } }),
      });
    }
  }
}

const tensors = z.array(z.looseObject({ name: z.string() }));
const metadataSchema = z.looseObject({
  inputs: tensors,
  outputs: tensors,
  parameters: z.looseObject({ sha256: z.string().optional() }).optional(),
});
type Metadata = z.infer<typeof metadataSchema>;

/** @throws E_UNSUPPORTED when the server's model of this name is another one. */
function checkSame({ name, sha256, inputs, outputs }: PipelineModel, told: Metadata): void {
  const fail = (expected: string, got: string): never => {
    throw new MultiRoiError(
      'E_UNSUPPORTED',
      `kserve: expected ${expected}, got ${got} (model ${name})`,
      {
        hint: 'multiroi export-onnx --triton writes the models that this pipeline runs',
      },
    );
  };
  const theirs = told.parameters?.sha256;
  if (theirs !== undefined && theirs !== sha256) fail(`the model ${sha256}`, theirs);
  const names = (values: readonly { readonly name: string }[]): string =>
    values
      .map((value) => value.name)
      .toSorted()
      .join(', ');
  if (names(told.inputs) !== names(inputs)) fail(`inputs ${names(inputs)}`, names(told.inputs));
  if (names(told.outputs) !== names(outputs))
    fail(`outputs ${names(outputs)}`, names(told.outputs));
}

/**
 * @param base `http://host:port` of the server, without a slash at its end.
 * @throws from `createSession`: E_IO when the server does not answer, E_UNSUPPORTED when it does not serve the model.
 */
export function kserveRuntime(base: string, options: KserveOptions = {}): Runtime {
  const client = new Client(base, options);
  return {
    async createSession(bytes): Promise<Session> {
      const model = await describeModel(bytes);
      const path = `/v2/models/${encodeURIComponent(model.name)}`;
      const { body } = await client.ask(path);
      const told = parseJson('kserve', new TextDecoder().decode(body));
      checkSame(model, checkedAs('kserve', metadataSchema, told, { root: 'metadata' }));
      const outputNames = model.outputs.map(({ name }) => name);
      return {
        inputNames: model.inputs.map(({ name }) => name),
        outputNames,
        inputShapes: Object.fromEntries(
          model.inputs.map(({ name, shape }) => [
            name,
            (shape ?? []).map((length) => (typeof length === 'number' ? length : null)),
          ]),
        ),
        provider: `kserve+${base}`,
        run: async (feeds, outputs = outputNames) => infer(client, path, feeds, outputs),
        dispose: () => Promise.resolve(),
      };
    },
  };
}

async function infer(
  client: Client,
  path: string,
  feeds: Readonly<Record<string, HostTensor>>,
  outputs: readonly string[],
): Promise<Record<string, HostTensor>> {
  const { body, headerLength } = writeInferRequest(feeds, outputs);
  const reply = await client.ask(`${path}/infer`, body, headerLength ?? body.length);
  const tensors = readInferResponse({
    body: reply.body,
    headerLength: headerLengthOf(reply.headerLength ?? undefined),
  });
  const missing = outputs.filter((name) => tensors[name] === undefined);
  if (missing.length > 0) {
    throw new MultiRoiError(
      'E_FORMAT',
      `kserve: expected outputs ${outputs.join(', ')}, got none of ${missing.join(', ')}`,
    );
  }
  return { ...tensors };
}
