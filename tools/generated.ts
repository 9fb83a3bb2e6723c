/**
 * @file The files that are written from code: documents of the commands, formats and server, and what keeps the walls between
 * folders (`layers.ts`). `npx tsx tools/generated.ts` writes them; a test compares them.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMMANDS, renderMarkdown } from '../src/cli/index.ts';
import { motionJsonSchema, resultJsonSchema } from '../src/result/index.ts';
import { openApi } from '../src/server/index.ts';
import { layerList, layerRules, projectFiles, type Host } from './layers.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
};

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** A file of settings with one part of it made anew. */
function withPart(path: string, change: (settings: Record<string, unknown>) => object): string {
  return json(change(JSON.parse(read(path)) as Record<string, unknown>));
}

/** The linter's settings: those written by hand, then the walls. */
function lintSettings(): string {
  return withPart('.oxlintrc.json', (settings) => {
    const isWall = (rule: object): boolean =>
      'rules' in rule && Object.keys(rule.rules as object).join() === 'no-restricted-imports';
    const byHand = (settings.overrides as object[]).filter((rule) => !isWall(rule));
    return { ...settings, overrides: [...byHand, ...layerRules()] };
  });
}

function project(host: Host): Record<string, string> {
  const path = `tsconfig.${host}.json`;
  return { [path]: withPart(path, (settings) => ({ ...settings, ...projectFiles(host) })) };
}

/** ARCHITECTURE.md with its list of folders made anew. */
function architecture(): string {
  return read('ARCHITECTURE.md').replace(
    /^```\nsrc\/\n[\s\S]*?\n```$/m,
    () => `\`\`\`\n${layerList()}\n\`\`\``,
  );
}

/** Path below the repository's root → content. */
export async function generatedFiles(): Promise<Record<string, string>> {
  return {
    'docs/cli.md': renderMarkdown(await Promise.all(COMMANDS.map(({ load }) => load()))),
    'docs/formats/motion.schema.json': json(motionJsonSchema()),
    'docs/formats/openapi.json': json(openApi(version)),
    'docs/formats/result.schema.json': json(resultJsonSchema()),
    '.oxlintrc.json': lintSettings(),
    ...project('core'),
    ...project('node'),
    ...project('web'),
    'ARCHITECTURE.md': architecture(),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, content] of Object.entries(await generatedFiles())) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}
