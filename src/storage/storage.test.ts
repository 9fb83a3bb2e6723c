import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFaultProxy, type Fault, type FaultProxy } from '../../test/support/fault-proxy.ts';
import { BUCKET, startS3, type TestS3 } from '../../test/support/s3.ts';
import { Rng } from '../base/index.ts';
import { fullAddress, requireKey, Storages, type Storage } from './index.ts';

let folder = '';
let s3: TestS3;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multiroi-storage-'));
  s3 = await startS3();
});
afterAll(async () => {
  await s3.close();
  await rm(folder, { recursive: true, force: true });
});

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

async function keysOf(storage: Storage, prefix?: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of storage.list(prefix)) keys.push(key);
  return keys.toSorted();
}

const open = {
  'a folder': () => new Storages({ cwd: folder, env: {} }).open('out'),
  'a bucket': () => new Storages({ cwd: folder, env: s3.env() }).open(`s3://${BUCKET}/out/`),
};

describe.each(Object.keys(open) as (keyof typeof open)[])('%s', (kind) => {
  test('keeps what is written, whatever it is called', async () => {
    const storage = await open[kind]();
    expect(await storage.stat('a/b c&é.json')).toBeUndefined();
    await storage.write('a/b c&é.json', 'one');
    await storage.write('a/b c&é.json', 'three');
    await storage.write('ab.bin', new Uint8Array(70_000).fill(7));
    expect(text(await storage.read('a/b c&é.json'))).toBe('three');
    expect((await storage.read('ab.bin')).length).toBe(70_000);
    expect(await storage.stat('a/b c&é.json')).toMatchObject({ key: 'a/b c&é.json', bytes: 5 });
    expect(await keysOf(storage)).toEqual(['a/b c&é.json', 'ab.bin']);
    expect(await keysOf(storage, 'a/')).toEqual(['a/b c&é.json']);
    expect(await keysOf(storage, 'a')).toEqual(['a/b c&é.json', 'ab.bin']);
    expect(await keysOf(storage, 'nothing/')).toEqual([]);
  });

  test('says which object is absent', async () => {
    const storage = await open[kind]();
    await expect(storage.read('no/such')).rejects.toMatchObject({
      code: 'E_IO',
      message: expect.stringContaining('no/such') as string,
    });
  });

  test.each(['', '../x', 'a/../b', '/etc/passwd', 'a//b', 'a\0'])(
    'refuses the key %j',
    async (key) => {
      const storage = await open[kind]();
      await expect((async () => storage.write(key, 'x'))()).rejects.toMatchObject({
        code: 'E_RANGE',
      });
      expect(() => requireKey(key)).toThrow('expected a key below its root');
    },
  );
});

test('a folder tells nothing of files that have no name yet', async () => {
  await mkdir(join(folder, 'new'));
  await writeFile(join(folder, 'new', '.multiroi-abc-1.tmp'), 'half');
  const storage = await new Storages({ cwd: folder, env: {} }).open(fullAddress('new', folder));
  expect(await keysOf(storage)).toEqual([]);
  await storage.write('x', '1');
  expect(await readdir(join(folder, 'new'))).toContain('x');
});

test('a bucket of more than one page is listed whole', async () => {
  const storages = new Storages({ cwd: folder, env: s3.env(), pageSize: 3 });
  const storage = await storages.open(`s3://${BUCKET}/many`);
  const keys = Array.from({ length: 10 }, (_, i) => `k${i}`);
  for (const key of keys) await storage.write(key, '');
  expect(await keysOf(storage)).toEqual(keys);
});

describe('what is wrong is told before anything is tried', () => {
  const at = (env: Record<string, string>) => new Storages({ cwd: folder, env });

  test('no credentials', async () => {
    await expect(at({}).open('s3://bucket/x')).rejects.toMatchObject({
      code: 'E_CONFIG',
      hint: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    });
  });

  test.each(['s3://', 's3:///key', 's3://key:secret@bucket/x'])(
    'the address %s',
    async (address) => {
      await expect(at(s3.env()).open(address)).rejects.toMatchObject({ code: 'E_CONFIG' });
    },
  );

  test('wrong credentials are not tried again', async () => {
    let asked = 0;
    const proxy = await startFaultProxy(s3.port, () => (asked++, 'pass'));
    const env = { ...s3.env(proxy.port), AWS_ACCESS_KEY_ID: 'nobody' };
    const storage = await at(env).open(`s3://${BUCKET}/x`);
    await expect(storage.write('a', 'b')).rejects.toMatchObject({
      code: 'E_IO',
      hint: 'check the credentials and their rights',
    });
    expect(asked).toBe(1);
    await proxy.close();
  });
});

describe('a network that fails', () => {
  const policy = { tries: 12, firstMs: 5, longestMs: 40 };
  const through = async (next: () => Fault): Promise<[Storage, FaultProxy, Storages]> => {
    const proxy = await startFaultProxy(s3.port, next);
    const storages = new Storages({ cwd: folder, env: s3.env(proxy.port), policy, tryMs: 1500 });
    return [await storages.open(`s3://${BUCKET}/faults`), proxy, storages];
  };

  test('loses nothing: 60 objects there and back through every kind of fault', async () => {
    const rng = new Rng('faults');
    const kinds: Fault[] = ['unavailable', 'reset', 'truncate', 'slow', 'hang'];
    const next = (): Fault => {
      const drawn = rng.uniform();
      if (drawn < 0.03) return 'hang';
      return drawn < 0.35 ? (kinds[Math.floor(rng.uniform() * 4)] ?? 'pass') : 'pass';
    };
    const [storage, proxy, storages] = await through(next);
    const contents = Array.from({ length: 60 }, (_, i) =>
      Uint8Array.from({ length: 1000 + i }, (__, j) => (i * j) & 255),
    );
    const keys = contents.map((_, i) => `o/${i}`);
    for (let start = 0; start < 60; start += 20) {
      const some = keys.slice(start, start + 20);
      await Promise.all(some.map((key, i) => storage.write(key, contents[start + i] ?? '')));
      const back = await Promise.all(some.map((key) => storage.read(key)));
      for (const [i, bytes] of back.entries()) {
        expect(Buffer.compare(bytes, contents[start + i] ?? new Uint8Array())).toBe(0);
      }
    }
    expect(await keysOf(storage, 'o/')).toEqual(keys.toSorted());
    for (const kind of kinds) expect(proxy.counts[kind], kind).toBeGreaterThan(0);
    await storages.close();
    await proxy.close();
  });

  test('is given up on in the end, by name', async () => {
    const [storage, proxy, storages] = await through(() => 'unavailable');
    await expect(storage.read('o/1')).rejects.toMatchObject({
      code: 'E_IO',
      message: expect.stringMatching(/read s3:\/\/photographs\/faults\/o\/1, got .*503/) as string,
    });
    expect(proxy.counts.unavailable).toBe(policy.tries);
    await storages.close();
    await proxy.close();
  });

  test('stops trying when it is told to', async () => {
    const stop = new AbortController();
    const proxy = await startFaultProxy(s3.port, () => 'hang');
    const storages = new Storages({ cwd: folder, env: s3.env(proxy.port), signal: stop.signal });
    const storage = await storages.open(`s3://${BUCKET}/faults`);
    const reading = storage.read('o/1');
    setTimeout(() => stop.abort(), 30);
    await expect(reading).rejects.toMatchObject({ code: 'E_ABORT' });
    await storages.close();
    await proxy.close();
  });
});
