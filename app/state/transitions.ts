/** @file Every way in which the state changes, as pure functions. */

import type { BodyModel } from '../../src/body/index.ts';
import { messageOf, MultiRoiError } from '../../src/base/index.ts';
import { refocus, type Person, type Reconstruction } from '../../src/result/index.ts';
import type { MeshSource } from '../../src/viewer/index.ts';
import {
  INITIAL_STATE,
  selectedPerson,
  type Clip,
  type Photo,
  type State,
  type Status,
} from './state.ts';
import type { Transition } from './store.ts';

type Change = Transition<State>;

/** Fields that need nothing else to follow. */
export const set =
  (change: Partial<State>): Change =>
  (state) => ({ ...state, ...change });

export const reported = (status: Status): Change => set({ status });

export const busy = (text: string, share?: number): Change =>
  reported({ kind: 'busy', text, ...(share !== undefined && { share }) });

/** What went wrong, in the error's own words. */
export function failed(error: unknown): Change {
  if (error instanceof MultiRoiError && error.code === 'E_ABORT') {
    return reported({ kind: 'idle', text: 'Stopped' });
  }
  const hint = error instanceof MultiRoiError ? error.hint : undefined;
  return reported({ kind: 'error', text: messageOf(error), ...(hint !== undefined && { hint }) });
}

/** Something else is in hand: nothing of what was shown or chosen for the last one stays. */
const emptied: Change = (state) => {
  const { photo, original, result, meshes, fromArrays, clip, live, focalPx, boxes, drawing } =
    INITIAL_STATE;
  const nobody = { photo, original, result, meshes, fromArrays, clip, live };
  const view = { ...state.view, hidden: [], solo: null, selected: null };
  return { ...state, ...nobody, focalPx, boxes, drawing, view };
};

export const photoTaken =
  (photo: Photo): Change =>
  (state) => ({ ...emptied(state), photo });

export const clipTaken =
  (clip: Clip): Change =>
  (state) => ({ ...emptied(state), clip });

export const liveTaken: Change = (state) => ({
  ...emptied(state),
  live: { framesPerSecond: null },
});

/** How many there are, and what else is to be known: of the file, of those who could not be placed. */
function told({ people, lost = [], warnings = [] }: Reconstruction, notice: string | null): Status {
  const nobody = people.length + lost.length === 0;
  const counted = people.length === 1 ? '1 person' : `${people.length} people`;
  const text = lost.length === 0 ? counted : `${counted}, ${lost.length} without a place`;
  const advice = nobody ? ['draw a box around one, or try another photograph'] : [];
  const hints = [...(notice === null ? [] : [notice]), ...warnings, ...advice];
  return {
    kind: 'idle',
    text: nobody ? 'No person found' : text,
    ...(hints.length > 0 && { hint: hints.join('; ') }),
  };
}

/** The result of the photograph in hand. */
export const resultShown =
  (result: Reconstruction): Change =>
  (state) => {
    const { people } = result;
    const known = people.some(({ id }) => id === state.view.selected);
    const selected = known ? state.view.selected : (people[0]?.id ?? null);
    const status = told(result, state.notice);
    const view = { ...state.view, selected };
    return { ...state, original: result, result, view, status, notice: null };
  };

/** A result out of a file. */
export const storedResultShown =
  (stored: {
    readonly photo: Photo;
    readonly result: Reconstruction;
    readonly body: BodyModel;
    readonly meshes: MeshSource | null;
    readonly fromArrays: boolean;
    /** What had to be assumed. */
    readonly notices: readonly string[];
  }): Change =>
  (state) => {
    const { photo, result, body, meshes, fromArrays, notices } = stored;
    const notice = notices.length > 0 ? notices.join('; ') : state.notice;
    return resultShown(result)({ ...photoTaken(photo)(state), body, meshes, fromArrays, notice });
  };

/** One frame of a video or of a camera. */
export const frameShown =
  (name: string, bitmap: ImageBitmap | null, result: Reconstruction): Change =>
  (state) => ({ ...state, photo: { name, bitmap, id: null }, original: result, result });

/** Changes the clip of that number; another one that took its place is left as it is. */
export const clipChanged =
  (id: number, change: Partial<Omit<Clip, 'id'>>): Change =>
  (state) =>
    state.clip?.id === id ? { ...state, clip: { ...state.clip, ...change } } : state;

/** The result under another focal length, before the network is asked. */
export const refocused =
  (focalPx: number): Change =>
  (state) =>
    state.original === null
      ? state
      : { ...state, focalPx, result: refocus(state.original, focalPx) };

/** The selected person by hand. */
export const personEdited =
  (edit: (person: Person, body: BodyModel) => Person): Change =>
  (state) => {
    const { result, body } = state;
    const selected = selectedPerson(state);
    if (result === null || body === null || selected === null) return state;
    const people = result.people.map((person) =>
      person.id === selected.id ? edit(person, body) : person,
    );
    return { ...state, result: { ...result, people } };
  };

export const editsUndone: Change = (state) => ({ ...state, result: state.original });
