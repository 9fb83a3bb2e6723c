/** @file The site's settings. Pages and menus are laid out by tools/site.ts, which then runs this. */
import { readFileSync } from 'node:fs';
import { anchorOf } from '../anchor.js';

const laid = new URL('../../.cache/site/', import.meta.url);
const { menus, base, version } = JSON.parse(readFileSync(new URL('menu.json', laid), 'utf8'));

// oxlint-disable-next-line import/no-default-export -- VitePress asks for it
export default {
  title: 'multiroi',
  description: 'A 3D human body mesh, and an honest camera, for every person in a photograph',
  lang: 'en',
  base,
  srcDir: 'pages',
  outDir: '../dist/docs',
  cacheDir: '../.cache/site/vitepress',
  metaChunk: true,
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: {
    // `<name>` in a document is a word, not an element
    html: false,
    linkify: false,
    anchor: { slugify: anchorOf },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    languageAlias: { py: 'python' },
  },
  themeConfig: {
    nav: [
      { text: 'Guides', link: '/guide/photo' },
      { text: 'Commands', link: '/cli' },
      { text: 'API', link: '/api/' },
      { text: 'Results', link: '/results/real-frames' },
      { text: version, link: '/CHANGELOG' },
    ],
    sidebar: menus,
    outline: [2, 3],
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          // what is explained comes before what is only declared
          searchOptions: { boostDocument: (page) => (page.includes('/api/') ? 0.2 : 1) },
        },
      },
    },
    docFooter: { prev: 'Before', next: 'After' },
    footer: { message: 'Apache-2.0' },
  },
};
