/** @file Work of many machines through Redis. */

export type { QueueBatch, ImageFailure, QueuedImage } from './batch.ts';
export { type RedisAccess } from './connection.ts';
export { failuresCsv } from './failures-csv.ts';
export { ImageQueue, type BatchCounts, type QueuePlace } from './image-queue.ts';
export type { Totals, WorkerState } from './ledger.ts';
export { serveMetrics, type MetricsServer } from './metrics.ts';
export { queueStatus, type QueueStatus } from './status.ts';
export { superviseWorkers, type SuperviseOptions } from './supervise.ts';
export { QueueWorker, type WorkerOptions } from './worker.ts';
