/**
 * @file The page without a connection, and with shared memory on hosts that set no headers: everything of the
 * page's own is kept when it is fetched, and every answer carries what makes a page cross-origin isolated.
 */

/** What is used of `ServiceWorkerGlobalScope`; the DOM's types do not have it. */
interface Scope {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(
    type: 'install' | 'activate',
    listener: (event: { waitUntil(work: Promise<unknown>): void }) => void,
  ): void;
  addEventListener(
    type: 'fetch',
    listener: (event: {
      readonly request: Request;
      respondWith(answer: Promise<Response>): void;
    }) => void,
  ): void;
}
const scope = self as unknown as Scope;

const CACHE = 'multiroi-page';
const own = (path: string): string => new URL(path, scope.registration.scope).href;

/** Fetches everything of the page except the networks and the runtime, which are kept when they are used. */
async function install(): Promise<void> {
  const list = (await (await fetch(own('offline.json'), { cache: 'no-cache' })).json()) as {
    files: string[];
  };
  const cache = await caches.open(CACHE);
  const code = list.files.filter((name) => !name.startsWith('samples/'));
  await cache.addAll([own('./'), ...code.map(own)]);
  // what an older release left behind
  const known = new Set([own('./'), ...list.files.map(own)]);
  for (const { url } of await cache.keys()) {
    if (url.includes('/code/') && !known.has(url)) await cache.delete(url);
  }
  await scope.skipWaiting();
}

function isolated(response: Response): Response {
  if (response.status === 0 || response.status === 204) return response;
  const headers = new Headers(response.headers);
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-embedder-policy', 'require-corp');
  headers.set('cross-origin-resource-policy', 'same-origin');
  const { status, statusText, body } = response;
  return new Response(body, { status, statusText, headers });
}

/** Code is named by content and the runtime by release; the rest may change, and is asked for first. */
async function answer(request: Request): Promise<Response> {
  const lasting = /\/(code|ort)\//.test(new URL(request.url).pathname);
  const cache = await caches.open(CACHE);
  const kept = lasting ? await cache.match(request.url) : undefined;
  if (kept !== undefined) return isolated(kept);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request.url, response.clone());
    return isolated(response);
  } catch (error) {
    const stored = await cache.match(request.url, { ignoreSearch: true });
    if (stored === undefined) throw error;
    return isolated(stored);
  }
}

scope.addEventListener('install', (event) => event.waitUntil(install()));
scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== new URL(scope.registration.scope).origin) return;
  // networks are kept by the engine under their hashes; results belong to the host
  if (!/\/(files|results)\//.test(pathname)) event.respondWith(answer(request));
});
