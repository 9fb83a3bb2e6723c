/** @file Packages that a few users want and the others need not install: found when they are asked for. */

import { MultiRoiError } from '../base/index.ts';

/** What Node and bundlers say of a package that is not there. */
const ABSENT: readonly string[] = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'];

/**
 * Loads what needs a package that is not installed with this one.
 * @param install the packages, as `npm install` is told.
 * @throws E_UNSUPPORTED with the line that installs them, when they are not there.
 */
export async function optionalPackage<T>(
  who: string,
  install: string,
  load: () => Promise<T>,
): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (typeof code !== 'string' || !ABSENT.includes(code)) throw cause;
    throw new MultiRoiError(
      'E_UNSUPPORTED',
      `${who}: expected the packages ${install} beside this one, got a package that is not installed`,
      { hint: `npm install ${install}`, cause },
    );
  }
}
