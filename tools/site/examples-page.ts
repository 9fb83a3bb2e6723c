/** @file The programs of examples/ as one page. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What stands in an example's first comment: a sentence of what it does, and how it is called. */
function headOf(code: string): { readonly does: string; readonly call: string; rest: string } {
  const [whole = '', comment = ''] = /^\/\*\*\n([\s\S]*?)\*\/\n/.exec(code) ?? [];
  const lines = comment.split('\n').map((line) => line.replace(/^ \* ?/, ''));
  const call = lines.find((line) => line.startsWith('  ')) ?? '';
  const does = lines.filter((line) => line !== call).join(' ');
  return { does: does.trim(), call: call.trim(), rest: code.slice(whole.length) };
}

/** The page, and its address. */
export function examplesPage(root: string): string {
  const files = readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.ts'));
  const parts = files.toSorted().map((file) => {
    const { does, call, rest } = headOf(readFileSync(join(root, 'examples', file), 'utf8'));
    return `## ${basename(file, '.ts')}\n\n${does}\n\n\`\`\`sh\n${call}\n\`\`\`\n\n\`\`\`ts\n${rest.trim()}\n\`\`\``;
  });
  return `# Examples\n\nPrograms as they stand in the folder \`examples\`; tests run each of them against the built package.\n\n${parts.join('\n\n')}\n`;
}
