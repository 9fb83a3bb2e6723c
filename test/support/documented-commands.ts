/** @file The command lines of `multiroi` that documents show. */
import { fencesOf } from '../../tools/site/markdown.ts';

/** The words of a shell's line, up to what belongs to another program. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [token] of line.matchAll(
    /"[^"]*"|'[^']*'|(?:\\.|\$\(\([^)]*\)\)|[^\s"'|&;<>])+|\s+|[|&;<>]/g,
  )) {
    if (/^[|&;<>]$/.test(token)) break;
    if (token.startsWith('#')) break;
    if (/^\s/.test(token)) continue;
    words.push(token.replace(/^["']|["']$/g, ''));
  }
  return words;
}

/** Arguments of every `multiroi …` in the shell code of a document; what a shell would fill in is `1`. */
export function commandLinesOf(markdown: string): string[][] {
  const shell = fencesOf(markdown).filter(({ language }) => language === 'sh');
  return shell.flatMap(({ code }) =>
    code
      .replaceAll(/\\\n\s*/g, ' ')
      .split('\n')
      .flatMap((line) => {
        const [, rest] =
          /(?:^\s*|npx (?:-y )?|[|&;(]\s*)multiroi ((?:[a-z]|--).*)$/.exec(line) ?? [];
        // `npm install multiroi` and its like name the package
        if (rest === undefined || /^\s*(?:npm|pnpm|yarn|#)/.test(line)) return [];
        return [wordsOf(rest.replaceAll(/"?\$\(\(.*?\)\)|"?\$[A-Z_]+"?/g, '1'))];
      }),
  );
}
