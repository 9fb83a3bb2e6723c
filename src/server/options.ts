/** @file How a server is set up, and what each limit protects. */

import type { Logger } from '../base/index.ts';
import type { Traces } from '../node/index.ts';
import type { LoadOptions } from '../reconstruct/index.ts';

/** What a server will not do more of. */
export interface Limits {
  /** Bytes of a request's body. */
  readonly maxBytes: number;
  /** Pixels of a picture, by its header: nothing larger is decoded. */
  readonly maxPixels: number;
  /** People reconstructed of one picture, the largest first. */
  readonly maxPeople: number;
  /** From the last byte of a request to its answer, the queue included, ms. */
  readonly maxMs: number;
  /** The same for a video, ms. */
  readonly maxMotionMs: number;
  /** From the beginning of a connection, or the first byte of a request, to the end of its headers, ms. */
  readonly headersMs: number;
  /** From the first byte of a request to its last, headers included, ms. */
  readonly uploadMs: number;
  /** From the first byte of an answer to its last, ms; who does not listen for so long is let go. */
  readonly downloadMs: number;
  /** A connection that is kept between two requests, ms. */
  readonly idleMs: number;
  /** Requests that wait for a thread. */
  readonly maxQueue: number;
  /** Bytes of all bodies that are being received or worked on; one request of `maxBytes` is always taken. */
  readonly maxHeldBytes: number;
  /** Open connections; more are closed as they come. */
  readonly maxConnections: number;
  /** From the wish to stop to the end, ms; what is not finished by then is given up. */
  readonly graceMs: number;
}

/** What is left out of `ServerOptions.limits`. */
export const LIMITS: Limits = {
  maxBytes: 32 * 2 ** 20,
  maxPixels: 50e6,
  maxPeople: 64,
  maxMs: 60_000,
  maxMotionMs: 600_000,
  headersMs: 10_000,
  uploadMs: 30_000,
  downloadMs: 60_000,
  // longer than proxies keep theirs, so that it is they who close
  idleMs: 72_000,
  maxQueue: 32,
  maxHeldBytes: 256 * 2 ** 20,
  maxConnections: 512,
  // orchestrators kill after 30 s
  graceMs: 25_000,
};

/** Where a server listens, who may ask it, and what it answers with. */
export interface ServerOptions {
  /** Default 127.0.0.1. Another needs a token. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Whoever asks must bear it; absent: whoever reaches the socket may ask. */
  readonly token?: string | undefined;
  /** Pages that may ask: origins as browsers tell them, or `*` for all, which no token goes with. Default: none. */
  readonly corsOrigins?: readonly string[];
  /** Threads that reconstruct, each with a model of its own. */
  readonly threads?: number;
  readonly limits?: Partial<Limits>;
  /** What every thread loads; plain data, since it crosses to another thread. */
  readonly model?: Omit<LoadOptions, 'log' | 'body'> & { readonly body?: string | undefined };
  readonly version: string;
  readonly log?: Logger;
  /** Every request but health checks and metrics is a trace, or a part of its client's. */
  readonly traces?: Traces;
}
