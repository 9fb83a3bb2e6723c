/**
 * @file The one table of image formats: what files of each are called, how their bytes begin, where they are decoded, and
 * what to do where they are not. Commands, server and page ask it.
 */

/** Who decodes a format: `node` is libvips as `sharp` ships it, `browsers` is what every browser does, `some` what a few do. */
type Decoder = 'node' | 'browsers' | 'some';

interface FormatRow {
  /** As a message names a file of it, with its article. */
  readonly title: string;
  /** Lower case, with the dot; the first is the usual one. */
  readonly extensions: readonly string[];
  /** Media types; the first is the registered one. */
  readonly types: readonly string[];
  readonly decoders: readonly Decoder[];
  /** Whether a folder that is searched for photographs is searched for these. */
  readonly photograph: boolean;
  /** What to do with one that is not decoded. */
  readonly hint: string;
}

const CONVERT = 'convert it to JPEG or PNG first';
const convertBy = (line: string): string => `${CONVERT}, for example: ${line}`;

const row = (
  title: string,
  extensions: string,
  types: string,
  decoders: readonly Decoder[],
  hint: string = CONVERT,
): FormatRow => ({
  title,
  extensions: extensions === '' ? [] : extensions.split(' '),
  types: types === '' ? [] : types.split(' '),
  decoders,
  photograph: true,
  hint,
});

/** Something else that is met where photographs are: it has a name, and nobody looks for it. */
const other = (...parts: Parameters<typeof row>): FormatRow => ({
  ...row(...parts),
  photograph: false,
});

const EVERYWHERE = ['node', 'browsers'] as const;

const NAMES = [
  'jpeg',
  'png',
  'webp',
  'gif',
  'avif',
  'tiff',
  'heic',
  'bmp',
  'jxl',
  'jp2',
  'raw',
  'svg',
  'pdf',
  'psd',
  'ico',
  'pnm',
  'exr',
  'hdr',
  'qoi',
  'dds',
  'jxr',
  'video',
  'appledouble',
  'lfs',
  'html',
  'json',
  'zip',
  'gzip',
] as const;

/** A format by its short name. */
export type ImageFormat = (typeof NAMES)[number];

