/** A collector of traces on loopback: OTLP over HTTP as JSON. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A span as it came. */
export interface CollectedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly status: { readonly code: number; readonly message?: string };
}

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: CollectedSpan['attributes'] };
    readonly scopeSpans: readonly { readonly spans: readonly CollectedSpan[] }[];
  }[];
}

export interface Collector {
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  /** Of whoever sent last. */
  readonly resource: Readonly<Record<string, unknown>>;
  /** Paths that were asked. */
  readonly paths: ReadonlySet<string>;
  /** Names of the spans below one, in the order of their beginnings. */
  partsOf(span: CollectedSpan): string[];
  close(): Promise<void>;
}

/** Attributes by name. */
export function attributesOf(attributes: CollectedSpan['attributes']): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const paths = new Set<string>();
  let resource: Record<string, unknown> = {};
  const server = createServer((request, response) => {
    paths.add(request.url ?? '');
    void json(request).then((body) => {
      for (const each of (body as Export).resourceSpans) {
        resource = attributesOf(each.resource.attributes);
        for (const scope of each.scopeSpans) spans.push(...scope.spans);
      }
      response.setHeader('content-type', 'application/json').end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    paths,
    get resource() {
      return resource;
    },
    partsOf: ({ spanId }) =>
      spans
        .filter(({ parentSpanId }) => parentSpanId === spanId)
        .toSorted((a, b) => Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)))
        .map(({ name }) => name),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
