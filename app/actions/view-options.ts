/** @file What is shown of the people, and from where. */

import type { ViewMode, ViewState } from '../../src/viewer/index.ts';
import { set } from '../state/transitions.ts';
import type { ActionContext } from './context.ts';

/** Where the scene is seen from: anywhere, through the photograph's camera, or above as a drawing. */
export type Viewpoint = ViewMode | 'above';

export function setView({ update }: ActionContext, change: Partial<ViewState>): void {
  update((state) => ({ ...state, view: { ...state.view, ...change } }));
}

export function chooseViewpoint(context: ActionContext, viewpoint: Viewpoint): void {
  context.update(set({ above: viewpoint === 'above' }));
  if (viewpoint !== 'above') setView(context, { mode: viewpoint });
}

/** Whether the pointer draws a box on the photograph. */
export function drawBox({ update }: ActionContext, drawing: boolean): void {
  update(set({ drawing }));
}

/** People are drawn over this share of the photograph, from its left; null: all of it. */
export function compare({ update }: ActionContext, share: number | null): void {
  update(set({ compare: share === null ? null : Math.max(0, Math.min(1, share)) }));
}
