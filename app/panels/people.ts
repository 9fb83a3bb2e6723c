/** @file Who is on the photograph: choose, hide, show alone. */

import { personColour } from '../../src/imaging/index.ts';
import type { Person } from '../../src/result/index.ts';
import { h } from '../dom.ts';
import type { Session } from '../session.ts';
import { panel } from './panel.ts';

function row(session: Session, person: Person): HTMLElement {
  const { id, camera, score } = person;
  const { view } = session;
  const hidden = view.hidden.includes(id);
  const alone = view.solo === id;
  const swatch = h('span', { className: 'swatch' });
  swatch.style.background = `rgb(${personColour(id).join(' ')})`;
  const distance = Math.hypot(...camera.t).toFixed(2);
  return h(
    'li',
    { className: session.selected?.id === id ? 'selected' : '' },
    h(
      'button',
      {
        type: 'button',
        className: 'who',
        attr: { 'aria-pressed': String(session.selected?.id === id) },
        on: { click: () => session.setView({ selected: id }) },
      },
      swatch,
      `Person ${id + 1}`,
      h('small', {}, `${distance} m away · score ${score.toFixed(2)}`),
    ),
    h(
      'button',
      {
        type: 'button',
        className: 'icon',
        title: 'Only this person',
        attr: { 'aria-pressed': String(alone), 'aria-label': `Only person ${id + 1}` },
        on: { click: () => session.setView({ solo: alone ? null : id }) },
      },
      '◎',
    ),
    h(
      'button',
      {
        type: 'button',
        className: 'icon',
        title: hidden ? 'Show' : 'Hide',
        attr: { 'aria-pressed': String(hidden), 'aria-label': `Hide person ${id + 1}` },
        on: {
          click: () =>
            session.setView({
              hidden: hidden ? view.hidden.filter((other) => other !== id) : [...view.hidden, id],
            }),
        },
      },
      hidden ? '○' : '●',
    ),
  );
}

export function peoplePanel(session: Session): HTMLElement {
  const list = h('ul', { className: 'people' });
  const nobody = h('p', { className: 'note' }, 'Nobody yet.');
  let shown: unknown;
  session.onChange(() => {
    const people = session.result?.people ?? [];
    const key = JSON.stringify([people.map(({ id, camera }) => [id, camera.t]), session.view]);
    if (key === shown) return;
    shown = key;
    // the list is made anew; whoever was typing in it goes on
    const focus = [...list.querySelectorAll('button')].indexOf(
      document.activeElement as HTMLButtonElement,
    );
    list.replaceChildren(...people.map((person) => row(session, person)));
    list.querySelectorAll('button')[focus]?.focus();
    nobody.hidden = people.length > 0;
  });
  return panel('People', true, list, nobody);
}
