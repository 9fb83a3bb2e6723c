/** @file Who is on the photograph: choose, hide, show alone. */

import { personColour } from '../../src/imaging/index.ts';
import type { Person } from '../../src/result/index.ts';
import { h } from '../shell/dom.ts';
import type { Page } from '../actions/actions.ts';
import { selectedPerson, type State } from '../state/state.ts';
import { panel } from './panel.ts';

function row({ store, actions }: Page, person: Person): HTMLElement {
  const { id, camera, score } = person;
  const { view } = store.state;
  const selected = selectedPerson(store.state)?.id === id;
  const hidden = view.hidden.includes(id);
  const alone = view.solo === id;
  const swatch = h('span', { className: 'swatch' });
  swatch.style.background = `rgb(${personColour(id).join(' ')})`;
  const distance = Math.hypot(...camera.t).toFixed(2);
  return h(
    'li',
    { className: selected ? 'selected' : '' },
    h(
      'button',
      {
        type: 'button',
        className: 'who',
        attr: { 'aria-pressed': String(selected) },
        on: { click: () => actions.choosePerson(id) },
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
        on: { click: () => actions.toggleSolo(id) },
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
          click: () => actions.toggleHidden(id),
        },
      },
      hidden ? '○' : '●',
    ),
  );
}

export function peoplePanel(page: Page): HTMLElement {
  const list = h('ul', { className: 'people' });
  const nobody = h('p', { className: 'note' }, 'Nobody yet.');
  const select = ({ result, view: { hidden, solo, selected } }: State): object => ({
    result,
    hidden,
    solo,
    selected,
  });
  page.store.watch(select, () => {
    const people = page.store.state.result?.people ?? [];
    // the list is made anew; whoever was typing in it goes on
    const focus = [...list.querySelectorAll('button')].indexOf(
      document.activeElement as HTMLButtonElement,
    );
    list.replaceChildren(...people.map((person) => row(page, person)));
    list.querySelectorAll('button')[focus]?.focus();
    nobody.hidden = people.length > 0;
  });
  return panel('People', true, list, nobody);
}
