/** @file The documents of the repository as pages: which there are, where each stands, what its links become. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { anchorOf } from '../../site/anchor.js';
import { headingsOf, mapLinks, withoutComments } from './markdown.ts';

/** A document, and its address on the site. */
export interface Document {
  /** Path in the repository, with `/`. */
  readonly source: string;
  /** Address without its beginning and its end: `guide/photo`. */
  readonly address: string;
  readonly title: string;
  readonly text: string;
}

/** Documents beside docs/ that are pages, too. */
const BESIDE: Readonly<Record<string, string>> = {
  'ARCHITECTURE.md': 'ARCHITECTURE',
  'CONVENTIONS.md': 'CONVENTIONS',
  'CONTRIBUTING.md': 'CONTRIBUTING',
  'CHANGELOG.md': 'CHANGELOG',
  'assets/weights/README.md': 'weights',
};

/** Every page that is a document. */
export function documentsOf(root: string): Document[] {
  const below = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.replaceAll(sep, '/'))
    .toSorted()
    .map((name) => [`docs/${name}`, name.slice(0, -'.md'.length)] as const);
  return [...below, ...Object.entries(BESIDE)].map(([source, address]) => {
    const text = readFileSync(join(root, source), 'utf8');
    const [title = address] = headingsOf(text);
    return { source, address, title, text };
  });
}

/** The names that a document's headings have in addresses; the second of one name ends in `-1`. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const heading of headingsOf(markdown)) {
    const name = anchorOf(heading);
    let anchor = name;
    for (let i = 1; anchors.has(anchor); i++) anchor = `${name}-${i}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Where a link of a document leads, or why nowhere. */
export type Place =
  | { readonly kind: 'outside' }
  | { readonly kind: 'page'; readonly address: string; readonly anchor: string }
  | { readonly kind: 'example'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string }
  /** A file of the repository that the site does not show. */
  | { readonly kind: 'source'; readonly path: string }
  | { readonly kind: 'nowhere'; readonly path: string };

/** Finds out where links lead. */
export function placeFinder(
  root: string,
  documents: readonly Document[],
): (from: string, target: string) => Place {
  const bySource = new Map(documents.map((each) => [each.source, each]));
  return (from, target) => {
    if (/^[a-z][a-z\d+.-]*:/i.test(target)) return { kind: 'outside' };
    const [to = '', anchor = ''] = target.split('#');
    const path = to === '' ? from : posix.normalize(posix.join(posix.dirname(from), to));
    const page = bySource.get(path);
    if (page !== undefined) return { kind: 'page', address: page.address, anchor };
    if (path === 'README.md') return { kind: 'page', address: 'index', anchor: '' };
    if (!existsSync(join(root, path))) return { kind: 'nowhere', path };
    const isFile = statSync(join(root, path)).isFile();
    if (path.startsWith('docs/') && isFile) return { kind: 'file', path };
    if (/^examples(?:\/\w+\.ts)?\/?$/.test(path)) {
      return { kind: 'example', name: posix.basename(path, '.ts') };
    }
    return { kind: 'source', path };
  };
}

/** Links that lead nowhere, and anchors that no heading has: one line each. */
export function brokenLinks(root: string, documents: readonly Document[]): string[] {
  const placeOf = placeFinder(root, documents);
  const anchors = new Map(documents.map(({ address, text }) => [address, anchorsOf(text)]));
  const broken: string[] = [];
  for (const { source, text } of documents) {
    mapLinks(text, ({ target }) => {
      const place = placeOf(source, target);
      const isLost =
        place.kind === 'nowhere' ||
        (place.kind === 'page' &&
          place.anchor !== '' &&
          anchors.get(place.address)?.has(place.anchor) !== true);
      if (isLost) broken.push(`${source}: ${target}`);
      return '';
    });
  }
  return broken;
}

/** A document as a page: its links are the site's, and what the site does not show is only named. */
export function pageOf(
  { source, text }: Document,
  placeOf: (from: string, target: string) => Place,
  /** Is told of every file that the page needs beside it. */
  needs: (path: string) => void,
): string {
  return mapLinks(withoutComments(text), (link) => {
    const { text: words, picture, target } = link;
    const place = placeOf(source, target);
    const mark = picture ? '!' : '';
    switch (place.kind) {
      case 'outside':
        return `${mark}[${words}](${target})`;
      case 'page': {
        const hash = place.anchor === '' ? '' : `#${place.anchor}`;
        return `[${words}](/${place.address === 'index' ? '' : place.address}${hash})`;
      }
      case 'example':
        return `[${words}](/examples${place.name === 'examples' ? '' : `#${place.name}`})`;
      case 'file': {
        needs(place.path);
        const address = place.path.slice('docs/'.length);
        // pictures are bundled; other files are served as they are, in a window of their own
        return picture ? `![${words}](/${address})` : `[${words}](/${address}){target="_self"}`;
      }
      case 'source':
      case 'nowhere':
        return words;
    }
  });
}
