/** @file The folder that `multiroi view out/` shows. */

import { byId, h } from '../dom.ts';
import type { Session } from '../session.ts';
import { panel } from './panel.ts';

interface Entry {
  readonly name: string;
}

const folder = (name: string): URL => new URL(`results/${name}`, document.baseURI);

/** A list above the other panels, where the host has a folder of results to show. */
export async function resultsPanel(session: Session): Promise<void> {
  if (document.querySelector('meta[name="multiroi-results"]') === null) return;
  const response = await fetch(folder('index.json'));
  const entries = (await response.json()) as Entry[];
  const open = async (index: number, name: string): Promise<void> => {
    const [result, photo] = await Promise.all(
      ['result', 'photo'].map((what) => fetch(folder(`${index}/${what}`))),
    );
    await session.openResult(
      name,
      await result.blob(),
      photo.status === 200 ? await photo.blob() : null,
    );
  };
  const choice = h(
    'select',
    {
      size: Math.min(8, Math.max(2, entries.length)),
      attr: { 'aria-label': 'Results' },
      on: {
        change: () => {
          const index = Number(choice.value);
          void open(index, entries[index].name).catch((error: unknown) => session.fail(error));
        },
      },
    },
    ...entries.map(({ name }, index) => h('option', { value: String(index) }, name)),
  );
  byId('panels').prepend(panel('Results', true, choice));
  // one file was asked for: there is nothing to choose
  if (entries.length !== 1) return;
  choice.selectedIndex = 0;
  await open(0, entries[0].name);
}
