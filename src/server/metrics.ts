/** @file What the server counts, in the text format of Prometheus. */

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Admission } from './admission.ts';
import type { Threads } from './threads.ts';

/** What /metrics tells, and who tells it. */
export interface Metrics {
  readonly registry: Registry;
  /** A request has been answered. */
  answered(route: string, method: string, status: number, seconds: number): void;
  /** People have been reconstructed. */
  reconstructed(people: number): void;
  /** A connection was one too many. */
  dropped(): void;
}

const PREFIX = 'multiroi_';

/** Counters and gauges of a server, in Prometheus's format. */
export function createMetrics(threads: Threads, admission: Admission): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: PREFIX });
  const requests = new Counter({
    name: `${PREFIX}http_requests_total`,
    help: 'Requests by route, method and status.',
    labelNames: ['route', 'method', 'status'] as const,
    registers,
  });
  const seconds = new Histogram({
    name: `${PREFIX}http_request_seconds`,
    help: 'From the first byte of a request to the last of its answer.',
    labelNames: ['route'] as const,
    buckets: [0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
    registers,
  });
  const people = new Counter({
    name: `${PREFIX}people_total`,
    help: 'People reconstructed.',
    registers,
  });
  const dropped = new Counter({
    name: `${PREFIX}connections_dropped_total`,
    help: 'Connections beyond the limit, closed as they came.',
    registers,
  });
  const gauges: readonly [name: string, help: string, read: () => number][] = [
    ['queue_length', 'Requests that wait for a thread.', () => threads.waiting],
    ['held_bytes', 'Bytes of the bodies in hand.', () => admission.heldBytes],
    ['ready_threads', 'Threads that can work.', () => threads.alive],
    ['busy_threads', 'Threads at work.', () => threads.busy],
    ['thread_restarts', 'Threads that died and were replaced.', () => threads.restarts],
  ];
  for (const [name, help, read] of gauges) {
    const gauge: Gauge = new Gauge({
      name: PREFIX + name,
      help,
      registers,
      collect: (): void => gauge.set(read()),
    });
  }
  return {
    registry,
    answered: (route, method, status, took) => {
      requests.inc({ route, method, status });
      seconds.observe({ route }, took);
    },
    reconstructed: (count) => people.inc(count),
    dropped: () => dropped.inc(),
  };
}
