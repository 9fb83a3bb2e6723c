/** @file What is said of an image file before it is decoded: a refusal that names what it is, or remarks on what is odd. */

import { MultiRoiError } from '../base/index.ts';
import {
  BROWSER_FORMATS,
  formatList,
  formatOfName,
  IMAGE_FORMATS,
  NODE_FORMATS,
} from './image-formats.ts';
import { readImageHeader, type ImageHeader } from './image-header.ts';

/** What is decoded on each platform: of a browser that may do more than every browser does, it is tried. */
const DECODED = {
  node: { sure: NODE_FORMATS, tries: NODE_FORMATS },
  browser: {
    sure: BROWSER_FORMATS,
    tries: Object.keys(IMAGE_FORMATS).filter((name) =>
      IMAGE_FORMATS[name as ImageHeader['format']].decoders.some((each) => each !== 'node'),
    ),
  },
} as const;

/**
 * The header of an image that the platform decodes.
 * @param who decodes, for messages; @param name of the file.
 * @throws E_FORMAT for an empty file and for bytes of no known kind; E_UNSUPPORTED, with what to do, for what is known
 * and not decoded.
 */
export function requireImage(
  who: string,
  bytes: Uint8Array,
  name: string,
  platform: 'node' | 'browser',
): ImageHeader {
  const { sure, tries } = DECODED[platform];
  const readable = `${formatList(sure)} are read`;
  const header = readImageHeader(bytes, name);
  if (header === null) {
    const got = bytes.length === 0 ? 'an empty file' : 'bytes of no known format';
    throw new MultiRoiError('E_FORMAT', `${who}: expected an image, got ${got} ("${name}")`, {
      hint: readable,
      details: { name },
    });
  }
  if (tries.includes(header.format)) return header;
  throw unsupportedImage(who, header, name);
}

/** The error for a file of a format that is known and not decoded. */
export function unsupportedImage(
  who: string,
  { format }: ImageHeader,
  name: string,
  cause?: unknown,
): MultiRoiError {
  const { title, hint } = IMAGE_FORMATS[format];
  return new MultiRoiError(
    'E_UNSUPPORTED',
    `${who}: expected an image that is decoded here, got ${title} ("${name}")`,
    { hint, details: { name, format }, cause },
  );
}

/** Remarks on a file that is decoded: more than one picture, a name that promises something else. */
export function imageNotes({ format, frames }: ImageHeader, name: string): string[] {
  const notes: string[] = [];
  if (frames > 1) {
    const many = Number.isFinite(frames) ? String(frames) : 'several';
    const what = format === 'tiff' ? 'pages' : 'frames';
    notes.push(`the first of ${many} ${what} was looked at, the others were not`);
  }
  const promised = formatOfName(name);
  if (promised !== undefined && promised !== format) {
    const { title } = IMAGE_FORMATS[format];
    notes.push(`it is named like ${IMAGE_FORMATS[promised].title}, and is ${title}`);
  }
  return notes;
}
