/** @file What the site holds, and in which order: the menu beside the pages. */

/** A heading of the menu, and what stands below it. */
export interface Section {
  readonly title: string;
  /** Folded until one of its pages is read. */
  readonly folded?: boolean;
  /** Addresses in their order; `folder/*` stands for those of a folder that nobody names. */
  readonly pages: readonly string[];
}

/** Pages that are named nowhere come below the last heading, so that none is lost. */
export const SECTIONS: readonly Section[] = [
  { title: 'Start', pages: ['guide/photo', 'install', 'page', 'examples'] },
  {
    title: 'Guides',
    pages: [
      'guide/blender',
      'guide/three',
      'guide/avatars',
      'guide/fitness',
      'guide/researchers',
      'guide/archives',
      'guide/self-hosting',
      'guide/*',
    ],
  },
  {
    title: 'Using it',
    pages: [
      'cli',
      'confidence',
      'refinement',
      'mirror',
      'multiview',
      'motion',
      'server',
      'formats/*',
    ],
  },
  {
    title: 'Research',
    pages: [
      'researchers',
      'presets',
      'training',
      'datasets',
      'evaluation',
      'weights',
      'references',
    ],
  },
  { title: 'Results', folded: true, pages: ['results/real-frames', 'results/*'] },
  { title: 'Decisions', folded: true, pages: ['adr/*'] },
  {
    title: 'The project',
    folded: true,
    pages: ['ARCHITECTURE', 'CONVENTIONS', 'CONTRIBUTING', 'CHANGELOG', 'dependencies', 'house'],
  },
  { title: 'More', folded: true, pages: ['*'] },
];

/** An entry of a menu, as VitePress takes it. */
export interface MenuItem {
  readonly text: string;
  readonly link?: string;
  readonly collapsed?: boolean;
  readonly items?: readonly MenuItem[];
}

/** The menu of pages with these titles by address; every page stands in it once. */
export function menuOf(titles: ReadonlyMap<string, string>): MenuItem[] {
  const named = new Set(SECTIONS.flatMap(({ pages }) => pages));
  const open = new Set([...titles.keys()].filter((page) => !named.has(page)));
  const menu: MenuItem[] = [];
  for (const { title, folded, pages } of SECTIONS) {
    const below = pages.flatMap((page) => {
      if (!page.endsWith('*')) return titles.has(page) ? [page] : [];
      const found = [...open].filter((each) => each.startsWith(page.slice(0, -1))).toSorted();
      for (const each of found) open.delete(each);
      return found;
    });
    const items = below.map((page) => ({ text: titles.get(page) ?? page, link: `/${page}` }));
    if (items.length > 0) menu.push({ text: title, collapsed: folded ?? false, items });
  }
  return menu;
}
