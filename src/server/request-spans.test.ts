import sharp from 'sharp';
import { expect, test } from 'vitest';
import { attributesOf, startCollector } from '../../test/support/collector.ts';
import { startApp } from '../../test/support/server.ts';
import { SILENT } from '../base/index.ts';
import { startTraces } from '../node/index.ts';

/** A thread that says what took when how long. */
const BODY = `
  const now = performance.timeOrigin + performance.now();
  const stages = [['decode', now, now + 2], ['detect', now + 2, now + 5]];
  const body = new Uint8Array(2);
  reply({ answer: { kind: 'reconstruct', contentType: 'application/json', body, people: 0, stages } });
`;

test('a request is a part of its client’s trace, with its wait and its stages; probes are not told of', async () => {
  const collector = await startCollector();
  const traces = await startTraces({
    endpoint: collector.url,
    service: 'multiroi-server',
    version: '1.2.3',
    env: {},
    log: SILENT,
  });
  const server = await startApp(BODY, {}, { traces });
  const create = { width: 8, height: 8, channels: 3, background: '#fff' } as const;
  const body = new Uint8Array(await sharp({ create }).png().toBuffer());
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const headers = {
    'content-type': 'image/png',
    traceparent: `00-${traceId}-b7ad6b7169203331-01`,
  };
  const post = (path: string) => fetch(`${server.url}${path}`, { method: 'POST', headers, body });
  expect((await post('/v1/reconstruct')).status).toBe(200);
  expect((await post('/nowhere')).status).toBe(404);
  await fetch(`${server.url}/healthz`);
  await server.close();
  await traces.close();
  const whole = collector.spans.filter(({ parentSpanId }) => parentSpanId === 'b7ad6b7169203331');
  expect(whole.map(({ name }) => name)).toEqual(['POST /v1/reconstruct', 'POST none']);
  const [good, absent] = whole;
  expect(good && collector.partsOf(good)).toEqual(['wait', 'decode', 'detect']);
  expect(good && attributesOf(good.attributes)).toEqual({
    'http.request.method': 'POST',
    'http.route': '/v1/reconstruct',
    'http.response.status_code': 200,
  });
  expect(absent && attributesOf(absent.attributes)).toMatchObject({
    'http.response.status_code': 404,
  });
  expect(collector.spans).toHaveLength(5);
  await collector.close();
});
