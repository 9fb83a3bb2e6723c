/**
 * @file The Open Inference Protocol (V2, REST) for the networks that the pipeline runs: the same sessions, tensors in,
 * tensors out. Written to the protocol's text (github.com/kserve/open-inference-protocol); see docs/server.md.
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  headerLengthOf,
  INFERENCE_HEADER_LENGTH,
  readInferRequest,
  writeInferResponse,
  type InferRequest,
} from '../format/index.ts';
import type { Admission } from './admission.ts';
import { leaving } from './connection.ts';
import type { ServedModel } from './messages.ts';
import { HttpError } from './problem.ts';
import type { Threads } from './threads.ts';

/** Every model has one version. */
const VERSION = '1';
const PLATFORM = 'onnxruntime_onnx';
const EXTENSIONS = ['binary_tensor_data'];

interface ModelParams {
  readonly name: string;
  readonly version?: string;
}

/** The model of a request's path. @throws HttpError 404 */
function modelOf(threads: Threads, params: unknown): ServedModel {
  const { name, version = VERSION } = params as ModelParams;
  const found = threads.models.find((model) => model.name === name);
  if (found !== undefined && version === VERSION) return found;
  const names = threads.models.map((model) => model.name).join(', ');
  throw new HttpError(
    404,
    'E_CONFIG',
    `infer: expected a model of ${names}, version ${VERSION}, got "${name}", version ${version}`,
  );
}

function checkTensors(model: ServedModel, { inputs, outputs }: InferRequest): void {
  const bad = (expected: string, got: string): never => {
    throw new HttpError(400, 'E_SHAPE', `infer: expected ${expected}, got ${got} (${model.name})`);
  };
  for (const wanted of model.inputs) {
    const given = inputs[wanted.name];
    if (given === undefined) {
      bad(`the input "${wanted.name}"`, 'none');
      continue;
    }
    const fits =
      given.shape.length === wanted.shape.length &&
      // nothing comes of nothing, and not every network says so itself
      wanted.shape.every((length, i) =>
        length === -1 ? (given.shape[i] ?? 0) > 0 : length === given.shape[i],
      );
    if (!fits) {
      bad(`"${wanted.name}" [${wanted.shape.join(', ')}]`, `[${given.shape.join(', ')}]`);
    }
  }
  const names = (values: readonly { readonly name: string }[]): string[] =>
    values.map(({ name }) => name);
  const unknown = [
    ...Object.keys(inputs).filter((name) => !names(model.inputs).includes(name)),
    ...outputs.filter((name) => !names(model.outputs).includes(name)),
  ];
  if (unknown.length > 0) {
    bad(
      `inputs of ${names(model.inputs).join(', ')} and outputs of ${names(model.outputs).join(', ')}`,
      unknown.join(', '),
    );
  }
}

/** What the routes below /v2 stand on. */
export interface InferenceParts {
  readonly threads: Threads;
  readonly version: string;
  readonly maxBytes: number;
  readonly admission: Admission;
}

/** Adds the Open Inference Protocol below /v2. */
export function inferenceRoutes(
  app: FastifyInstance,
  { threads, version, maxBytes, admission }: InferenceParts,
): void {
  app.addContentTypeParser(
    ['application/json', 'application/octet-stream'],
    { parseAs: 'buffer' },
    (_request, body, done) => done(null, body),
  );
  const settings = { bodyLimit: maxBytes, onRequest: admission.admit };
  app.get('/v2', () => ({ name: 'multiroi', version, extensions: EXTENSIONS }));
  app.get('/v2/health/live', () => ({ live: true }));
  app.get('/v2/health/ready', (_request, reply) =>
    reply.code(threads.isReady ? 200 : 503).send({ ready: threads.isReady }),
  );
  for (const path of ['/v2/models/:name', '/v2/models/:name/versions/:version']) {
    app.get(path, ({ params }) => {
      const { name, sha256, inputs, outputs } = modelOf(threads, params);
      const parameters = { sha256 };
      return { name, versions: [VERSION], platform: PLATFORM, inputs, outputs, parameters };
    });
    app.get(`${path}/ready`, ({ params }, reply) => {
      const { name } = modelOf(threads, params);
      return reply.code(threads.isReady ? 200 : 503).send({ name, ready: threads.isReady });
    });
    app.post(`${path}/infer`, settings, (request, reply) => infer(threads, request, reply));
  }
}

async function infer(
  threads: Threads,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const model = modelOf(threads, request.params);
  const header = request.headers[INFERENCE_HEADER_LENGTH];
  const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
  const read = readInferRequest({
    body,
    headerLength: headerLengthOf(Array.isArray(header) ? header[0] : header),
  });
  checkTensors(model, read);
  const { inputs, outputs } = read;
  const answer = await threads.run(
    { kind: 'infer', model: model.name, inputs, outputs },
    { signal: leaving(reply) },
  );
  if (answer.kind !== 'infer') {
    throw new HttpError(500, 'E_INTERNAL', 'infer: expected tensors, got a picture');
  }
  const { body: bytes, headerLength } = writeInferResponse(model.name, answer.outputs, read);
  if (headerLength !== null) void reply.header(INFERENCE_HEADER_LENGTH, String(headerLength));
  return reply
    .header('content-type', headerLength === null ? 'application/json' : 'application/octet-stream')
    .send(Buffer.from(bytes.buffer));
}
