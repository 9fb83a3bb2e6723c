/** @file An HTTP proxy on loopback that does what networks and overloaded servers do, by a plan. */
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { buffer } from 'node:stream/consumers';

/** `pass`: nothing. `unavailable`: 503. `reset`: the connection ends. `truncate`: half of the body. `hang`: no answer. */
export type Fault = 'pass' | 'unavailable' | 'reset' | 'truncate' | 'hang' | 'slow';

export interface FaultProxy {
  readonly port: number;
  /** How often each fault was done. */
  readonly counts: Readonly<Record<Fault, number>>;
  close(): Promise<void>;
}

const SLOW_MS = 300;

function refuse(response: ServerResponse): void {
  response.writeHead(503, { 'content-type': 'application/xml' });
  response.end('<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>');
}

async function forward(
  port: number,
  incoming: IncomingMessage,
  response: ServerResponse,
  fault: Fault,
): Promise<void> {
  const body = await buffer(incoming);
  const onward = request({
    port,
    host: '127.0.0.1',
    method: incoming.method,
    path: incoming.url,
    headers: incoming.headers,
  });
  // an upload that breaks off never reaches the server whole
  if (fault === 'truncate' && body.length > 0) {
    onward.on('error', () => undefined);
    onward.write(body.subarray(0, body.length >> 1));
    setTimeout(() => {
      onward.destroy();
      response.destroy();
    }, 20);
    return;
  }
  onward.end(body);
  const [answer] = (await once(onward, 'response')) as [IncomingMessage];
  const content = await buffer(answer);
  if (fault === 'slow') await new Promise((settle) => setTimeout(settle, SLOW_MS));
  response.writeHead(answer.statusCode ?? 500, answer.headers);
  if (fault === 'truncate') {
    response.write(content.subarray(0, content.length >> 1));
    setTimeout(() => response.destroy(), 20);
  } else response.end(content);
}

/** @param next the fault of the next request. */
export async function startFaultProxy(target: number, next: () => Fault): Promise<FaultProxy> {
  const counts = { pass: 0, unavailable: 0, reset: 0, truncate: 0, hang: 0, slow: 0 };
  const server = createServer((incoming, response) => {
    const fault = next();
    counts[fault]++;
    if (fault === 'hang') return;
    if (fault === 'reset') incoming.socket.destroy();
    else if (fault === 'unavailable') void text(incoming).then(() => refuse(response));
    else forward(target, incoming, response, fault).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    counts,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
