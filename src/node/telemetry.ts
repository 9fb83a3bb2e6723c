/**
 * @file Keeps ONNX Runtime's native library from telling anybody of our models. Since 1.30 it queues the graph's name and
 * configuration in the user's home, and sends it, unless a variable of the environment says no before it is loaded.
 */

import { isMainThread } from 'node:worker_threads';

const VARIABLE = 'ORT_DISABLE_TELEMETRY';

/**
 * A thread has a copy of the variables, and the library reads the process's own: only the main thread can set them. A thread
 * that was not handed this one was started before anybody had set it.
 */
const wasHandedOn = process.env[VARIABLE] !== undefined;

/** Whether the native library may be loaded in this thread. Called on the main thread it holds for all threads started later. */
export function keepTelemetryOff(): boolean {
  if (isMainThread) process.env[VARIABLE] ??= '1';
  return isMainThread || wasHandedOn;
}

// for threads of programs, which load this library in a thread and not before
keepTelemetryOff();
