/** @file Requests written byte by byte, and what a server answers until it closes the connection. */

import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** Bytes that are sent, milliseconds that pass, or an end of the connection. */
export type Step = string | Uint8Array | number | End;
interface End {
  readonly end: 'half' | 'all';
}
/** No more is sent, and the answer is waited for. */
export const HALF: End = { end: 'half' };
/** Gone at once. */
export const GONE: End = { end: 'all' };

export interface Kind {
  readonly name: string;
  /** The statuses of all answers in their order, with commas between them; empty where nobody is there to read one. */
  readonly wants: RegExp;
  readonly steps: (host: string, bodies: Bodies) => readonly Step[];
  /** What the text of the answers must hold, too. */
  readonly says?: RegExp;
}

/** What requests carry. */
export interface Bodies {
  /** 128 × 128, of one person; a box of whom is {@link BOX}. */
  readonly picture: Uint8Array;
  /** Ten thousand pixels squared by its head, in a few kilobytes. */
  readonly bomb: Uint8Array;
  /** Fifty megabytes, packed. */
  readonly packed: Uint8Array;
}

export const BOX = 'boxes=[[20,4,100,124]]';

export interface Seen {
  /** `200,404`; `lost` behind them where the connection did not end in time. */
  readonly statuses: string;
  readonly text: string;
}

/** Bytes of Latin-1, so that text can say any byte. */
export const bytesOf = (step: string | Uint8Array): Uint8Array =>
  typeof step === 'string' ? Buffer.from(step, 'latin1') : step;

/** A socket that has sent all of it. */
function flushed(write: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => write(resolve));
}

/** Does the steps, and reads until the connection ends or so many milliseconds have passed. */
export async function send(port: number, steps: readonly Step[], within = 60_000): Promise<Seen> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let text = '';
  let isLost = false;
  socket.on('data', (chunk) => (text += chunk.toString('latin1')));
  // a server that answers before it has read everything ends the connection with a reset
  socket.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => {
    socket.on('end', resolve);
    socket.on('close', () => resolve());
  });
  const late = setTimeout(() => {
    isLost = true;
    socket.destroy();
  }, within);
  await Promise.race([flushed((done) => socket.on('connect', done)), ended]);
  for (const step of steps) {
    if (socket.destroyed || socket.readableEnded) break;
    if (typeof step === 'number') await Promise.race([wait(step), ended]);
    else if (typeof step === 'string' || step instanceof Uint8Array) {
      await Promise.race([flushed((done) => socket.write(bytesOf(step), () => done())), ended]);
    } else if (step.end === 'half') socket.end();
    else socket.resetAndDestroy();
  }
  await ended;
  clearTimeout(late);
  socket.destroy();
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => status);
  return { statuses: [...statuses, ...(isLost ? ['lost'] : [])].join(','), text };
}
