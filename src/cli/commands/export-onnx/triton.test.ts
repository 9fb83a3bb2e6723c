import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testIo } from '../../../../test/support/io.ts';
import { Rng } from '../../../base/index.ts';
import { nodePlatform } from '../../../node/index.ts';
import type { HostTensor } from '../../../platform/index.ts';
import { describeModel } from '../../../reconstruct/index.ts';
import { COMMANDS } from '../../commands.ts';
import { runMain } from '../../run.ts';

const HAS_PROTOC = ((): boolean => {
  try {
    execFileSync('protoc', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

let cwd = '';
let names: string[] = [];
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multiroi-triton-'));
  const io = testIo({ cwd, platform: () => Promise.resolve(nodePlatform) });
  expect(await runMain(COMMANDS, '9.9.9', ['export-onnx', '--triton', 'models'], io)).toBe(0);
  names = await readdir(join(cwd, 'models'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const configOf = (name: string): Promise<string> =>
  readFile(join(cwd, 'models', name, 'config.pbtxt'), 'utf8');

/** What protoc makes of a text by the schema. @throws what it refuses. */
function encoded(text: string): Buffer {
  const schema = resolve('test/support/triton-config.proto');
  const args = [`-I${resolve('test/support')}`, '--encode=inference.ModelConfig', schema];
  return execFileSync('protoc', args, { input: text, stdio: ['pipe', 'pipe', 'ignore'] });
}

const floatsOf = (tensor: HostTensor | undefined): Float32Array => {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  throw new Error('expected numbers');
};

describe('the repository for Triton', () => {
  test.skipIf(!HAS_PROTOC)('keeps the published schema of configurations', async () => {
    expect(names.length).toBeGreaterThan(4);
    for (const name of names) {
      const text = await configOf(name);
      expect(encoded(text).length, name).toBeGreaterThan(50);
      expect(() => encoded(text.replace('max_batch_size', 'most_rows'))).toThrow('protoc');
      expect(() => encoded(text.replace('TYPE_FP32', 'FP32'))).toThrow('protoc');
    }
  });

  test('batches where rows may be any number, and only there', async () => {
    const batched: string[] = [];
    for (const name of names) {
      const text = await configOf(name);
      const bytes = await readFile(join(cwd, 'models', name, '1', 'model.onnx'));
      const model = await describeModel(new Uint8Array(bytes));
      expect(model.name).toBe(name);
      const rows = [...model.inputs, ...model.outputs].map(({ shape }) => shape?.[0]);
      const isFree = rows.every((length) => typeof length !== 'number');
      expect(text.includes('dynamic_batching {')).toBe(isFree);
      expect(text).toContain(`max_batch_size: ${isFree ? 64 : 0}\n`);
      if (isFree) batched.push(name);
      const first = model.inputs[0];
      const dims = first?.shape?.slice(isFree ? 1 : 0).map((n) => (typeof n === 'number' ? n : -1));
      expect(text).toContain(`dims: [ ${dims?.join(', ')} ]`);
    }
    expect(batched.toSorted()).toEqual([
      'blazepose-full',
      'movenet-multipose',
      'movenet-thunder',
      'nanodet',
    ]);
  });

  test('what is run together comes out as if it were run alone', async () => {
    for (const name of ['movenet-thunder', 'nanodet', 'blazepose-full']) {
      const bytes = await readFile(join(cwd, 'models', name, '1', 'model.onnx'));
      const session = await nodePlatform.runtime.createSession(new Uint8Array(bytes), {
        threads: 1,
      });
      const side = name === 'nanodet' ? 416 : 256;
      const rng = new Rng(name);
      const each = 3 * side * side;
      const data = Float32Array.from({ length: 2 * each }, () => rng.uniform());
      const run = (rows: number, start: number) =>
        session.run({
          images: {
            type: 'float32',
            shape: [rows, 3, side, side],
            data: data.subarray(start * each, (start + rows) * each),
          },
        });
      const [both, one, other] = [await run(2, 0), await run(1, 0), await run(1, 1)];
      for (const output of session.outputNames) {
        const alone = [one, other].flatMap((out) => [...floatsOf(out[output])]);
        const together = [...floatsOf(both[output])];
        expect(together.length).toBe(alone.length);
        const largest = (values: readonly number[]): number =>
          values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const far = largest(alone.map((value, i) => value - (together[i] ?? NaN)));
        // sums in another order
        expect(far, `${name} ${output}`).toBeLessThanOrEqual(1e-4 * largest(alone));
      }
      await session.dispose();
    }
  });
});
