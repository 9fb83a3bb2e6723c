/** @file Paths of pictures that a file names: they are joined to a folder, and must not lead out of it. */

/** A file system takes no longer one. */
const MAX_PATH = 4096;

/** A path as it is joined and compared: forward slashes, and no `./`. Windows wrote some of the field's files. */
export function imagePath(text: string): string {
  const parts = text.replaceAll('\\', '/').split('/');
  // what leads a path says where it starts, and is for imagePathProblem to judge
  return parts.filter((part, i) => part !== '.' && (part !== '' || i === 0)).join('/');
}

/** What is wrong with a path, or null. */
export function imagePathProblem(path: string): string | null {
  if (path === '' || path.length > MAX_PATH || path.includes('\0')) {
    return `expected a path of 1 to ${MAX_PATH} characters, got ${JSON.stringify(path.slice(0, 80))}`;
  }
  const parts = path.split(/[\\/]/);
  if (parts[0] === '' || /^[a-z]:/i.test(path) || parts.includes('..')) {
    return `expected a path below the folder of the data set, got "${path.slice(0, 200)}"`;
  }
  return null;
}
