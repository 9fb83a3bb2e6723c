/**
 * @file The files that are written from code: docs/cli.md, docs/formats/result.schema.json and docs/formats/openapi.json.
 * `npx tsx tools/generated.ts` writes them; a test compares them.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderMarkdown } from '../src/cli/_help.ts';
import { COMMANDS } from '../src/cli/commands.ts';
import { resultJsonSchema } from '../src/pipeline/index.ts';
import { openApi } from '../src/server/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
};

/** Path below the repository's root → content. */
export async function generatedFiles(): Promise<Record<string, string>> {
  return {
    'docs/cli.md': renderMarkdown(await Promise.all(COMMANDS.map(({ load }) => load()))),
    'docs/formats/openapi.json': `${JSON.stringify(openApi(version), null, 2)}\n`,
    'docs/formats/result.schema.json': `${JSON.stringify(resultJsonSchema(), null, 2)}\n`,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, content] of Object.entries(await generatedFiles())) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}
