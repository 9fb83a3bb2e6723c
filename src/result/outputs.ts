/** @file The files that one result becomes, named by what follows the image's stem. */

import type { BodyModel } from '../body/index.ts';
import type { PixelImage, Platform } from '../platform/index.ts';
import { exportGlb, exportNpz, exportObj, type GlbKind } from './export.ts';
import { exportHtml } from './html.ts';
import { drawOverlay, drawSide, drawTop } from './draw.ts';
import { sceneBodies, type Material } from './materials.ts';
import { poseResult } from './pose-result.ts';
import type { Reconstruction } from './result.ts';

/** What follows the stem in the name of each kind of file; an OBJ is one a person. */
export const SUFFIXES: Readonly<Record<OutputKind, string>> = {
  json: '.json',
  npz: '.npz',
  glb: '.glb',
  obj: '_<id>.obj',
  overlay: '_overlay.png',
  side: '_side.png',
  top: '_top.png',
  verts: '.npz',
  html: '.html',
};

/** What a result and its photograph can become; `verts` adds vertices to the npz. */
export const OUTPUT_KINDS = [
  'json',
  'npz',
  'glb',
  'obj',
  'overlay',
  'side',
  'top',
  'verts',
  'html',
] as const;
/** And what it can become by itself. */
export const EXPORT_KINDS = ['json', 'npz', 'glb', 'obj', 'side', 'top', 'verts', 'html'] as const;
/** A file that a result becomes without its photograph: one of {@link EXPORT_KINDS}. */
export type ExportKind = (typeof EXPORT_KINDS)[number];
/** One of {@link OUTPUT_KINDS}. */
export type OutputKind = (typeof OUTPUT_KINDS)[number];

/** A file to be written, named by what follows the image's stem. */
export interface OutputFile {
  /** What follows the stem: `.json`, `_0.obj`, `_overlay.png`. */
  readonly suffix: string;
  readonly content: Uint8Array | string;
}

/** What files a result becomes. */
export interface OutputOptions {
  readonly kinds: readonly OutputKind[];
  readonly glb: GlbKind;
  /** What bodies are made of in pictures; default `suit`. */
  readonly material?: Material;
  /** The photograph; without it there is no overlay, and none in the html. */
  readonly image?: PixelImage;
}

/** The files of a result. */
export interface Outputs {
  /** The JSON comes last: where it stands, all of its companions do. */
  readonly files: readonly OutputFile[];
  /** See `Glb.lostMm`. */
  readonly lostMm: number | null;
}

/** The result as JSON text: one line a person, so that differences read well. */
export function resultText(result: Reconstruction): string {
  const { people, ...rest } = result;
  const lines = people.map((person) => `    ${JSON.stringify(person)}`).join(',\n');
  const head = JSON.stringify(rest, null, 2).slice(0, -2);
  return `${head},\n  "people": [${lines === '' ? '' : `\n${lines}\n  `}]\n}\n`;
}

/** Everything of a result that was asked for. */
export async function outputsOf(
  result: Reconstruction,
  body: BodyModel,
  { kinds, glb, image, material }: OutputOptions,
  platform: Pick<Platform, 'images' | 'files'>,
): Promise<Outputs> {
  const files: OutputFile[] = [];
  const wants = (kind: OutputKind): boolean => kinds.includes(kind);
  const add = (kind: OutputKind, content: OutputFile['content'], id = 0): void => {
    files.push({ suffix: SUFFIXES[kind].replace('<id>', String(id)), content });
  };
  const picture = async (kind: OutputKind, draw: () => PixelImage): Promise<void> => {
    add(kind, await platform.images.encodePng(draw()));
  };
  // text alone needs no body, and posing is most of the work of the others
  const posed = kinds.some((kind) => kind !== 'json') ? poseResult(result, body) : [];
  let lostMm: number | null = null;
  if (wants('glb')) {
    const exported = await exportGlb(result, body, glb, posed);
    add('glb', exported.bytes);
    ({ lostMm } = exported);
  }
  if (wants('obj')) {
    for (const [id, content] of exportObj(result, body, posed)) add('obj', content, id);
  }
  if (wants('npz') || wants('verts')) {
    add('npz', exportNpz(result, body, wants('verts'), posed));
  }
  const drawn = wants('overlay') || wants('side') || wants('top');
  const bodies = drawn ? sceneBodies(posed, body, material) : [];
  if (wants('overlay') && image !== undefined) {
    await picture('overlay', () => drawOverlay(result, body, image, { bodies }));
  }
  if (wants('side')) await picture('side', () => drawSide(result, body, { bodies }));
  if (wants('top')) await picture('top', () => drawTop(result, body, { bodies }));
  if (wants('html')) add('html', await exportHtml(result, body, image ?? null, platform, posed));
  if (wants('json')) add('json', resultText(result));
  return { files, lostMm };
}

/** A file's path without what `outputsOf` put after the stem. */
export function stemOfOutput(path: string): string {
  const endings = Object.values(SUFFIXES).map((suffix) =>
    suffix.replaceAll('.', '\\.').replace('<id>', '\\d+'),
  );
  return path.replace(new RegExp(`(${endings.join('|')})$`), '');
}
