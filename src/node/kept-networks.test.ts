import { mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Session } from '../platform/index.ts';
import { cacheFolder, withKeptNetworks } from './kept-networks.ts';
import { nodePlatform, type NodePlatform } from './platform.ts';

const NETWORK = 'blazepose-lite.onnx';
const SHAPE = [1, 3, 256, 256];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multiroi-kept-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The platform with a fresh look at the folder, and what its runtime was asked for. */
function counting(cache = folder): { platform: NodePlatform; asked: string[] } {
  const asked: string[] = [];
  const { runtime } = nodePlatform;
  const counted: NodePlatform = {
    ...nodePlatform,
    runtime: {
      ...runtime,
      createSession: (...all) => (asked.push('create'), runtime.createSession(...all)),
      compile: (...all) => (asked.push('compile'), runtime.compile(...all)),
      openCompiled: (...all) => (asked.push('open'), runtime.openCompiled(...all)),
    },
  };
  return { platform: withKeptNetworks(counted, cache), asked };
}

async function answerOf(session: Session | undefined): Promise<Record<string, unknown>> {
  const data = Float32Array.from({ length: 3 * 256 * 256 }, (_, i) => (i % 251) / 251);
  const outputs = await session?.run({ images: { type: 'float32', shape: SHAPE, data } });
  await session?.dispose();
  return outputs ?? {};
}

const keptFiles = async (): Promise<string[]> => {
  const all = await readdir(folder, { recursive: true });
  return all.filter((name) => name.endsWith('.ort')).map((name) => join(folder, name));
};

// kept networks need to know the processor
test.runIf(process.platform === 'linux')(
  'a network is compiled once, and answers the same to the bit',
  async () => {
    const first = counting();
    const compiled = await answerOf(await first.platform.openNetwork?.(NETWORK));
    await vi.waitFor(async () => expect(await keptFiles()).toHaveLength(1));
    const second = counting();
    const opened = await answerOf(await second.platform.openNetwork?.(NETWORK));
    expect([first.asked, second.asked]).toEqual([['compile'], ['open']]);
    expect(opened).toEqual(compiled);
    const plain = await nodePlatform.runtime.createSession(await nodePlatform.files.asset(NETWORK));
    expect(await answerOf(plain)).toEqual(compiled);
  },
);

test.runIf(process.platform === 'linux')('a file that was cut off is made again', async () => {
  await answerOf(await counting().platform.openNetwork?.(NETWORK));
  await vi.waitFor(async () => expect(await keptFiles()).toHaveLength(1));
  const [path = ''] = await keptFiles();
  const { size } = await stat(path);
  await truncate(path, size / 2);
  const again = counting();
  await answerOf(await again.platform.openNetwork?.(NETWORK));
  expect(again.asked).toEqual(['compile']);
  await vi.waitFor(async () => expect((await stat(path)).size).toBe(size));
});

test('a folder that takes nothing is no reason to do without', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  const { platform, asked } = counting(file);
  if (platform.openNetwork === undefined) return;
  expect(Object.keys(await answerOf(await platform.openNetwork(NETWORK)))).toContain('world');
  expect(asked.at(-1)).toBe('create');
});

test('another provider has nothing kept', async () => {
  const { platform, asked } = counting();
  const session = await platform.openNetwork?.(NETWORK, { provider: 'wasm' });
  await session?.dispose();
  expect(asked.filter((each) => each !== 'create')).toEqual([]);
  expect(await keptFiles()).toEqual([]);
});

test('without a folder no network is cached', () => {
  expect(cacheFolder({}, '/work')).toBeUndefined();
  expect(cacheFolder({ MULTIROI_CACHE: '' }, '/work')).toBeUndefined();
  expect(cacheFolder({ MULTIROI_CACHE: 'kept' }, '/work')).toBe(resolve('/work', 'kept'));
  expect(withKeptNetworks(nodePlatform, undefined)).toBe(nodePlatform);
});
