import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { attributesOf, startCollector, type Collector } from '../../test/support/collector.ts';
import { MultiRoiError, SILENT, traced } from '../base/index.ts';
import { NO_TRACES, startTraces, type Traces } from './traces.ts';

let collector: Collector;
beforeEach(async () => {
  collector = await startCollector();
});
afterEach(() => collector.close());

const start = (endpoint?: string, env: Record<string, string> = {}): Promise<Traces> =>
  startTraces({ endpoint, service: 'multiroi-test', version: '1.2.3', env, log: SILENT });

describe('traces', () => {
  test('are nobody’s unless they are asked for', async () => {
    expect(await start()).toBe(NO_TRACES);
    for (const off of [{ OTEL_SDK_DISABLED: 'true' }, { OTEL_TRACES_EXPORTER: 'none' }]) {
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...off };
      expect(await start(undefined, env)).toBe(NO_TRACES);
    }
    await traced(NO_TRACES.begin('x', {}), 'y', {}, () => Promise.resolve());
    await NO_TRACES.close();
  });

  test('reach the collector whole: parts, times, attributes, what went wrong', async () => {
    const traces = await start(collector.url);
    const whole = traces.begin('batch', { 'multiroi.images': 2 });
    await traced(whole, 'image', { 'multiroi.file': 'a.jpg' }, (image) => {
      image.part('detect', 1_700_000_000_000, 1_700_000_000_250.5);
      image.set({ 'multiroi.people': 3 });
      return Promise.resolve();
    });
    const fault = new MultiRoiError('E_FORMAT', 'decode: expected an image, got text');
    await expect(traced(whole, 'image', {}, () => Promise.reject(fault))).rejects.toBe(fault);
    whole.end();
    await traces.close();
    expect([...collector.paths]).toEqual(['/v1/traces']);
    expect(collector.resource).toMatchObject({
      'service.name': 'multiroi-test',
      'service.version': '1.2.3',
    });
    const named = (name: string) => collector.spans.filter((span) => span.name === name);
    const [batch] = named('batch');
    expect(batch && collector.partsOf(batch)).toEqual(['image', 'image']);
    expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(1);
    const [detect] = named('detect');
    expect(detect).toMatchObject({
      startTimeUnixNano: '1700000000000000000',
      endTimeUnixNano: '1700000000250500000',
    });
    const good = named('image').find(({ spanId }) => spanId === detect?.parentSpanId);
    expect(good && attributesOf(good.attributes)).toEqual({
      'multiroi.file': 'a.jpg',
      'multiroi.people': 3,
    });
    const bad = named('image').find((span) => span !== good);
    expect(bad?.status).toEqual({ code: 2, message: fault.message });
    expect(bad && attributesOf(bad.attributes)).toEqual({ 'error.type': 'E_FORMAT' });
  });

  test('go where the environment says, as a part of whoever asked, as many as it says', async () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/otlp/`,
      OTEL_SERVICE_NAME: 'mine',
    };
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const traces = await start(undefined, env);
    traces.begin('request', {}, `00-${traceId}-b7ad6b7169203331-01`).end();
    traces.begin('request', {}, `00-${traceId}-b7ad6b7169203331-00`).end();
    await traces.close();
    expect([...collector.paths]).toEqual(['/otlp/v1/traces']);
    expect(collector.spans).toMatchObject([{ traceId, parentSpanId: 'b7ad6b7169203331' }]);
    expect(collector.resource).toMatchObject({ 'service.name': 'mine' });
    const own = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/own` };
    const none = await start(undefined, {
      ...own,
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0',
    });
    none.begin('request', {}).end();
    await none.close();
    expect(collector.spans).toHaveLength(1);
  });

  test('that cannot be sent keep nobody from working', async () => {
    const told: string[] = [];
    const log = { ...SILENT, warn: (message: string) => void told.push(message) };
    const options = { service: 's', version: '1', env: {}, log };
    const traces = await startTraces({ ...options, endpoint: 'http://127.0.0.1:9' });
    traces.begin('batch', {}).end();
    await traces.close();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(
      /^traces: expected http:\/\/127\.0\.0\.1:9\/v1\/traces to take them, got /,
    );
    await expect(start('127.0.0.1:4318')).rejects.toMatchObject({ code: 'E_CONFIG' });
  });
});
