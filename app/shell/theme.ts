/** @file Dark and light: the system's choice until the reader makes another. */

import type { Page } from '../actions/actions.ts';
import { byId, themeNow } from './dom.ts';

export function themeButton({ actions }: Page): void {
  const show = (): void => actions.setView({ theme: themeNow() });
  byId('theme').addEventListener('click', () => {
    document.documentElement.dataset['theme'] = themeNow() === 'dark' ? 'light' : 'dark';
    show();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
  show();
}
