/** @file Which provider is faster here, and whether they say the same. */

import { BLAZEPOSE_SIDE } from '../network/index.ts';
import type { Files, HostTensor, Runtime, Session } from '../platform/index.ts';
import { Rng } from '../base/index.ts';
import type { WebProvider } from './runtime.ts';
import type { WebPlatform } from './web-platform.ts';

/** See `ProviderChoice`. */
export interface ProviderTimes {
  readonly wasmMs: number;
  readonly webgpuMs: number | null;
  readonly difference: number | null;
}

/** WebGPU is taken when it is this much faster, and says the same. */
const WORTH = 1.15;
const SAME = 2e-3;
/** Per provider; the whole of it takes about a second. */
const BUDGET_MS = 400;
const MOST_RUNS = 8;
const REGIONS = 5;

/** The encoder's input: noise of a fixed seed, smooth enough to be a picture's. */
function crops(): HostTensor {
  const rng = new Rng('calibrate');
  const data = Float32Array.from({ length: REGIONS * 3 * BLAZEPOSE_SIDE * BLAZEPOSE_SIDE }, () =>
    rng.uniform(),
  );
  for (let i = 1; i < data.length; i++) data[i] = 0.9 * data[i - 1] + 0.1 * data[i];
  return { type: 'float32', shape: [REGIONS, 3, BLAZEPOSE_SIDE, BLAZEPOSE_SIDE], data };
}

async function timed(session: Session, images: HostTensor): Promise<number> {
  let best = Infinity;
  const began = performance.now();
  for (let run = 0; run < MOST_RUNS && performance.now() - began < BUDGET_MS; run++) {
    const start = performance.now();
    await session.run({ images });
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

function differenceOf(
  a: Readonly<Record<string, HostTensor>>,
  b: Readonly<Record<string, HostTensor>>,
): number {
  let worst = 0;
  for (const [name, { data }] of Object.entries(a)) {
    const other = b[name].data;
    let [most, apart] = [1e-6, 0];
    for (let i = 0; i < data.length; i++) {
      most = Math.max(most, Math.abs(Number(data[i])));
      const d = Math.abs(Number(data[i]) - Number(other[i]));
      // NaN is as far as can be
      apart = d <= apart ? apart : Number.isNaN(d) ? Infinity : d;
    }
    worst = Math.max(worst, apart / most);
  }
  return worst;
}

/** Times the pose encoder on both providers; a WebGPU that fails is one that cannot run. */
export async function providerTimes(runtime: Runtime, files: Files): Promise<ProviderTimes> {
  const model = await files.asset('blazepose-full.onnx');
  const images = crops();
  const wasm = await runtime.createSession(model, { provider: 'wasm' });
  try {
    const expected = await wasm.run({ images });
    const wasmMs = await timed(wasm, images);
    const gpu = await runtime.createSession(model, { provider: 'webgpu' }).catch(() => null);
    if (gpu === null) return { wasmMs, webgpuMs: null, difference: null };
    try {
      // the first run compiles shaders
      const outputs = await gpu.run({ images });
      return {
        wasmMs,
        webgpuMs: await timed(gpu, images),
        difference: differenceOf(expected, outputs),
      };
    } catch {
      return { wasmMs, webgpuMs: null, difference: null };
    } finally {
      await gpu.dispose();
    }
  } finally {
    await wasm.dispose();
  }
}

/** The faster of those that agree. */
export function faster({ wasmMs, webgpuMs, difference }: ProviderTimes): WebProvider {
  const better =
    webgpuMs !== null && difference !== null && difference < SAME && webgpuMs * WORTH < wasmMs;
  return better ? 'webgpu' : 'wasm';
}

/** What is known of a graphics processor; a browser says little. */
async function gpuName(): Promise<string> {
  const gpu = (navigator as { readonly gpu?: GpuLike }).gpu;
  const adapter = await gpu?.requestAdapter().catch(() => null);
  const { vendor = '', architecture = '' } = adapter?.info ?? {};
  return `${vendor}/${architecture}`;
}

interface GpuLike {
  requestAdapter(): Promise<{
    readonly info?: { readonly vendor?: string; readonly architecture?: string };
  } | null>;
}

/** Cache Storage's name. */
const MEMORY = 'multiroi-providers';

/**
 * The provider that is faster here and agrees with the other; measured once for each graphics processor and release of the
 * runtime, and remembered.
 */
export async function fasterProvider({ runtime, files }: WebPlatform): Promise<WebProvider> {
  if (!runtime.providers.includes('webgpu')) return 'wasm';
  const memory = await globalThis.caches?.open(MEMORY).catch(() => null);
  const key = `${files.runtimeBase}provider?gpu=${encodeURIComponent(await gpuName())}`;
  const known = await (await memory?.match(key))?.text();
  if (known === 'wasm' || known === 'webgpu') return known;
  const chosen = faster(await providerTimes(runtime, files));
  // a private window: measured again on the next visit
  await memory?.put(key, new Response(chosen)).catch(() => undefined);
  return chosen;
}
