/** @file Bodies by name or by file, the way every `--body` means them. */

import { MultiRoiError } from '../base/index.ts';
import type { Files } from '../platform/index.ts';
import type { BodyModel } from './body-model.ts';
import { loadBody } from './load-body.ts';

/** A name has no dot and no slash; everything else is a path. */
export function isBodyName(text: string): boolean {
  return /^[a-z0-9][a-z0-9_-]*$/i.test(text);
}

/** Where a body of a name is kept, among the shipped files and the user's. */
export function bodyAsset(name: string): string {
  return `body/${name}.safetensors`;
}

/** Where SMPL is to be had; it may not be passed on. */
export const SMPL_SOURCE =
  'register at https://smpl.is.tue.mpg.de (non-commercial) for SMPL_python, which holds the models of both sexes and the neutral one';

/**
 * A body by name (`open`, or imported ones such as `smpl-neutral`) or from a file.
 * @throws E_IO when there is none, E_FORMAT when it is damaged.
 * @example
 * ```ts
 * import { readBody } from 'multiroi';
 * import { nodePlatform } from 'multiroi/node';
 *
 * const body = await readBody(nodePlatform.files, 'open');
 * console.log(body.shapeCount); // 10
 * ```
 */
export async function readBody(files: Files, nameOrPath: string): Promise<BodyModel> {
  if (!isBodyName(nameOrPath)) return loadBody(await files.read(nameOrPath));
  const bytes = await files.asset(bodyAsset(nameOrPath)).catch((cause: unknown) => {
    if (!(cause instanceof MultiRoiError && cause.code === 'E_IO')) throw cause;
    const hint = nameOrPath.startsWith('smpl')
      ? `import it from your own SMPL file with: multiroi body import <file>; ${SMPL_SOURCE}`
      : 'see multiroi body info for the bodies there are; a file is given by its path';
    throw new MultiRoiError('E_IO', `readBody: expected the body "${nameOrPath}", got none`, {
      hint,
      cause,
    });
  });
  return loadBody(bytes);
}
