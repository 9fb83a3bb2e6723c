import { expect, test } from 'vitest';
import { testIo } from '../../../test/support/io.ts';
import { lightPlatform } from '../../../test/support/light.ts';
import { MultiRoiError } from '../../base/index.ts';
import type { Platform, RuntimeFacts } from '../../platform/index.ts';
import { runMain } from '../run.ts';
import { COMMANDS } from '../commands.ts';

async function run(platform: Platform, ...args: string[]) {
  const io = testIo({ platform: () => Promise.resolve(platform) });
  const code = await runMain(COMMANDS, '0', args, io);
  return { code, out: io.out(), err: io.err() };
}

test('a whole installation is well', async () => {
  const { code, out, err } = await run(lightPlatform(), 'doctor');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^ok {6}Node +\d+\./);
  expect(out).toContain('ONNX Runtime on cpu computes');
  expect(out).toContain('open, 13380 vertices');
  expect(out).not.toContain('missing');
});

test('what is missing is named, with what to do', async () => {
  const platform = lightPlatform();
  const absent = new MultiRoiError('E_IO', 'asset: expected "weights/light.safetensors"', {
    hint: 'install the package again',
  });
  const files = {
    ...platform.files,
    asset: (name: string) =>
      name === 'weights/light.safetensors' ? Promise.reject(absent) : platform.files.asset(name),
  };
  const images = { ...platform.images, encodePng: () => Promise.reject(new Error('no libvips')) };
  const { code, out } = await run({ ...platform, files, images }, 'doctor', '--json');
  expect(code).toBe(1);
  const checks = JSON.parse(out) as {
    what: string;
    state: string;
    found: string;
    advice?: string;
  }[];
  expect(checks.filter(({ state }) => state === 'missing')).toEqual([
    {
      what: 'Images',
      state: 'missing',
      found: 'no libvips',
      advice: 'install the package again, for this platform',
    },
    {
      what: 'Weights',
      state: 'missing',
      found: 'asset: expected "weights/light.safetensors"',
      advice: 'install the package again',
    },
  ]);
});

test('networks in WebAssembly are a warning, with what brings native code', async () => {
  const platform = lightPlatform();
  const slow: RuntimeFacts = {
    kind: 'wasm',
    version: '1.2.3',
    providers: ['wasm'],
    why: 'none is installed',
    remedy: 'npm install it',
  };
  const runtime = { ...platform.runtime, facts: () => slow };
  const { code, out } = await run({ ...platform, runtime }, 'doctor');
  expect(code).toBe(0);
  expect(out).toMatch(
    /warning Runtime +ONNX Runtime 1\.2\.3 on cpu computes, several times slower than native code: none is installed\n +→ npm install it\n/,
  );
});

test('a body tells its size and where stand-ins stand in', async () => {
  const { code, out } = await run(lightPlatform(), 'body', 'info');
  expect(code).toBe(0);
  expect(out).toContain('13380 vertices');
  expect(out).toMatch(/smpl24: 24 joints\n/);
  const info = await run(lightPlatform(), 'body', 'info', '--json');
  const [{ heightM, jointSets }] = JSON.parse(info.out) as [
    { heightM: number; jointSets: { id: string; approximations: object[] }[] },
  ];
  expect(heightM).toBeGreaterThan(1.5);
  expect(heightM).toBeLessThan(1.9);
  expect(jointSets.find(({ id }) => id === 'smpl24')?.approximations).toEqual([]);
  expect((await run(lightPlatform(), 'body', 'inform')).code).toBe(2);
});
