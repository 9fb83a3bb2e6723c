/** @file The reference of what programs call, by TypeDoc from the sources of the entry points. */
import { readdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { MenuItem } from './sections.ts';

/** Entry points, and what each is for. */
const ENTRIES: Readonly<Record<string, string>> = {
  multiroi: 'The library, without a platform: results, bodies, cameras, exports, motions',
  node: 'On Node: `MultiRoi` with its files, images and runtime',
  web: 'In a browser: files that are fetched, networks in WebAssembly or WebGPU',
  viewer: 'What is drawn in a browser: the 3D view and drawings on canvases',
  train: 'Data, training, evaluation and ablation on a Node machine',
};

const importOf = (entry: string): string => (entry === 'multiroi' ? entry : `multiroi/${entry}`);

/** Writes what TypeDoc is told, and says where. */
export function typedocOptions(root: string, cache: string, out: string): string {
  const sources = Object.keys(ENTRIES).map((name) => join(root, 'src/entry', `${name}.ts`));
  const tsconfig = join(cache, 'tsconfig.json');
  writeFileSync(
    tsconfig,
    JSON.stringify({
      extends: join(root, 'tsconfig.base.json'),
      compilerOptions: {
        composite: false,
        noEmit: true,
        emitDeclarationOnly: false,
        lib: ['es2023', 'dom', 'dom.iterable', 'esnext.disposable'],
        types: ['node'],
        typeRoots: [join(root, 'node_modules/@types')],
      },
      files: sources,
    }),
  );
  const options = join(cache, 'typedoc.json');
  writeFileSync(
    options,
    JSON.stringify({
      plugin: [join(root, 'site/node_modules/typedoc-plugin-markdown/dist/index.js')],
      tsconfig,
      basePath: join(root, 'src/entry'),
      entryPoints: sources,
      // the project's own compiler has checked them
      skipErrorChecking: true,
      treatValidationWarningsAsErrors: true,
      // what a program may not name it cannot look up either
      validation: {
        notExported: true,
        invalidLink: true,
        rewrittenLink: true,
        notDocumented: false,
      },
      blockTags: ['@file', '@example', '@param', '@returns', '@throws'],
      excludeTags: ['@file'],
      readme: 'none',
      disableSources: true,
      hidePageHeader: true,
      hideBreadcrumbs: true,
      useCodeBlocks: true,
      parametersFormat: 'table',
      entryFileName: 'index',
      out,
    }),
  );
  return options;
}

/** The words of a kind's folder: `type-aliases` → `Type aliases`. */
const words = (folder: string): string =>
  folder.charAt(0).toUpperCase() + folder.slice(1).replaceAll('-', ' ');

/** Every page below a folder. */
function pagesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}

/** Puts TypeDoc's pages in order: a first page, and a menu an entry point. */
export function finishReference(folder: string): Record<string, MenuItem[]> {
  // places that nothing links to, as elements, which pages here have none of
  for (const path of pagesBelow(folder)) {
    const page = readFileSync(path, 'utf8');
    writeFileSync(path, page.replaceAll(/<a id="[^"]*"><\/a> ?/g, ''));
  }
  const entries = Object.entries(ENTRIES).filter(([name]) => existsSync(join(folder, name)));
  const rows = entries.map(
    ([name, what]) => `| [\`${importOf(name)}\`](./${name}/index.md) | ${what} |`,
  );
  writeFileSync(
    join(folder, 'index.md'),
    `# What programs call\n\nMade from the sources: every declaration that the package exports, with its types.\n\n| import from | |\n| --- | --- |\n${rows.join('\n')}\n`,
  );
  const menus: Record<string, MenuItem[]> = {};
  const all = entries.map(([name]) => ({ text: importOf(name), link: `/api/${name}/` }));
  menus['/api/'] = [{ text: 'Reference', items: all }];
  for (const [name] of entries) {
    const index = join(folder, name, 'index.md');
    const page = readFileSync(index, 'utf8').replace(/^# .*$/m, `# ${importOf(name)}`);
    writeFileSync(index, page);
    const kinds = readdirSync(join(folder, name), { withFileTypes: true })
      .filter((each) => each.isDirectory())
      .map(({ name: kind }) => ({
        text: words(kind),
        collapsed: true,
        items: readdirSync(join(folder, name, kind))
          .toSorted()
          .map((file) => ({
            text: basename(file, '.md'),
            link: `/api/${name}/${kind}/${basename(file, '.md')}`,
          })),
      }));
    menus[`/api/${name}/`] = [
      { text: 'Reference', link: '/api/', items: all },
      { text: importOf(name), items: kinds },
    ];
  }
  return menus;
}
