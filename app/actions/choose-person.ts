/** @file Who is picked out, hidden, shown alone. */

import type { ActionContext } from './context.ts';
import { setView } from './view-options.ts';

export function choosePerson(context: ActionContext, id: number | null): void {
  setView(context, { selected: id });
}

/** Hides a person, or shows them again. */
export function toggleHidden(context: ActionContext, id: number): void {
  const { hidden } = context.store.state.view;
  const others = hidden.filter((other) => other !== id);
  setView(context, { hidden: hidden.includes(id) ? others : [...hidden, id] });
}

/** Shows one person only, or everyone again. */
export function toggleSolo(context: ActionContext, id: number): void {
  setView(context, { solo: context.store.state.view.solo === id ? null : id });
}
