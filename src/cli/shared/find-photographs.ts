/** @file The photographs below a folder, and why the other files there are none. */

import { formatOfName, IMAGE_FORMATS, isPhotographName } from '../../format/index.ts';
import { walkFolder, type FoundFile, type FoundFiles, type Skipped } from '../../node/index.ts';

/** Why a file of this name is no input. */
export function reasonOfName(name: string): string {
  const format = formatOfName(name);
  if (format === undefined) return 'not named like an image';
  const { title } = IMAGE_FORMATS[format];
  return `${title}, which is not decoded`;
}

/**
 * Every photograph below a folder, each once.
 * @param folder absolute.
 */
export async function findPhotographs(folder: string): Promise<FoundFiles> {
  const { files, skipped } = await walkFolder(folder);
  const photographs: FoundFile[] = [];
  const others: Skipped[] = [...skipped];
  for (const file of files) {
    if (isPhotographName(file.name)) photographs.push(file);
    else others.push({ file: file.name, reason: reasonOfName(file.name) });
  }
  return { files: photographs, skipped: others };
}
