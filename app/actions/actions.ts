/** @file Everything that a reader of the page can do. Panels call these, and nothing else changes the state. */

import type { EngineClient, ExportInput, ExportMotionInput } from '../../src/web/index.ts';
import { INITIAL_STATE, type State } from '../state/state.ts';
import { createStore, type Store } from '../state/store.ts';
import * as camera from './choose-camera.ts';
import * as person from './choose-person.ts';
import { attempt, type ActionContext, type PageDevices } from './context.ts';
import { editPose, setKnownShape, undoEdits } from './edit-body.ts';
import { exportMotion } from './export-motion.ts';
import { exportResult, exportView } from './export-result.ts';
import { toggleLive } from './live.ts';
import { openFiles, openGivenFile } from './open-files.ts';
import { openSample, takePhoto } from './open-photo.ts';
import { openListedResult } from './open-result.ts';
import { SmoothedFrames } from './smoothed-frames.ts';
import { chooseProvider, prepare, start } from './start.ts';
import { Tasks } from './tasks.ts';
import * as timeline from './timeline.ts';
import { chooseViewpoint, compare, drawBox, setView } from './view-options.ts';

function bindActions(context: ActionContext) {
  const bound = <R extends unknown[], O>(
    action: (context: ActionContext, ...rest: R) => O,
  ): ((...rest: R) => O) => {
    return (...rest) => action(context, ...rest);
  };
  return {
    start: bound(start),
    prepare: bound(prepare),
    chooseProvider: bound(chooseProvider),
    openFiles: bound(openFiles),
    openGivenFile: bound(openGivenFile),
    openSample: bound(openSample),
    openListedResult: bound(openListedResult),
    takePhoto: bound(takePhoto),
    toggleLive: bound(toggleLive),
    cancel: () => context.tasks.cancel(),
    reconstructAgain: bound(camera.reconstructAgain),
    chooseRois: bound(camera.chooseRois),
    chooseQuality: bound(camera.chooseQuality),
    chooseRefine: bound(camera.chooseRefine),
    chooseMirror: bound(camera.chooseMirror),
    previewFocal: bound(camera.previewFocal),
    clearFocal: bound(camera.clearFocal),
    chooseBoxes: bound(camera.chooseBoxes),
    chooseRate: bound(camera.chooseRate),
    choosePerson: bound(person.choosePerson),
    toggleHidden: bound(person.toggleHidden),
    toggleSolo: bound(person.toggleSolo),
    editPose: bound(editPose),
    setKnownShape: bound(setKnownShape),
    undoEdits: bound(undoEdits),
    scrub: bound(timeline.scrub),
    step: bound(timeline.step),
    playOrPause: bound(timeline.playOrPause),
    chooseSmoothing: bound(timeline.chooseSmoothing),
    trim: bound(timeline.trim),
    setView: bound(setView),
    chooseViewpoint: bound(chooseViewpoint),
    drawBox: bound(drawBox),
    compare: bound(compare),
    exportResult: (kind: ExportInput['kind']) => attempt(context, exportResult(context, kind)),
    exportMotion: (input: Pick<ExportMotionInput, 'kind' | 'bones'>) =>
      attempt(context, exportMotion(context, input)),
    exportView: (snapshot: () => Promise<Blob>) => attempt(context, exportView(context, snapshot)),
  };
}

export type Actions = ReturnType<typeof bindActions>;

/** What panels are given. */
export interface Page {
  readonly store: Store<State>;
  readonly actions: Actions;
}

/** A page without its elements. */
export function createPage(engine: EngineClient, devices: PageDevices): Page {
  const { store, update } = createStore(INITIAL_STATE);
  const context: ActionContext = {
    store,
    update,
    engine,
    devices,
    tasks: new Tasks(update),
    smoothed: new SmoothedFrames(),
    started: Promise.resolve(),
    undecided: false,
    showing: Promise.resolve(),
    clips: 0,
  };
  return { store, actions: bindActions(context) };
}
