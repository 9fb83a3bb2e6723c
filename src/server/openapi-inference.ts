/** @file The routes of the Open Inference Protocol, for the API's description. */

import { inferJsonSchemas, INFERENCE_HEADER_LENGTH } from '../format/index.ts';
import {
  OF_BODIES,
  okOf,
  operation,
  reference,
  type Family,
  type OperationParts,
} from './openapi-parts.ts';

const JSON_TYPE = 'application/json';
/** How errors of routes below /v2 look. */
export const INFERENCE_FAMILY: Family = {
  prefix: 'V2_',
  contentType: JSON_TYPE,
  schema: 'InferenceError',
};

const object = (properties: Record<string, object>): object => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
});
const STRING = { type: 'string' };
const BOOLEAN = { type: 'boolean' };
const strings = { type: 'array', items: STRING };
const BYTES = { type: 'string', format: 'binary' };
const bytesAfterJson = { description: 'JSON, and the bytes of the tensors behind it', ...BYTES };
const tensors = { type: 'array', items: reference('schemas', 'ModelTensor') };
const LENGTH = {
  description: `where the JSON ends, when bytes follow it`,
  schema: { type: 'integer', minimum: 0 },
};

/** Schemas of requests and answers below /v2. */
export function inferenceSchemas(): Record<string, object> {
  const { request, response } = inferJsonSchemas();
  return {
    InferenceError: object({ error: STRING }),
    InferRequest: request,
    InferResponse: response,
    ModelTensor: object({
      name: STRING,
      datatype: STRING,
      shape: { type: 'array', items: { type: 'integer' }, description: '−1: any length' },
    }),
    Model: object({
      name: STRING,
      versions: strings,
      platform: STRING,
      inputs: tensors,
      outputs: tensors,
      parameters: object({ sha256: STRING }),
    }),
  };
}

type Described = Omit<OperationParts, 'family' | 'ok'>;

/** Whether something is, told by the status as well as by the body. */
function asks(parts: Described, schema: object): object {
  const notYet = okOf(
    JSON_TYPE,
    { anyOf: [schema, reference('schemas', INFERENCE_FAMILY.schema)] },
    'No',
  );
  const ok = okOf(JSON_TYPE, schema, 'Yes');
  return { get: operation({ ...parts, family: INFERENCE_FAMILY, ok, responses: { 503: notYet } }) };
}

function modelPaths(
  path: string,
  suffix: string,
  names: readonly string[],
): Record<string, object> {
  const parameters = names.map((name) => ({ name, in: 'path', required: true, schema: STRING }));
  const common = { parameters, family: INFERENCE_FAMILY } as const;
  const metadata = operation({
    ...common,
    summary: 'Tensors of a model',
    operationId: `model${suffix}`,
    ok: okOf(JSON_TYPE, reference('schemas', 'Model')),
    errors: [404, 414],
  });
  const ready = {
    parameters,
    summary: 'Whether a model can run',
    operationId: `modelReady${suffix}`,
    errors: [404, 414],
  } as const;
  const infer = operation({
    ...common,
    parameters: [...parameters, { name: INFERENCE_HEADER_LENGTH, in: 'header', ...LENGTH }],
    summary: 'Runs a model',
    operationId: `infer${suffix}`,
    requestBody: {
      required: true,
      content: {
        [JSON_TYPE]: { schema: reference('schemas', 'InferRequest') },
        'application/octet-stream': { schema: bytesAfterJson },
      },
    },
    ok: {
      description:
        'The outputs asked for; numbers that are not finite can be asked for as bytes only',
      headers: { [INFERENCE_HEADER_LENGTH]: LENGTH },
      content: {
        [JSON_TYPE]: { schema: reference('schemas', 'InferResponse') },
        'application/octet-stream': { schema: bytesAfterJson },
      },
    },
    errors: [404, 414, ...OF_BODIES],
  });
  return {
    [path]: { get: metadata },
    [`${path}/ready`]: asks(ready, object({ name: STRING, ready: BOOLEAN })),
    [`${path}/infer`]: { post: infer },
  };
}

/** Routes below /v2, for /openapi.json. */
export function inferencePaths(): Record<string, object> {
  const server = operation({
    family: INFERENCE_FAMILY,
    summary: 'Open Inference Protocol: the server',
    operationId: 'server',
    ok: okOf(JSON_TYPE, object({ name: STRING, version: STRING, extensions: strings })),
  });
  const live = { summary: 'Whether the process lives', operationId: 'live', open: true };
  const ready = { summary: 'Whether models can run', operationId: 'ready', open: true };
  const model = '/v2/models/{name}';
  return {
    '/v2': { get: server },
    '/v2/health/live': asks(live, object({ live: BOOLEAN })),
    '/v2/health/ready': asks(ready, object({ ready: BOOLEAN })),
    ...modelPaths(model, '', ['name']),
    ...modelPaths(`${model}/versions/{version}`, 'Version', ['name', 'version']),
  };
}
