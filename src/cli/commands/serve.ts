/** @file `multiroi serve`: reconstruction over HTTP. */

import { resolve } from 'node:path';
import { LIMITS, startServer } from '../../server/index.ts';
import { defineCommand, type Command } from '../parse/command.ts';
import { MODEL_NAMES } from '../../network/index.ts';
import { qualityOption } from '../shared/model-options.ts';
import { A_FILE, integer, many, number, oneOf, text, UsageError } from '../parse/option.ts';
import { loggerOf, logOption, tracesOption } from '../shared/observability.ts';
import { startTraces } from '../../node/index.ts';
import { bodyPath, bodyOption } from '../shared/common-options.ts';

const MEGA = 1e6;

/** An origin as browsers tell it. @throws UsageError */
function parseOrigin(given: string, name: string): string {
  if (given === '*') return given;
  if (/^[a-z][a-z\d+.-]*:\/\/[^\s/?#@]+\/?$/i.test(given) && URL.canParse(given)) {
    const { origin } = new URL(given);
    // those of extensions and apps are unknown to the standard, and told as they are
    return origin === 'null' ? given.replace(/\/$/, '') : origin;
  }
  throw new UsageError(
    `${name}: expected an origin such as https://app.example, got "${given}"`,
    'the scheme, the host and perhaps the port of the page, no path',
  );
}

/** Until Ctrl-C or SIGTERM. */
function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((settle) => signal.addEventListener('abort', () => settle(), { once: true }));
}

