/** @file Whether a built site holds together: every link, every anchor, every page within reach. Asks no network. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

/** What was found, and what is wrong with it. */
export interface SiteReport {
  readonly pages: number;
  /** Within the site. */
  readonly links: number;
  readonly outside: number;
  readonly problems: readonly string[];
}

interface BuiltPage {
  readonly ids: ReadonlySet<string>;
  readonly targets: readonly string[];
}

const decoded = (text: string): string =>
  text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");

function readPage(path: string): BuiltPage {
  const html = readFileSync(path, 'utf8');
  const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => decoded(id));
  const targets = [...html.matchAll(/<(?:a|link|img|script)\s[^>]*?(?:href|src)="([^"]*)"/g)];
  return { ids: new Set(ids), targets: targets.map(([, to = '']) => decoded(to)) };
}

/** The file that a host serves for an address. */
function fileFor(folder: string, address: string): string | undefined {
  const at = decodeURIComponent(address);
  const candidates = [at, posix.join(at, 'index.html'), `${at}.html`];
  return candidates
    .map((each) => posix.normalize(each))
    .find((each) => existsSync(join(folder, each)) && statSync(join(folder, each)).isFile());
}

/**
 * Follows every link of the site in `folder`, from its first page on.
 * @param base what addresses begin with, `/` for a host of its own.
 */
export function checkSite(folder: string, base: string): SiteReport {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html') && name !== '404.html')
    .map((name) => name.replaceAll(sep, '/'));
  const pages = new Map(names.map((name) => [name, readPage(join(folder, name))]));
  const problems: string[] = [];
  let links = 0;
  let outside = 0;
  const next = new Map<string, Set<string>>();
  for (const [name, { targets, ids }] of pages) {
    const reached = new Set<string>();
    next.set(name, reached);
    for (const target of new Set(targets)) {
      if (/^[a-z][a-z\d+.-]*:/i.test(target)) {
        outside++;
        continue;
      }
      links++;
      const [to = '', hash = ''] = target.split('#');
      if (to.startsWith('/') && !to.startsWith(base)) {
        problems.push(`${name}: "${target}" is not below ${base}`);
        continue;
      }
      const address = to.startsWith('/')
        ? to.slice(base.length)
        : posix.join(posix.dirname(name), to);
      const file = to === '' ? name : fileFor(folder, address);
      if (file === undefined) {
        problems.push(`${name}: "${target}" leads nowhere`);
        continue;
      }
      reached.add(file);
      const there = file === name ? ids : pages.get(file)?.ids;
      if (hash !== '' && there?.has(decodeURIComponent(hash)) !== true) {
        problems.push(`${name}: "${target}" has no such place`);
      }
    }
  }
  const seen = new Set(['index.html']);
  for (const name of seen) for (const file of next.get(name) ?? []) seen.add(file);
  for (const name of names) if (!seen.has(name)) problems.push(`${name}: no link leads here`);
  return { pages: names.length, links, outside, problems };
}
