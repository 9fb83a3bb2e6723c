/** @file A button that opens a list over everything else; Escape and a click beside it close it. */

import { h } from './dom.ts';

/** Room between a button and its list, px. */
const GAP_PX = 6;

export function menu(
  label: string,
  id: string,
  ...content: readonly Node[]
): { readonly button: HTMLButtonElement; readonly list: HTMLElement } {
  const list = h(
    'div',
    { id, className: 'menu', popover: 'auto', attr: { role: 'group', 'aria-label': label } },
    ...content,
  );
  const button = h(
    'button',
    {
      type: 'button',
      className: 'button',
      attr: { popovertarget: id, 'aria-haspopup': 'true', 'aria-expanded': 'false' },
    },
    label,
  );
  list.addEventListener('beforetoggle', (event) => {
    const open = event.newState === 'open';
    button.setAttribute('aria-expanded', String(open));
    if (!open) return;
    const { left, bottom } = button.getBoundingClientRect();
    list.style.top = `${bottom + GAP_PX}px`;
    list.style.left = `${left}px`;
  });
  // its width is known once it is laid out
  list.addEventListener('toggle', (event) => {
    if (event.newState !== 'open') return;
    const over = list.getBoundingClientRect().right - document.documentElement.clientWidth + GAP_PX;
    if (over > 0) list.style.left = `${Math.max(GAP_PX, parseFloat(list.style.left) - over)}px`;
  });
  // whatever was chosen is under way
  list.addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('button') !== null) {
      list.hidePopover();
    }
  });
  return { button, list };
}

/** Something to choose, with a few words about it; all of its row is pressed. */
export function choice(
  label: string,
  about: string,
  click: () => void,
): { readonly row: HTMLElement; readonly button: HTMLButtonElement } {
  const id = `about-${label.toLowerCase().replaceAll(/\W+/g, '-')}`;
  const button = h(
    'button',
    { type: 'button', attr: { 'aria-describedby': id }, on: { click } },
    label,
  );
  return { button, row: h('div', { className: 'choice' }, button, h('small', { id }, about)) };
}
