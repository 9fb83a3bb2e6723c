/** @file What of a result is shown, and how: one plain object that views and drawings read. */

import { MultiRoiError } from '../base/index.ts';

/** `camera`: through the photograph's own camera. `orbit`: from anywhere. */
export type ViewMode = 'orbit' | 'camera';
/** Of the surroundings; people and regions keep their colours. */
export type Theme = 'light' | 'dark';

/** Everything about a view that a reader can switch. */
export interface ViewState {
  /** `camera`: through the photograph's own camera, letterboxed; `orbit`: from anywhere. */
  readonly mode: ViewMode;
  /** Of the bodies, 0–1. */
  readonly opacity: number;
  readonly wireframe: boolean;
  readonly joints: boolean;
  /** The surface coloured by its normal as the eye sees it: right, up and near are bright red, green and blue. */
  readonly normals: boolean;
  readonly skeleton: boolean;
  readonly boxes: boolean;
  readonly rois: boolean;
  readonly frustum: boolean;
  readonly ground: boolean;
  /** The photograph on the image plane. */
  readonly photo: boolean;
  /** Ids of people who are not drawn. */
  readonly hidden: readonly number[];
  /** The id of the only person drawn; null: everyone. */
  readonly solo: number | null;
  /** The id of the person picked out. */
  readonly selected: number | null;
  readonly theme: Theme;
}

/** What a view shows unless it is told otherwise. */
export const DEFAULT_VIEW: ViewState = {
  mode: 'orbit',
  opacity: 1,
  wireframe: false,
  joints: false,
  normals: false,
  skeleton: false,
  boxes: false,
  rois: false,
  frustum: true,
  ground: true,
  photo: true,
  hidden: [],
  solo: null,
  selected: null,
  theme: 'light',
};

/**
 * A state with some of it changed; keys that are undefined change nothing.
 * @throws E_RANGE for an opacity outside 0–1.
 */
export function changed(state: ViewState, change: Partial<ViewState>): ViewState {
  const given = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  );
  const next = { ...state, ...given };
  if (!(next.opacity >= 0 && next.opacity <= 1)) {
    throw new MultiRoiError(
      'E_RANGE',
      `setState: expected an opacity from 0 to 1, got ${next.opacity}`,
    );
  }
  return next;
}

/** Whether a person is drawn. */
export function isShown({ hidden, solo }: Pick<ViewState, 'hidden' | 'solo'>, id: number): boolean {
  return solo === null ? !hidden.includes(id) : solo === id;
}
