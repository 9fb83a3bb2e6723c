/** @file Markdown as far as the site needs to understand it: links, headings, what is code. */

/** A link as it stands. */
export interface Link {
  readonly text: string;
  /** `![…]`. */
  readonly picture: boolean;
  readonly target: string;
}

// the text of a link may hold brackets of one level, and code
const LINK = /(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\((?:<([^>\n]*)>|([^)\s]+))\)/g;
const FENCE = /^( {0,3})(`{3,}|~{3,})/;

/** Lines that are text, each replaced by what `change` makes of it; fenced code stays as it is. */
function mapText(markdown: string, change: (line: string) => string): string {
  let fence = '';
  return markdown
    .split('\n')
    .map((line) => {
      const mark = FENCE.exec(line)?.[2] ?? '';
      if (fence === '' && mark !== '') {
        fence = mark;
        return line;
      }
      if (fence !== '') {
        if (mark.startsWith(fence) && line.trim() === mark) fence = '';
        return line;
      }
      return change(line);
    })
    .join('\n');
}

/** Every link replaced; code that looks like one is left alone. */
export function mapLinks(markdown: string, change: (link: Link) => string): string {
  return mapText(markdown, (line) =>
    line.replaceAll(LINK, (whole: string, ...found: (string | number | undefined)[]) => {
      const [mark, text, angled, plain, offset] = found;
      // an odd number of ticks before it: within code
      const ticks = line.slice(0, Number(offset)).split('`').length - 1;
      if (ticks % 2 === 1) return whole;
      const target = String(angled ?? plain);
      return change({ picture: mark === '!', text: String(text), target });
    }),
  );
}

/** Every link of a document. */
export function linksOf(markdown: string): Link[] {
  const links: Link[] = [];
  mapLinks(markdown, (link) => {
    links.push(link);
    return '';
  });
  return links;
}

/** Without comments, which are for those who edit. */
export function withoutComments(markdown: string): string {
  return markdown.replaceAll(/^<!--[\s\S]*?-->\n?/gm, '');
}

/** The words of a heading, without marks. */
function plain(heading: string): string {
  return heading
    .replaceAll(LINK, (_, _mark: string, text: string) => text)
    .replaceAll(/[`*]/g, '')
    .replaceAll(/\\(.)/g, '$1')
    .trim();
}

/** Headings of all levels, as text. */
export function headingsOf(markdown: string): string[] {
  const headings: string[] = [];
  mapText(markdown, (line) => {
    const [, text] = /^#{1,6}\s+(.+?)\s*#*$/.exec(line) ?? [];
    if (text !== undefined) headings.push(plain(text));
    return line;
  });
  return headings;
}

/** A piece of fenced code. */
export interface Fence {
  readonly language: string;
  /** What follows the language: `run`. */
  readonly info: string;
  readonly code: string;
}

/** The fenced code of a document, in its order. */
export function fencesOf(markdown: string): Fence[] {
  const found = markdown.matchAll(/^( {0,3})```(\w+)?[ \t]*(.*)\n([\s\S]*?)^\1```$/gm);
  return [...found].map(([, indent = '', language = '', info = '', code = '']) => ({
    language,
    info: info.trim(),
    code: indent === '' ? code : code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}
