/** @file The name of a heading in an address, as code hosts make it: the documents are read there, too. */

/** @param {string} heading as text. */
export function anchorOf(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}