export const serve: Command = defineCommand({
  name: 'serve',
  summary: 'Reconstruction over HTTP, and its networks by the Open Inference Protocol',
  description: [
    'Answers POST /v1/reconstruct with JSON, GLB, an overlay or a stream of events until it is told to stop; GET /openapi.json describes it, docs/server.md shows it in use. /healthz, /readyz and /metrics are for whoever runs it. Under /v2 its networks can be run by themselves, by the Open Inference Protocol.',
    'It is reached from this machine alone, unless --host says otherwise; then the environment variable MULTIROI_TOKEN must hold a token of 16 characters or more, which every request has to bear. Told to stop, it refuses with 503 and finishes what is in hand.',
  ].join('\n'),
  operands: { usage: '', min: 0, max: 0 },
  options: {
    port: integer('n', 'port; 0 takes any that is free', { min: 0, max: 65_535, default: 8787 }),
    host: text('address', 'where it is reached; anything but this machine needs a token', {
      default: '127.0.0.1',
    }),
    'cors-origin': many(
      'origin',
      'pages that may ask, such as https://app.example; may be given several times; * is all, which no token goes with',
      parseOrigin,
    ),
    workers: integer('n', 'pictures at a time, each in a thread with a model of its own', {
      min: 1,
      max: 64,
      default: 1,
    }),
    threads: integer('n', 'threads of one operator; every core unless given', {
      min: 1,
      max: 1024,
    }),
    'max-megabytes': number('MB', 'largest request', {
      above: 0,
      default: LIMITS.maxBytes / 2 ** 20,
      group: 'Limits',
    }),
    'max-megapixels': number('MP', 'largest picture', {
      above: 0,
      default: LIMITS.maxPixels / MEGA,
      group: 'Limits',
    }),
    'max-people': integer('n', 'most people of one picture, the largest first', {
      min: 1,
      default: LIMITS.maxPeople,
      group: 'Limits',
    }),
    'max-seconds': number('s', 'longest wait for an answer', {
      above: 0,
      default: LIMITS.maxMs / 1000,
      group: 'Limits',
    }),
    'max-motion-seconds': number('s', 'longest wait for the motion of a video', {
      above: 0,
      default: LIMITS.maxMotionMs / 1000,
      group: 'Limits',
    }),
    'header-seconds': number('s', 'longest wait for the headers of a request', {
      above: 0,
      default: LIMITS.headersMs / 1000,
      group: 'Limits',
    }),
    'upload-seconds': number('s', 'longest wait for the last byte of a request', {
      above: 0,
      default: LIMITS.uploadMs / 1000,
      group: 'Limits',
    }),
    'download-seconds': number('s', 'longest wait for a client to take its answer', {
      above: 0,
      default: LIMITS.downloadMs / 1000,
      group: 'Limits',
    }),
    'idle-seconds': number('s', 'how long a connection is kept between two requests', {
      above: 0,
      default: LIMITS.idleMs / 1000,
      group: 'Limits',
    }),
    'max-queue': integer('n', 'most requests that wait', {
      min: 0,
      default: LIMITS.maxQueue,
      group: 'Limits',
    }),
    'max-held-megabytes': number('MB', 'most of all requests in hand together', {
      above: 0,
      default: LIMITS.maxHeldBytes / 2 ** 20,
      group: 'Limits',
    }),
    'max-connections': integer('n', 'most open connections', {
      min: 1,
      default: LIMITS.maxConnections,
      group: 'Limits',
    }),
    'grace-seconds': number('s', 'longest wait for what is in hand when it is told to stop', {
      min: 0,
      default: LIMITS.graceMs / 1000,
      group: 'Limits',
    }),
    log: logOption,
    traces: tracesOption,
    model: oneOf(MODEL_NAMES, 'the network; what the weights are for', { group: 'Model' }),
    quality: qualityOption,
    weights: text('f.safetensors', 'weights; those of light are built in', {
      group: 'Model',
      reads: A_FILE,
    }),
    rois: integer('1..5', 'regions of interest per person', { min: 1, max: 5, group: 'Model' }),
    detector: text('f.onnx', 'another person detector, of the YOLO family', {
      group: 'Model',
      reads: A_FILE,
    }),
    body: bodyOption,
  },
  examples: [
    ['multiroi serve', 'answers on 127.0.0.1:8787'],
    [
      'multiroi serve --host 0.0.0.0',
      'answers other machines that bear the token in MULTIROI_TOKEN',
    ],
    ['multiroi serve --cors-origin http://localhost:5173', 'answers a page of that server, too'],
  ],
  run: async (context) => {
    const { values, io, version, json } = context;
    const log = loggerOf(context);
    const at = (path: string | undefined): string | undefined =>
      path === undefined ? undefined : resolve(io.cwd, path);
    const { model, quality, rois, threads } = values;
    const { env } = io;
    const service = 'multiroi-server';
    const traces = await startTraces({ endpoint: values.traces, service, version, env, log });
    const server = await startServer({
      host: values.host,
      port: values.port,
      token: io.env['MULTIROI_TOKEN'],
      corsOrigins: values['cors-origin'],
      threads: values.workers,
      limits: {
        maxBytes: Math.round(values['max-megabytes'] * 2 ** 20),
        maxPixels: values['max-megapixels'] * MEGA,
        maxPeople: values['max-people'],
        maxMs: values['max-seconds'] * 1000,
        maxMotionMs: values['max-motion-seconds'] * 1000,
        headersMs: values['header-seconds'] * 1000,
        uploadMs: values['upload-seconds'] * 1000,
        downloadMs: values['download-seconds'] * 1000,
        idleMs: values['idle-seconds'] * 1000,
        maxQueue: values['max-queue'],
        maxHeldBytes: Math.round(values['max-held-megabytes'] * 2 ** 20),
        maxConnections: values['max-connections'],
        graceMs: values['grace-seconds'] * 1000,
      },
      model: {
        model,
        quality,
        rois,
        threads,
        weights: at(values.weights),
        detector: at(values.detector),
        body: values.body === undefined ? undefined : bodyPath(io, values.body),
      },
      version,
      log,
      traces,
    });
    if (values.json) {
      json.push({ url: server.url });
      // whoever waits for it need not wait for the end
      json.end();
    } else io.stdout.write(`${server.url}\n`);
    await stopped(io.signal);
    log.info('serve: finishing what is in hand');
    await server.close();
    await traces.close();
    return 0;
  },
});