/** Every format that has a name here. */
export const IMAGE_FORMATS: Readonly<Record<ImageFormat, FormatRow>> = {
  jpeg: row(
    'a JPEG',
    '.jpg .jpeg .jpe .jfif .jif .jfi .pjpeg .pjp',
    'image/jpeg image/jpg image/pjpeg',
    EVERYWHERE,
  ),
  png: row('a PNG', '.png .apng', 'image/png image/apng image/x-png', EVERYWHERE),
  webp: row('a WebP', '.webp', 'image/webp', EVERYWHERE),
  gif: row('a GIF', '.gif', 'image/gif', EVERYWHERE),
  avif: row('an AVIF', '.avif .avifs', 'image/avif image/avif-sequence', EVERYWHERE),
  tiff: row('a TIFF', '.tif .tiff', 'image/tiff image/tif', ['node', 'some']),
  heic: row(
    'a HEIC photograph (HEVC)',
    '.heic .heif .hif .heics .heifs',
    'image/heic image/heif image/heic-sequence image/heif-sequence',
    ['some'],
    `${convertBy('sips -s format jpeg in.heic --out out.jpg (macOS), heif-convert in.heic out.jpg (libheif)')}; phones have a setting that saves JPEG`,
  ),
  bmp: row(
    'a BMP',
    '.bmp .dib',
    'image/bmp image/x-ms-bmp',
    ['browsers'],
    convertBy('magick in.bmp out.png'),
  ),
  jxl: row('a JPEG XL', '.jxl', 'image/jxl', ['some'], convertBy('djxl in.jxl out.png')),
  jp2: row(
    'a JPEG 2000',
    '.jp2 .j2k .jpf .jpx .j2c',
    'image/jp2 image/jpx image/j2k',
    ['some'],
    convertBy('magick in.jp2 out.png'),
  ),
  raw: other(
    'a camera raw file',
    '.dng .cr2 .cr3 .crw .nef .nrw .arw .srf .sr2 .orf .raf .rw2 .pef .srw .3fr .iiq .erf .kdc .dcr .mos .raw',
    'image/x-adobe-dng image/x-canon-cr2 image/x-nikon-nef image/x-sony-arw',
    [],
    'develop it to JPEG or TIFF first, for example: darktable-cli in.nef out.jpg',
  ),
  svg: other(
    'an SVG drawing',
    '.svg .svgz',
    'image/svg+xml',
    [],
    'draw it as a PNG first, for example: rsvg-convert in.svg -o out.png',
  ),
  pdf: other(
    'a PDF',
    '.pdf .ai',
    'application/pdf',
    [],
    'make pictures of its pages first, for example: pdftoppm -jpeg in.pdf page',
  ),
  psd: other('a Photoshop file', '.psd .psb', 'image/vnd.adobe.photoshop', []),
  ico: other('an icon', '.ico .cur', 'image/vnd.microsoft.icon image/x-icon', ['browsers']),
  pnm: other(
    'a portable any-map',
    '.ppm .pgm .pbm .pnm .pam',
    'image/x-portable-anymap image/x-portable-pixmap image/x-portable-graymap',
    [],
    convertBy('pnmtopng in.ppm > out.png'),
  ),
  exr: other('an OpenEXR', '.exr', 'image/x-exr', [], 'map its tones to a JPEG or PNG first'),
  hdr: other(
    'a Radiance HDR',
    '.hdr',
    'image/vnd.radiance',
    [],
    'map its tones to a JPEG or PNG first',
  ),
  qoi: other('a QOI', '.qoi', 'image/qoi', [], convertBy('magick in.qoi out.png')),
  dds: other('a DDS texture', '.dds', 'image/vnd-ms.dds', []),
  jxr: other('a JPEG XR', '.jxr .wdp .hdp', 'image/jxr image/vnd.ms-photo', []),
  video: other(
    'a video',
    '.mp4 .m4v .mov .avi .mkv .webm .mpg .mpeg .wmv .3gp .mts .m2ts .ogv .flv',
    'video/mp4 video/quicktime video/webm video/x-msvideo video/x-matroska video/mpeg',
    [],
    'multiroi motion makes an animation of its people; the page (multiroi view) opens videos, and ffmpeg -i in.mp4 frames/%05d.jpg takes pictures out of it',
  ),
  appledouble: other(
    'the AppleDouble companion of a file, which holds no picture',
    '',
    '',
    [],
    'macOS writes these beside the files themselves; leave it out',
  ),
  lfs: other(
    'the pointer of Git LFS, not the file itself',
    '',
    '',
    [],
    'fetch the file with: git lfs pull',
  ),
  html: other(
    'an HTML page',
    '.html .htm',
    'text/html',
    [],
    'the address may be that of a page about the picture: give the picture itself',
  ),
  json: other('JSON', '.json', 'application/json', [], 'give the photograph'),
  zip: other('a ZIP archive', '.zip', 'application/zip', [], 'unpack it first'),
  gzip: other('a gzip file', '.gz', 'application/gzip', [], 'unpack it first'),
};

/** Decoded by libvips as it is shipped, and so by commands and server. */
export const NODE_FORMATS: readonly ImageFormat[] = NAMES.filter((name) =>
  IMAGE_FORMATS[name].decoders.includes('node'),
);
/** Decoded by every browser. */
export const BROWSER_FORMATS: readonly ImageFormat[] = NAMES.filter((name) =>
  IMAGE_FORMATS[name].decoders.includes('browsers'),
);

/** `JPEG, PNG, … and TIFF`, for hints. */
export function formatList(formats: readonly ImageFormat[]): string {
  const titles = formats.map((name) => IMAGE_FORMATS[name].title.replace(/^an? /, ''));
  return `${titles.slice(0, -1).join(', ')} and ${titles.at(-1) ?? ''}`;
}

/** What a name promises, by its last extension in either case; undefined for a name that promises nothing. */
export function formatOfName(name: string): ImageFormat | undefined {
  const extension = /\.[^./\\]+$/.exec(name)?.[0].toLowerCase();
  if (extension === undefined) return undefined;
  return NAMES.find((format) => IMAGE_FORMATS[format].extensions.includes(extension));
}

/** Whether a folder that is searched for photographs yields a file of this name. */
export function isPhotographName(name: string): boolean {
  const format = formatOfName(name);
  return format !== undefined && IMAGE_FORMATS[format].photograph;
}

const ascii = (bytes: Uint8Array, start: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(start, start + length));

