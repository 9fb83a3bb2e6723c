import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { float64Of, readTorchCheckpoint } from '../../src/format/index.ts';
import { sourceOf } from '../support/source.ts';
import golden from './torch-files.json' with { type: 'json' };

test('the files are of the committed generator', () => {
  const hash = createHash('sha256').update(readFileSync(golden.generator)).digest('hex');
  expect(golden.generator_sha256).toBe(hash);
});

test.each(golden.cases)('as PyTorch saves it: $name', async ({ data, tensors, refusal }) => {
  const reading = readTorchCheckpoint(sourceOf(Buffer.from(data, 'base64')));
  if (refusal !== null) {
    const message = expect.stringMatching(refusal) as string;
    await expect(reading).rejects.toMatchObject({ code: 'E_FORMAT', message });
    return;
  }
  const got = Object.fromEntries(
    [...(await reading).tensors].map(([path, tensor]) => [
      path,
      { shape: tensor.shape, data: [...float64Of(path, tensor)] },
    ]),
  );
  expect(got).toEqual(tensors);
});
