/**
 * @file The documents as a site: lays out pages in site/pages and menus in .cache/site, has TypeDoc write the reference and VitePress build
 * dist/docs, and follows every link of it. `npm run docs` installs what this needs and calls it.
 *
 *   npx tsx tools/site.ts [--base /multiroi/]
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checkSite } from './site/check-site.ts';
import { brokenLinks, documentsOf, pageOf, placeFinder } from './site/documents.ts';
import { examplesPage } from './site/examples-page.ts';
import { finishReference, typedocOptions } from './site/reference.ts';
import { menuOf } from './site/sections.ts';

const { values } = parseArgs({ options: { base: { type: 'string', default: '/' } } });
const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, '.cache/site');
// within the site's package, whose Vue they import
const pages = join(root, 'site/pages');
const out = join(root, 'dist/docs');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
};

function stopWith(lines: readonly string[]): never {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
}

/** One of the site's own programs, in its folder: VitePress ties Vue to the packages of wherever it is started. */
function run(program: string, ...args: string[]): void {
  const { status } = spawnSync(process.execPath, [join('node_modules', program), ...args], {
    cwd: join(root, 'site'),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) stopWith([`site: expected ${program} to end well, got exit code ${status}`]);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

rmSync(cache, { recursive: true, force: true });
rmSync(pages, { recursive: true, force: true });
mkdirSync(cache, { recursive: true });
rmSync(out, { recursive: true, force: true });
mkdirSync(pages, { recursive: true });

const documents = documentsOf(root);
const broken = brokenLinks(root, documents);
if (broken.length > 0) stopWith(['site: links that lead nowhere', ...broken]);
const placeOf = placeFinder(root, documents);
for (const document of documents) {
  const page = pageOf(document, placeOf, (path) => {
    const to = join(pages, 'public', path.slice('docs/'.length));
    cpSync(join(root, path), to);
  });
  write(join(pages, `${document.address}.md`), page);
}
cpSync(join(root, 'docs/images'), join(pages, 'public/images'), { recursive: true });
cpSync(join(root, 'site/index.md'), join(pages, 'index.md'));
write(join(pages, 'examples.md'), examplesPage(root));

run('typedoc/bin/typedoc', '--options', typedocOptions(root, cache, join(pages, 'api')));
const titles = new Map(documents.map(({ address, title }) => [address, title]));
const menus = {
  ...finishReference(join(pages, 'api')),
  '/': menuOf(titles.set('examples', 'Examples')),
};
write(join(cache, 'menu.json'), JSON.stringify({ menus, base: values.base, version }));

run('vitepress/bin/vitepress.js', 'build');
const report = checkSite(out, values.base);
if (report.problems.length > 0) stopWith(['site: what is wrong with it', ...report.problems]);
process.stdout.write(
  `dist/docs: ${report.pages} pages, ${report.links} links within, ${report.outside} to elsewhere\n`,
);
