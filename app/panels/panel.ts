/** @file A part of the side bar: a heading that folds, and what is under it. */

import { h } from '../shell/dom.ts';

export function panel(title: string, open: boolean, ...content: readonly Node[]): HTMLElement {
  return h(
    'details',
    { className: 'panel', open },
    h('summary', {}, title),
    h('div', { className: 'content' }, ...content),
  );
}
