/** @file The API's own description, OpenAPI 3.1. `docs/formats/openapi.json` is this. */

import { resultJsonSchema } from '../pipeline/index.ts';
import { FORMATS } from './messages.ts';
import { requestOptionsSchema } from './request-options.ts';

const IMAGE = { type: 'string', format: 'binary' };
const reference = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const problem = (description: string): object => ({
  description,
  content: { 'application/problem+json': { schema: reference('Problem') } },
});

interface ObjectSchema {
  readonly properties: Readonly<Record<string, { readonly description?: string }>>;
}

/** The same choices as query parameters and as fields of a form. */
function choices(): { readonly query: object[]; readonly fields: Record<string, object> } {
  const { properties } = requestOptionsSchema as ObjectSchema;
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

/** @param version of the package. */
export function openApi(version: string): object {
  const { query, fields } = choices();
  const { $schema: _, ...result } = resultJsonSchema() as Record<string, unknown>;
  const get = (summary: string, type = 'application/json'): object => ({
    get: { summary, responses: { 200: { description: 'OK', content: { [type]: {} } } } },
  });
  return {
    openapi: '3.1.0',
    info: {
      title: 'multiroi',
      version,
      description: 'A 3D human body mesh and a full-image camera for every person in a photograph.',
    },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Result: result,
        Problem: {
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
        },
      },
    },
    paths: {
      '/v1/reconstruct': {
        post: {
          operationId: 'reconstruct',
          summary: 'The people of a photograph',
          parameters: query,
          requestBody: {
            required: true,
            content: {
              'image/*': { schema: IMAGE },
              'application/octet-stream': { schema: IMAGE },
              'multipart/form-data': {
                schema: {
                  type: 'object',
                  required: ['image'],
                  properties: { image: IMAGE, ...fields },
                },
              },
            },
          },
          responses: {
            200: {
              description: 'The result; nobody on the picture is a result without people',
              content: {
                [FORMATS.json]: { schema: reference('Result') },
                [FORMATS.glb]: { schema: IMAGE },
                [FORMATS.overlay]: { schema: IMAGE },
                'text/event-stream': { schema: { type: 'string', description: EVENTS } },
              },
            },
            400: problem('The body is no image, or damaged'),
            401: problem('The token is missing or wrong'),
            406: problem('No such answer is made'),
            408: problem('The body arrived too slowly'),
            413: problem('Too many bytes or pixels'),
            415: problem('The body is of another type'),
            422: problem('Options that make no sense'),
            429: problem('Too many requests wait; Retry-After tells when to come back'),
            500: problem('A fault of the server'),
            503: problem('The server stops'),
            504: problem('The picture took too long'),
          },
          security: [{}, { token: [] }],
        },
      },
      '/healthz': get('Whether the process lives'),
      '/readyz': get('Whether it can reconstruct'),
      '/metrics': get('Counters for Prometheus', 'text/plain'),
      '/openapi.json': get('This document'),
      '/v2': get('Open Inference Protocol: the server'),
      '/v2/models/{name}': get('Open Inference Protocol: a model'),
    },
  };
}
