/** @file Pose and shape of the selected person by hand. */

import { withBody, withShape, type BodyEdit, type KnownShape } from '../../src/result/index.ts';
import { editsUndone, failed, personEdited } from '../state/transitions.ts';
import type { ActionContext } from './context.ts';

export function editPose({ update }: ActionContext, change: BodyEdit): void {
  update(personEdited((person, body) => withBody(person, change, body)));
}

/** What is known of their body: they stand elsewhere, as large in the image as before. */
export function setKnownShape({ update }: ActionContext, known: KnownShape): void {
  try {
    update(personEdited((person, body) => withShape(person, known, body)));
  } catch (error) {
    update(failed(error));
  }
}

/** Back to what the network predicted. */
export function undoEdits({ update }: ActionContext): void {
  update(editsUndone);
}