/** Beginnings that are always the same, as Latin-1. */
const BEGINNINGS: readonly (readonly [begins: string, format: ImageFormat])[] = [
  ['\xff\xd8', 'jpeg'],
  ['\x89PNG\r\n\x1a\n', 'png'],
  ['GIF87a', 'gif'],
  ['GIF89a', 'gif'],
  ['II*\0', 'tiff'],
  ['MM\0*', 'tiff'],
  ['II+\0', 'tiff'],
  ['MM\0+', 'tiff'],
  ['IIRO', 'raw'],
  ['IIU\0', 'raw'],
  ['FUJIFILMCCD-RAW', 'raw'],
  ['\xff\x0a', 'jxl'],
  ['\0\0\0\x0cJXL \r\n\x87\n', 'jxl'],
  ['\0\0\0\x0cjP  \r\n\x87\n', 'jp2'],
  ['\xff\x4f\xff\x51', 'jp2'],
  ['II\xbc', 'jxr'],
  ['%PDF-', 'pdf'],
  ['8BPS', 'psd'],
  ['\0\0\x01\0', 'ico'],
  ['\x76\x2f\x31\x01', 'exr'],
  ['#?RADIANCE', 'hdr'],
  ['#?RGBE', 'hdr'],
  ['qoif', 'qoi'],
  ['DDS ', 'dds'],
  ['\x1a\x45\xdf\xa3', 'video'],
  ['\0\0\x01\xba', 'video'],
  ['\0\0\x01\xb3', 'video'],
  ['OggS', 'video'],
  ['FLV\x01', 'video'],
  ['\x30\x26\xb2\x75\x8e\x66\xcf\x11', 'video'],
  ['\0\x05\x16\x07', 'appledouble'],
  ['version https://git-lfs', 'lfs'],
  ['PK\x03\x04', 'zip'],
  ['\x1f\x8b', 'gzip'],
];

const RIFF: Readonly<Record<string, ImageFormat>> = { WEBP: 'webp', 'AVI ': 'video' };

/** Brands of ISO base media files (ISO/IEC 14496-12, 23008-12) that say which codec is inside. */
function brandedFormat(bytes: Uint8Array): ImageFormat {
  const end = Math.min(256, bytes.length, (bytes[2] << 8) | bytes[3]);
  const brands = [ascii(bytes, 8, 4)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(ascii(bytes, at, 4));
  const has = (pattern: RegExp): boolean => brands.some((brand) => pattern.test(brand));
  if (has(/^avi[fs]$/)) return 'avif';
  if (has(/^he[iv][cxms]$/)) return 'heic';
  if (has(/^crx $/)) return 'raw';
  if (!has(/^m[is]f1$/)) return 'video';
  // only that it is an image: the kinds of its items say the rest
  const head = ascii(bytes, 0, Math.min(bytes.length, 4096));
  return head.includes('av01') ? 'avif' : 'heic';
}

/** Texts begin as they like: with white space, a mark of order, a declaration. */
function textFormat(bytes: Uint8Array): ImageFormat | undefined {
  const head = ascii(bytes, 0, 1024)
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  const bare = head.replace(/<\?xml[^>]*>|<!--[^]*?-->|<!DOCTYPE svg[^>]*>/gi, '').trimStart();
  if (/^<svg[\s>/]/i.test(bare)) return 'svg';
  if (/^<(!doctype html|html|head|body)/i.test(head)) return 'html';
  if (/^P[1-7][\s#]/.test(head)) return 'pnm';
  return /^[{[]["\s{[\]}]/.test(head) ? 'json' : undefined;
}

/**
 * What a file's first bytes say that it is; undefined for what has no name here. 4 096 bytes are enough.
 * @param name where given, tells a camera's raw file from the TIFF that it is built as.
 */
export function formatOfBytes(bytes: Uint8Array, name = ''): ImageFormat | undefined {
  const head = ascii(bytes, 0, 24);
  const found = BEGINNINGS.find(([begins]) => head.startsWith(begins))?.[1];
  if (found === 'tiff') {
    const isRaw = ascii(bytes, 8, 2) === 'CR' || formatOfName(name) === 'raw';
    return isRaw ? 'raw' : 'tiff';
  }
  if (found !== undefined) return found;
  if (/^BM[^]{4}\0{4}/.test(head)) return 'bmp';
  if (head.startsWith('RIFF')) return RIFF[head.slice(8, 12)];
  if (head.slice(4, 8) === 'ftyp') return brandedFormat(bytes);
  if (/^(moov|mdat|wide|skip)$/.test(head.slice(4, 8))) return 'video';
  return textFormat(bytes);
}
