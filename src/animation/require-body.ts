/** @file The check that a motion and a body belong together. */

import type { BodyModel } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import type { Motion } from '../result/index.ts';

/** @throws E_CONFIG when the motion speaks of another body. */
export function requireBody(who: string, { model }: Motion, body: BodyModel): void {
  if (model.body === body.id) return;
  throw new MultiRoiError(
    'E_CONFIG',
    `${who}: expected the body "${model.body}", got "${body.id}"`,
    { hint: 'give the body that the motion was made with: --body' },
  );
}
