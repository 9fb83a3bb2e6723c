/** @file The service worker's beginning. */

import type { State } from '../state/state.ts';
import type { Store } from '../state/store.ts';

/** Set once a visit has been reloaded to become isolated, so that it is not tried again. */
const TRIED = 'multiroi-isolating';

/**
 * Registers the service worker and waits until it answers. On hosts that do not isolate the page it does so from
 * the next load on, and that load is made at once.
 */
export async function goOffline(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register(new URL('service-worker.js', document.baseURI));
    if (crossOriginIsolated) return;
    await navigator.serviceWorker.ready;
    if (sessionStorage.getItem(TRIED) !== null) return;
    sessionStorage.setItem(TRIED, 'yes');
    location.reload();
  } catch {
    // private windows and plain http refuse: the page works, with one thread and a connection
  }
}

/** Has the runtime kept for an offline visit: it was fetched before the service worker listened. */
async function keepRuntime(): Promise<void> {
  if (!('serviceWorker' in navigator) || navigator.serviceWorker.controller === null) return;
  const cache = await caches.open('multiroi-page');
  const used = performance
    .getEntriesByType('resource')
    .map(({ name }) => name)
    .filter((name) => name.includes('/ort/'));
  const base = new URL('ort/', document.baseURI).href;
  const webgpu = 'Suspending' in WebAssembly && 'gpu' in navigator;
  const guess = `${base}ort-wasm-simd-threaded${webgpu ? '.jspi' : ''}`;
  for (const url of new Set([...used, `${guess}.mjs`, `${guess}.wasm`])) {
    if ((await cache.match(url)) === undefined) await cache.add(url);
  }
}

/** {@link keepRuntime}, once a photograph has been reconstructed. */
export function keepRuntimeAfterUse(store: Store<State>): void {
  const used = ({ photo, result }: State): boolean =>
    typeof photo?.id === 'number' && result !== null;
  let kept = false;
  store.watch(used, (now) => {
    if (now && !kept) void keepRuntime();
    kept ||= now;
  });
}
