/**
 * @file The thread that runs the networks for `threads.ts`, since ONNX Runtime blocks the thread it runs in. An entry:
 * it exports nothing.
 */

import { parentPort, workerData } from 'node:worker_threads';
import { MultiRoiError, type OnProgress } from '../base/index.ts';
import { datatypeOf } from '../format/index.ts';
import { nodePlatform } from '../node/index.ts';
import { photoOutputs, type PipelineModel } from '../reconstruct/index.ts';
import type { Platform, Session } from '../platform/index.ts';
import {
  FORMATS,
  type Answer,
  type InferTask,
  type Picture,
  type ReconstructTask,
  type Reply,
  type Request,
  type ServedModel,
  type ServedTensor,
  type ThreadTask,
  type TimedStage,
  type ThreadSetup,
} from './messages.ts';
import { makeMotion } from './motion-worker.ts';
import { Pipelines } from './pipelines.ts';
import { problemOf } from './problem.ts';

const { model } = workerData as ThreadSetup;

/** A picture of which more is missing is an upload that broke off, and its sender should know. */
const MOST_MISSING = 0.05;
const platform: Platform = {
  ...nodePlatform,
  images: {
    ...nodePlatform.images,
    decode: (bytes, name) => nodePlatform.images.decode(bytes, name, { mostMissing: MOST_MISSING }),
  },
};

function post(reply: Reply, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(reply, transfer);
}

const sessions = new Map<string, Session>();
const served: ServedModel[] = [];

function describe(values: PipelineModel['inputs']): ServedTensor[] {
  return values.map(({ name, type, shape }) => ({
    name,
    datatype: datatypeOf(type),
    shape: (shape ?? []).map((length) => (typeof length === 'number' ? length : -1)),
  }));
}

function keep(found: PipelineModel, session: Session): void {
  if (sessions.has(found.name)) return;
  const { name, sha256, inputs, outputs } = found;
  sessions.set(name, session);
  served.push({ name, sha256, inputs: describe(inputs), outputs: describe(outputs) });
}

async function reconstruct(
  pipelines: Pipelines,
  id: number,
  { bytes, format, rois, options }: ReconstructTask,
  signal: AbortSignal,
): Promise<Picture> {
  const hmr = await pipelines.of(rois);
  const stages: TimedStage[] = [];
  const { timeOrigin } = performance;
  const asked = {
    ...options,
    onStage: (stage: string, startMs: number, endMs: number) =>
      void stages.push([stage, timeOrigin + startMs, timeOrigin + endMs]),
    signal,
    onProgress: (done: number, total: number, what: string) =>
      post({ id, progress: [done, total, what] }),
  };
  const output = { kinds: [format], glb: 'skinned' } as const;
  const { files, result } = await photoOutputs(hmr, bytes, asked, output, platform);
  const content = files[0]?.content;
  if (content === undefined) {
    throw new MultiRoiError('E_INTERNAL', `reconstruct: expected a file, got none (${format})`);
  }
  return {
    kind: 'reconstruct',
    contentType: FORMATS[format],
    body: typeof content === 'string' ? new TextEncoder().encode(content) : content,
    people: result.people.length,
    stages,
  };
}

async function infer({ model: name, inputs, outputs }: InferTask): Promise<Answer> {
  const session = sessions.get(name);
  if (session === undefined) {
    throw new MultiRoiError('E_CONFIG', `infer: expected a served model, got "${name}"`);
  }
  const asked = outputs.length === 0 ? session.outputNames : outputs;
  return { kind: 'infer', outputs: await session.run(inputs, asked) };
}

async function answerOf(
  pipelines: Pipelines,
  id: number,
  task: ThreadTask,
  signal: AbortSignal,
): Promise<Answer> {
  if (task.kind === 'infer') return infer(task);
  if (task.kind === 'reconstruct') return reconstruct(pipelines, id, task, signal);
  const tell: OnProgress = (done, total, what) => post({ id, progress: [done, total, what] });
  return makeMotion(await pipelines.of(), task, tell, signal);
}

/** Large answers are handed over, not copied; a shared or pooled buffer is copied once. */
function sendAnswer(id: number, answer: Answer): void {
  if (answer.kind === 'infer') {
    post({ id, answer });
    return;
  }
  const body = new Uint8Array(answer.body);
  post({ id, answer: { ...answer, body } }, [body.buffer]);
}

const running = new Map<number, AbortController>();
let stops = false;

/** Without its port a thread has nothing to wait for, and ends. */
function endWhenIdle(): void {
  if (stops && running.size === 0) parentPort?.close();
}

async function serve(pipelines: Pipelines, request: Request): Promise<void> {
  if ('stop' in request) {
    stops = true;
    for (const task of running.values()) task.abort();
    endWhenIdle();
    return;
  }
  const { id } = request;
  if ('cancel' in request) {
    running.get(id)?.abort();
    return;
  }
  const stop = new AbortController();
  running.set(id, stop);
  try {
    const { task } = request;
    sendAnswer(id, await answerOf(pipelines, id, task, stop.signal));
  } catch (error) {
    post({ id, problem: problemOf(error) });
  } finally {
    running.delete(id);
    endWhenIdle();
  }
}

try {
  const pipelines = await Pipelines.load(platform, model, keep);
  parentPort?.on('message', (request: Request) => {
    void serve(pipelines, request);
  });
  post({ ready: served });
} catch (error) {
  post({ failed: problemOf(error) });
}
