/** @file When two names are those of one file: written on Windows or elsewhere, with or without detours, composed or not. */

/**
 * A path with `/` between its parts, without `.`, `..` and repetitions, in composed Unicode (NFC): what names are compared
 * by. Nothing is looked up.
 */
export function plainName(name: string): string {
  const slashed = name.replaceAll('\\', '/').normalize('NFC');
  const parts: string[] = [];
  for (const part of slashed.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return `${slashed.startsWith('/') ? '/' : ''}${parts.join('/')}`;
}

/** As `plainName`, in lower case: what names are compared by on disks that do not tell cases apart. */
export function foldedName(name: string): string {
  return plainName(name).toLowerCase();
}
