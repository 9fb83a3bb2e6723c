/** @file One of a few, side by side. */

import { h } from './dom.ts';

/** Radio buttons in a row. */
export function segments<T extends string>(
  name: string,
  label: string,
  choices: readonly { readonly value: T; readonly text: string; readonly label?: string }[],
  chosen: T,
  choose: (value: T) => void,
): HTMLElement {
  const radios = choices.map(({ value, text, label: ariaLabel = text }) =>
    h(
      'label',
      {},
      h('input', {
        type: 'radio',
        name,
        value,
        checked: value === chosen,
        attr: { 'aria-label': ariaLabel },
        on: { change: () => choose(value) },
      }),
      text,
    ),
  );
  return h(
    'div',
    { className: 'segments', attr: { role: 'radiogroup', 'aria-label': label } },
    ...radios,
  );
}
