/** @file The API's own description, OpenAPI 3.1. `docs/formats/openapi.json` is this. */

import { motionJsonSchema, resultJsonSchema } from '../result/index.ts';
import { FORMATS, MOTION_FORMATS } from './messages.ts';
import { INFERENCE_FAMILY, inferencePaths, inferenceSchemas } from './openapi-inference.ts';
import {
  OF_BODIES,
  okOf,
  operation,
  reference,
  sharedResponses,
  type Family,
} from './openapi-parts.ts';
import { LIMITS, type Limits } from './options.ts';
import { motionOptionsSchema, requestOptionsSchema } from './request-options.ts';

const IMAGE = { type: 'string', format: 'binary' };
const PROBLEMS: Family = {
  prefix: 'Problem',
  contentType: 'application/problem+json',
  schema: 'Problem',
};
const PROBLEM_SCHEMA = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'who: expected …, got …' },
    code: { type: 'string' },
    hint: { type: 'string', description: 'what to do' },
  },
};

interface ObjectSchema {
  readonly properties: Readonly<Record<string, { readonly description?: string }>>;
}

/** The same choices as query parameters and as fields of a form. */
function choices(of: object): {
  readonly query: object[];
  readonly fields: Record<string, object>;
} {
  const { properties } = of as ObjectSchema;
  const query = Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    description,
    schema,
  }));
  return { query, fields: { ...properties } };
}

const EVENTS =
  'server-sent events: `progress` {done, total, what}, then one `result` or one `problem`';

function reconstruct(): object {
  const { query, fields } = choices(requestOptionsSchema);
  const form = { type: 'object', required: ['image'], properties: { image: IMAGE, ...fields } };
  return operation({
    family: PROBLEMS,
    operationId: 'reconstruct',
    summary: 'The people of a photograph',
    parameters: query,
    requestBody: {
      required: true,
      content: {
        'image/*': { schema: IMAGE },
        'application/octet-stream': { schema: IMAGE },
        'multipart/form-data': { schema: form },
      },
    },
    ok: {
      description: 'The result; nobody on the picture is a result without people',
      content: {
        [FORMATS.json]: { schema: reference('schemas', 'Result') },
        [FORMATS.glb]: { schema: IMAGE },
        [FORMATS.overlay]: { schema: IMAGE },
        'text/event-stream': { schema: { type: 'string', description: EVENTS } },
      },
    },
    errors: [406, 422, ...OF_BODIES],
  });
}

function motion(): object {
  const { query, fields } = choices(motionOptionsSchema);
  const form = { type: 'object', required: ['video'], properties: { video: IMAGE, ...fields } };
  return operation({
    family: PROBLEMS,
    operationId: 'motion',
    summary: 'The people of a video over time',
    parameters: query,
    requestBody: {
      required: true,
      content: {
        'video/*': { schema: IMAGE },
        'application/octet-stream': { schema: IMAGE },
        'multipart/form-data': { schema: form },
      },
    },
    ok: {
      description: 'The motion; nobody in the video is a motion without tracks',
      content: {
        [MOTION_FORMATS.json]: { schema: reference('schemas', 'Motion') },
        [MOTION_FORMATS.glb]: { schema: IMAGE },
        'text/event-stream': { schema: { type: 'string', description: EVENTS } },
      },
    },
    errors: [406, 422, ...OF_BODIES],
  });
}

/** Of whoever runs the server. */
function operations(): Record<string, object> {
  const get = (operationId: string, summary: string, ok: object, open = false): object => ({
    get: operation({ family: PROBLEMS, operationId, summary, ok, open }),
  });
  const status = { type: 'string' };
  const readiness = {
    type: 'object',
    properties: { status, waiting: { type: 'integer', description: 'requests in the queue' } },
  };
  const [json, text] = ['application/json', 'text/plain'];
  const ready = operation({
    family: PROBLEMS,
    operationId: 'readyz',
    summary: 'Whether it can reconstruct',
    ok: okOf(json, readiness),
    open: true,
    responses: { 503: okOf(json, readiness, 'Not yet, or not any more') },
  });
  return {
    '/healthz': get(
      'healthz',
      'Whether the process lives',
      okOf(json, { type: 'object', properties: { status } }),
      true,
    ),
    '/readyz': { get: ready },
    '/metrics': get('metrics', 'Counters for Prometheus', okOf(text, { type: 'string' })),
    '/openapi.json': get('openapi', 'This document', okOf(json, { type: 'object' })),
  };
}

/** In words, for whoever reads no statuses. */
const DESCRIPTION = `A 3D human body mesh and a full-image camera for every person in a photograph.

The limits of the server that gives this document are under \`x-limits\`: bytes, pixels and milliseconds. Pages of other origins are answered where the server was started with \`--cors-origin\`, their browsers' questions (\`OPTIONS\` with \`Access-Control-Request-Method\`) with 204 on every path.`;

/** @param version of the package. @param limits of the server. */
export function openApi(version: string, limits: Limits = LIMITS): object {
  const { $schema: _, ...result } = resultJsonSchema() as Record<string, unknown>;
  const { $schema: __, ...motionSchema } = motionJsonSchema() as Record<string, unknown>;
  return {
    openapi: '3.1.0',
    info: {
      title: 'multiroi',
      version,
      description: DESCRIPTION,
    },
    'x-limits': limits,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Result: result,
        Motion: motionSchema,
        Problem: PROBLEM_SCHEMA,
        ...inferenceSchemas(),
      },
      responses: {
        ...sharedResponses(PROBLEMS, limits),
        ...sharedResponses(INFERENCE_FAMILY, limits),
      },
    },
    paths: {
      '/v1/reconstruct': { post: reconstruct() },
      '/v1/motion': { post: motion() },
      ...operations(),
      ...inferencePaths(),
    },
  };
}
