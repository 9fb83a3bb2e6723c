/** The server's application around a thread that runs no networks, and sockets to it. */

import { connect, type AddressInfo, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { SILENT } from '../../src/base/index.ts';
import { createApp, type App } from '../../src/server/app.ts';
import { LIMITS, type Limits, type ServerOptions } from '../../src/server/options.ts';
import { stopWithin } from '../../src/server/stop.ts';
import { Threads } from '../../src/server/threads.ts';

/** What is done with a task: `reply` posts a message with the task's id. */
const threadCode = (body: string): string => `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ id, task, cancel, stop }) => {
  if (stop) return parentPort.close();
  const reply = (message) => parentPort.postMessage({ id, ...message });
  if (cancel) reply({ problem: { status: 499, code: 'E_ABORT', detail: 'stopped' } });
  else { ${body} }
});
parentPort.postMessage({ ready: [{ name: 'net', sha256: '0', inputs: [{ name: 'x', datatype: 'FP32', shape: [1] }], outputs: [{ name: 'y', datatype: 'FP32', shape: [1] }] }] });
`;

/** One thread that does `body` with every task, until it is told to stop. */
export function startThreads(body: string, limits: Partial<Limits> = {}): Threads {
  const start = (): Worker => new Worker(threadCode(body), { eval: true });
  return new Threads({ model: {} }, 1, { ...LIMITS, ...limits }, SILENT, start);
}

export interface TestServer extends App {
  readonly port: number;
  readonly url: string;
  readonly threads: Threads;
  /** As a server stops that was told to. */
  readonly stop: (graceMs: number) => Promise<void>;
  close(): Promise<void>;
}

/** @param options beside the version: a token, pages that may ask. */
export async function startApp(
  body: string,
  limits: Partial<Limits> = {},
  options: Pick<ServerOptions, 'token' | 'corsOrigins' | 'traces'> = {},
): Promise<TestServer> {
  const threads = startThreads(body, limits);
  const made = createApp(threads, { version: '1.2.3', ...options }, { ...LIMITS, ...limits });
  await threads.ready;
  await made.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = made.app.server.address() as AddressInfo;
  return {
    ...made,
    port,
    url: `http://127.0.0.1:${port}`,
    threads,
    stop: (graceMs) => stopWithin(made, threads, graceMs),
    close: async () => {
      threads.abandon();
      made.app.server.closeAllConnections();
      await Promise.all([made.app.close(), threads.close()]);
    },
  };
}

export interface RawSocket {
  readonly socket: Socket;
  /** Everything that has come. */
  readonly text: () => string;
  readonly closed: Promise<string>;
}

/** A connection that has sent a message and remains open. */
export function rawSocket(port: number, message: string): RawSocket {
  const socket = connect(port, '127.0.0.1', () => {
    if (message !== '') socket.write(message);
  });
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString('latin1')));
  return {
    socket,
    text: () => text,
    closed: new Promise((resolve, reject) => {
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    }),
  };
}

/** The head of a request for people, whose body is yet to come. */
export const pictureHead = (port: number, headers: string): string =>
  `POST /v1/reconstruct HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: image/png\r\n${headers}\r\n\r\n`;

/** A counter or gauge of `/metrics`. */
export async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const [, value = NaN] = new RegExp(`^multiroi_${name} (\\S+)$`, 'm').exec(text) ?? [];
  return Number(value);
}
