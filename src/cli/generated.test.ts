import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generatedFiles } from '../../tools/generated.ts';
import { COMMANDS } from './commands.ts';

const files = await generatedFiles();

test.each(Object.keys(files))('%s is what the code says; npx tsx tools/generated.ts', (path) => {
  expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toBe(files[path]);
});

test.each(COMMANDS)('the table says of $name what the command says', async (listed) => {
  const { name, summary, examples } = await listed.load();
  expect({ name, summary }).toEqual({ name: listed.name, summary: listed.summary });
  for (const [line] of examples) expect(line).toMatch(new RegExp(`^multiroi ${name}( |$)`));
});

test('every direct dependency says why it is there; tools/dependencies.ts', () => {
  expect(files['docs/dependencies.md']).not.toContain('**unsaid**');
});
