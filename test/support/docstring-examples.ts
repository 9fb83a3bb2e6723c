/** @file The examples that stand in docstrings, as files of their own. */
import { readFileSync } from 'node:fs';
import { LAYERS } from '../../tools/layers.ts';
import { filesBelow } from '../../tools/house/source-graph.ts';

/** An example of one declaration. */
export interface DocstringExample {
  /** Source, and what is declared there. */
  readonly of: string;
  readonly code: string;
  /** Lines of `console.log` that say what they print. */
  readonly expected: readonly string[];
  /** Whether it is for a browser. */
  readonly web: boolean;
}

const WEB = LAYERS.filter(({ host }) => host === 'web').map(({ folder }) => folder);

/** What a comment of documentation stands before. */
function declaredIn(line: string): string {
  const words = line.replace(
    /^\s*(?:(?:export|async|static|readonly|function|class|const)\s+)*/,
    '',
  );
  return /^\w+/.exec(words)?.[0] ?? '';
}

function examplesOf(path: string): DocstringExample[] {
  const text = readFileSync(path, 'utf8');
  const web = WEB.some((folder) => path.startsWith(`src/${folder}/`));
  return [...text.matchAll(/\/\*\*(?:(?!\*\/)[\s\S])*@example[\s\S]*?\*\/\n(.*)/g)].flatMap(
    ([doc, line = '']) => {
      const bare = doc.replaceAll(/^\s*\* ?/gm, '');
      return [...bare.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => ({
        of: `${path} ${declaredIn(line)}`,
        code,
        expected: [...code.matchAll(/console\.log\(.*\);? \/\/ (.+)$/gm)].map(
          ([, said = '']) => said,
        ),
        web,
      }));
    },
  );
}

/** Every example of the sources, in the order of their files. */
export function docstringExamples(): DocstringExample[] {
  return filesBelow('src', /(?<!\.test)\.ts$/).flatMap(examplesOf);
}
