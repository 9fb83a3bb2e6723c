/**
 * @file Traces to a collector, by OpenTelemetry's protocol over HTTP. Its packages are loaded when somebody asks for traces and
 * not before.
 */

import type { Context, Span as OtelSpan, Tracer } from '@opentelemetry/api';
import {
  messageOf,
  MultiRoiError,
  UNTRACED,
  type Logger,
  type Span,
  type SpanAttributes,
} from '../base/index.ts';

/** Where traces go, and who sends them. */
export interface TracesOptions {
  /** The collector, such as `http://127.0.0.1:4318`; `/v1/traces` is added. Absent: as the environment says. */
  readonly endpoint: string | undefined;
  /** Such as `multiroi-worker`; OTEL_SERVICE_NAME goes before it. */
  readonly service: string;
  readonly version: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Warned once when a collector cannot be reached; work goes on without it. */
  readonly log: Logger;
}

/** What traces begin at. */
export interface Traces {
  /**
   * A trace begins.
   * @param traceparent the header of whoever asked for it, which it then is a part of (W3C Trace Context).
   */
  begin(name: string, attributes: SpanAttributes, traceparent?: string): Span;
  /** Sends what is held. Never throws. */
  close(): Promise<void>;
}

/** Nobody is told. */
export const NO_TRACES: Traces = { begin: () => UNTRACED, close: () => Promise.resolve() };

const PATH = 'v1/traces';
/** What is held is sent within this at the end, ms. */
const FLUSH_MS = 5_000;

function requireUrl(text: string, name: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw new MultiRoiError(
    'E_CONFIG',
    `traces: expected http://host:port of a collector, got "${text}" (${name})`,
    { hint: 'OTLP over HTTP listens on port 4318 as a rule' },
  );
}

/** The full address; undefined where nobody wants traces. @throws E_CONFIG */
function addressOf({ endpoint, env }: TracesOptions): string | undefined {
  const given = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  const below = (base: string, name: string): string => {
    const url = requireUrl(base, name);
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/${PATH}`;
    return url.href;
  };
  if (endpoint !== undefined) return below(endpoint, '--traces');
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return undefined;
  if (env['OTEL_TRACES_EXPORTER'] === 'none') return undefined;
  const own = given('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  if (own !== undefined) return requireUrl(own, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT').href;
  const all = given('OTEL_EXPORTER_OTLP_ENDPOINT');
  return all === undefined ? undefined : below(all, 'OTEL_EXPORTER_OTLP_ENDPOINT');
}

/** The share of traces that is kept, by OTEL_TRACES_SAMPLER_ARG; all unless a sampler by ratio is named. */
function ratioOf(env: TracesOptions['env']): number {
  if (env['OTEL_TRACES_SAMPLER']?.endsWith('traceidratio') !== true) return 1;
  const ratio = Number(env['OTEL_TRACES_SAMPLER_ARG'] ?? 1);
  return ratio >= 0 && ratio <= 1 ? ratio : 1;
}

/** The packages, with what of them is used. */
async function loadPackages() {
  const [api, core, sdk, resources, exporter] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  return { api, core, sdk, resources, exporter };
}

type Api = Awaited<ReturnType<typeof loadPackages>>['api'];

/** A span of theirs as one of ours. */
function spanOf(api: Api, tracer: Tracer, parent: Context, own: OtelSpan): Span {
  const context = api.trace.setSpan(parent, own);
  return {
    begin: (name, attributes = {}) =>
      spanOf(api, tracer, context, tracer.startSpan(name, { attributes }, context)),
    part: (name, startMs, endMs) =>
      tracer.startSpan(name, { startTime: startMs }, context).end(endMs),
    set: (attributes) => void own.setAttributes(attributes),
    end: (error) => {
      if (error !== undefined) {
        const type = error instanceof MultiRoiError ? error.code : 'E_INTERNAL';
        own.setAttribute('error.type', type);
        own.setStatus({ code: api.SpanStatusCode.ERROR, message: messageOf(error) });
      }
      own.end();
    },
  };
}

/**
 * Traces that go to a collector, where one is named by the option or the environment (OTEL_EXPORTER_OTLP_ENDPOINT and its
 * like; headers, time limits and compression are the packages' to read); {@link NO_TRACES} otherwise.
 * @throws E_CONFIG for an address that is none.
 */
export async function startTraces(options: TracesOptions): Promise<Traces> {
  const url = addressOf(options);
  if (url === undefined) return NO_TRACES;
  const { service, version, env, log } = options;
  const { api, core, sdk, resources, exporter } = await loadPackages();
  let isWarned = false;
  const tell = (message: string): void => {
    log[isWarned ? 'debug' : 'warn'](`traces: expected ${url} to take them, got ${message}`);
    isWarned = true;
  };
  api.diag.setLogger(
    { error: tell, warn: tell, info: tell, debug: tell, verbose: tell },
    { logLevel: api.DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const sampled = new sdk.ParentBasedSampler({
    root: new sdk.TraceIdRatioBasedSampler(ratioOf(env)),
  });
  const resource = resources.resourceFromAttributes({
    'service.name': env['OTEL_SERVICE_NAME'] ?? service,
    'service.version': version,
    'process.pid': process.pid,
  });
  const told = resources.detectResources({
    detectors: [resources.envDetector, resources.hostDetector],
  });
  const provider = new sdk.TracerProvider({
    resource: told.merge(resource),
    sampler: sampled,
    spanProcessors: [
      new sdk.BatchSpanProcessor({ exporter: new exporter.OTLPTraceExporter({ url }) }),
    ],
  });
  const tracer = provider.getTracer('multiroi', version);
  const propagator = new core.W3CTraceContextPropagator();
  return {
    begin(name, attributes, traceparent) {
      const context = propagator.extract(
        api.ROOT_CONTEXT,
        traceparent === undefined ? {} : { traceparent },
        api.defaultTextMapGetter,
      );
      return spanOf(api, tracer, context, tracer.startSpan(name, { attributes }, context));
    },
    async close() {
      try {
        await provider.forceFlush({ timeoutMillis: FLUSH_MS });
        await provider.shutdown();
      } catch (error) {
        tell(messageOf(error));
      }
    },
  };
}
