import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generatedFiles } from '../../tools/generated.ts';

const files = await generatedFiles();

test.each(Object.keys(files))('%s is what the code says; npx tsx tools/generated.ts', (path) => {
  expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toBe(files[path]);
});
