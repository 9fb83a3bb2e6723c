/** @file What options name is there, or the command does not begin. */

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MultiRoiError } from '../../base/index.ts';
import type { Options, Reads } from './option.ts';

async function checkInput(
  name: string,
  { what, except }: Reads,
  text: string,
  cwd: string,
): Promise<void> {
  if (except?.(text) === true) return;
  const entry = await stat(resolve(cwd, text)).catch(async (cause: unknown) => {
    const { ioError } = await import('../../node/index.ts');
    throw ioError(`--${name}`, `a ${what}`, text, cause);
  });
  const got = entry.isDirectory() ? 'folder' : 'file';
  if (what.split(' or ').includes(got)) return;
  throw new MultiRoiError('E_IO', `--${name}: expected a ${what}, got a ${got} ("${text}")`, {
    details: { path: text },
  });
}

/**
 * Looks for what values name, by their table of options.
 * @throws E_IO that names the option.
 */
export async function checkInputs(
  options: Options,
  values: Readonly<Record<string, unknown>>,
  cwd: string,
): Promise<void> {
  for (const [name, option] of Object.entries(options)) {
    const text = values[name];
    if (option.kind !== 'value' || option.reads === undefined || typeof text !== 'string') continue;
    await checkInput(name, option.reads, text, cwd);
  }
}
