/** @file The folder that `multiroi view out/` shows. */

import { byId, h } from '../shell/dom.ts';
import type { Page } from '../actions/actions.ts';
import { panel } from './panel.ts';

interface Entry {
  readonly name: string;
}

/** A list above the other panels, where the host has a folder of results to show. */
export async function resultsPanel({ actions }: Page): Promise<void> {
  if (document.querySelector('meta[name="multiroi-results"]') === null) return;
  const response = await fetch(new URL('results/index.json', document.baseURI));
  const entries = (await response.json()) as Entry[];
  const choice = h(
    'select',
    {
      size: Math.min(8, Math.max(2, entries.length)),
      attr: { 'aria-label': 'Results' },
      on: {
        change: () => {
          const index = Number(choice.value);
          void actions.openListedResult(entries[index].name, index);
        },
      },
    },
    ...entries.map(({ name }, index) => h('option', { value: String(index) }, name)),
  );
  byId('panels').prepend(panel('Results', true, choice));
  // one file was asked for: there is nothing to choose
  if (entries.length !== 1) return;
  choice.selectedIndex = 0;
  await actions.openListedResult(entries[0].name, 0);
}
