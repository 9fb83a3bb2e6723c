/** @file How a queue stands, over HTTP: /metrics in Prometheus's format, /healthz for whoever restarts what is ill. */

import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Gauge, Registry } from 'prom-client';
import { messageOf, type Logger } from '../base/index.ts';
import { ioError } from '../node/index.ts';
import type { ImageQueue } from './image-queue.ts';
import { queueStatus, type QueueStatus } from './status.ts';

/** Redis has to answer within this, ms. */
const PATIENCE_MS = 2_000;
const MB = 1 << 20;

/** Where metrics are told; closed when the work is over. */
export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

type Values = readonly [labels: Record<string, string>, value: number][];

/** What is told, and how it is read out of a status. */
const GAUGES: readonly [
  name: string,
  help: string,
  labels: string[],
  of: (status: QueueStatus) => Values,
][] = [
  [
    'multiroi_queue_images',
    'Images by what became of them.',
    ['state'],
    ({ images }) => Object.entries(images).map(([state, n]) => [{ state }, n]),
  ],
  [
    'multiroi_queue_batches',
    'Batches by where they are.',
    ['state'],
    ({ batches }) => Object.entries(batches).map(([state, n]) => [{ state }, n]),
  ],
  ['multiroi_queue_people', 'People found.', [], ({ people }) => [[{}, people]]],
  [
    'multiroi_queue_images_per_second',
    'Images done, in the last minutes.',
    [],
    ({ imagesPerSecond }) => [[{}, imagesPerSecond ?? 0]],
  ],
  [
    'multiroi_queue_failures',
    'Images that were set aside, by code.',
    ['code'],
    ({ failures }) => Object.entries(failures).map(([code, n]) => [{ code }, n]),
  ],
  [
    'multiroi_worker_images',
    'Images that a worker has done since it began.',
    ['worker'],
    ({ workers }) => workers.map(({ id, images }) => [{ worker: id }, images]),
  ],
  [
    'multiroi_worker_resident_bytes',
    'Memory of a worker.',
    ['worker'],
    ({ workers }) => workers.map(({ id, rssMb }) => [{ worker: id }, rssMb * MB]),
  ],
];

async function metricsText(queue: ImageQueue): Promise<string> {
  const status = await queueStatus(queue, Date.now());
  const registry = new Registry();
  for (const [name, help, labelNames, of] of GAUGES) {
    const gauge = new Gauge({ name, help, labelNames, registers: [registry] });
    for (const [labels, value] of of(status)) gauge.set(labels, value);
  }
  return registry.metrics();
}

/** @throws when it is not there in time. */
function inTime<T>(work: Promise<T>): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, fail) => {
      setTimeout(() => fail(new Error('Redis does not answer')), PATIENCE_MS).unref();
    }),
  ]);
}

async function answer(queue: ImageQueue, path: string, response: ServerResponse): Promise<void> {
  const send = (status: number, body: string): void => {
    response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(body);
  };
  try {
    if (path === '/metrics') send(200, await inTime(metricsText(queue)));
    else if (path === '/healthz') send(200, `${await inTime(queue.redis.ping())}\n`);
    else send(404, 'expected /metrics or /healthz\n');
  } catch (error) {
    send(503, `${messageOf(error)}\n`);
  }
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening').catch((error: unknown) => {
    throw ioError('metrics', 'a free port', `${host}:${port}`, error);
  });
}

/**
 * Tells how a queue stands until it is closed.
 * @param port 0 takes any that is free.
 * @throws E_IO for a port that is taken.
 */
export async function serveMetrics(
  queue: ImageQueue,
  { host, port }: { readonly host: string; readonly port: number },
  log: Logger,
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    void answer(queue, request.url ?? '', response);
  });
  await listen(server, host, port);
  const taken = (server.address() as AddressInfo).port;
  log.info(`metrics: http://${host}:${taken}/metrics`);
  return {
    port: taken,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
