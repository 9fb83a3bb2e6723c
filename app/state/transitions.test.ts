import { expect, test } from 'vitest';
import { MultiRoiError } from '../../src/base/index.ts';
import { samplePerson, sampleResult } from '../../test/support/result.ts';
import { toyBody } from '../../test/support/toy-body.ts';
import { INITIAL_STATE, selectedPerson, type Clip, type State } from './state.ts';
import {
  clipChanged,
  clipTaken,
  editsUndone,
  failed,
  liveTaken,
  photoTaken,
  refocused,
  resultShown,
  storedResultShown,
} from './transitions.ts';

const picture = (): ImageBitmap => ({ width: 4, height: 4, close: () => undefined });
const clip: Clip = {
  id: 1,
  run: 0,
  name: 'walk.webm',
  video: {
    durationS: 1,
    frameAt: () => Promise.resolve(picture()),
    close: () => undefined,
  },
  frames: [],
  rate: 10,
  at: 0,
  shown: null,
  following: true,
  playing: false,
  stored: false,
  trim: null,
  smooth: true,
  lockShape: true,
  progress: null,
};
const shown: State = {
  ...resultShown(sampleResult())({
    ...INITIAL_STATE,
    photo: { name: 'before.jpg', bitmap: picture(), id: 1 },
  }),
  focalPx: 500,
  boxes: [{ x0: 0, y0: 0, x1: 9, y1: 9 }],
  rois: 3,
};

test.each([
  ['a photograph', photoTaken({ name: 'next.jpg', bitmap: picture(), id: null })],
  ['a video', clipTaken(clip)],
  ['a camera', liveTaken],
])('%s in hand: nobody of before, nothing that was chosen for them', (_, take) => {
  const next = take({ ...shown, view: { ...shown.view, hidden: [0], solo: 0 } });
  expect(next).toMatchObject({ original: null, result: null, focalPx: null, boxes: null });
  expect(next.view).toMatchObject({ hidden: [], solo: null, selected: null });
  expect(selectedPerson(next)).toBeNull();
  // what is chosen for all photographs stays
  expect(next.rois).toBe(3);
});

test('who is selected stays so while they are there', () => {
  const people = [samplePerson(), samplePerson({ id: 4 })];
  const result = { ...sampleResult(), people };
  const chosen = { ...shown, view: { ...shown.view, selected: 4 } };
  expect(resultShown(result)(chosen).view.selected).toBe(4);
  expect(resultShown(sampleResult())(chosen).view.selected).toBe(0);
  expect(resultShown({ ...result, people: [] })(chosen).view.selected).toBeNull();
  expect(resultShown({ ...result, people: [] })(chosen).status.text).toBe('No person found');
});

test('a notice is reported once, with the next result', () => {
  const next = resultShown(sampleResult())({ ...shown, notice: 'mended' });
  expect(next.status).toEqual({ kind: 'idle', text: '1 person', hint: 'mended' });
  expect(next.notice).toBeNull();
});

test('what is odd about a file, and who could not be placed, is said with the result', () => {
  const warnings = ['the first of 3 frames was looked at, the others were not'];
  const lost = [{ status: 'unplaced', score: 0.9, box: [0, 0, 9, 9], reason: 'r' }] as const;
  const nobody = { ...sampleResult(), people: [], warnings };
  expect(resultShown(nobody)(shown).status).toEqual({
    kind: 'idle',
    text: 'No person found',
    hint: `${warnings[0]}; draw a box around one, or try another photograph`,
  });
  const unplaced = {
    ...nobody,
    lost: lost.map((each) => ({ ...each, box: [...each.box] as [number, number, number, number] })),
  };
  expect(resultShown(unplaced)(shown).status).toEqual({
    kind: 'idle',
    text: '0 people, 1 without a place',
    hint: warnings[0],
  });
});

test('what a stored result assumes is the hint of the status', () => {
  const stored = {
    photo: { name: 'peer.npz', bitmap: null, id: null },
    result: sampleResult(),
    meshes: null,
    fromArrays: true,
    notices: ['no faces', 'no camera'],
  };
  expect(storedResultShown({ ...stored, body: toyBody() })(shown)).toMatchObject({
    fromArrays: true,
    status: { hint: 'no faces; no camera' },
    photo: { name: 'peer.npz' },
  });
});

test('a change for one clip leaves another alone', () => {
  const state = clipTaken(clip)(INITIAL_STATE);
  expect(clipChanged(1, { at: 3 })(state).clip?.at).toBe(3);
  expect(clipChanged(2, { at: 3 })(state)).toBe(state);
  expect(clipChanged(1, { at: 3 })(INITIAL_STATE)).toBe(INITIAL_STATE);
});

test('another focal length starts from what the network predicted, and can be undone', () => {
  const twice = refocused(800)(refocused(600)(shown));
  expect(twice.result).toEqual(refocused(800)(shown).result);
  expect(twice.result?.people[0]?.camera.focalPx).toBe(800);
  expect(editsUndone(twice).result).toBe(shown.result);
});

test('an error is reported in its own words; being stopped is none', () => {
  const error = new MultiRoiError('E_RANGE', 'who: expected a, got b', { hint: 'do c' });
  expect(failed(error)(shown).status).toEqual({
    kind: 'error',
    text: 'who: expected a, got b',
    hint: 'do c',
  });
  const stopped = failed(new MultiRoiError('E_ABORT', 'who: stopped'))(shown);
  expect(stopped.status).toEqual({ kind: 'idle', text: 'Stopped' });
  expect(stopped.result).toBe(shown.result);
});
