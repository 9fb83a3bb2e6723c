/** @file The files that one result becomes, named by what follows the image's stem. */

import type { BodyModel } from '../body/index.ts';
import { exportGlb, exportNpz, exportObj, type GlbKind } from './export.ts';
import type { Reconstruction } from './result.ts';

/** Kinds of files; `verts` adds vertices to the npz. */
export const OUTPUT_KINDS = ['json', 'npz', 'glb', 'obj', 'verts'] as const;
export type OutputKind = (typeof OUTPUT_KINDS)[number];

export interface OutputFile {
  /** What follows the stem: `.json`, `_0.obj`, `_overlay.png`. */
  readonly suffix: string;
  readonly content: Uint8Array | string;
}

export interface OutputOptions {
  readonly kinds: readonly OutputKind[];
  readonly glb: GlbKind;
}

export interface Outputs {
  /** The JSON comes last: where it stands, all of its companions do. */
  readonly files: readonly OutputFile[];
  /** See `Glb.lostMm`. */
  readonly lostMm: number | null;
}

/** The result as JSON text: one line a person, so that differences read well. */
export function resultText(result: Reconstruction): string {
  const people = result.people.map((person) => `    ${JSON.stringify(person)}`).join(',\n');
  const { people: _, ...rest } = result;
  const head = JSON.stringify(rest, null, 2).slice(0, -2);
  return `${head},\n  "people": [${people === '' ? '' : `\n${people}\n  `}]\n}\n`;
}

/** Everything of a result that was asked for. */
export async function outputsOf(
  result: Reconstruction,
  body: BodyModel,
  { kinds, glb }: OutputOptions,
): Promise<Outputs> {
  const files: OutputFile[] = [];
  const wants = (kind: OutputKind): boolean => kinds.includes(kind);
  let lostMm: number | null = null;
  if (wants('glb')) {
    const exported = await exportGlb(result, body, glb);
    files.push({ suffix: '.glb', content: exported.bytes });
    ({ lostMm } = exported);
  }
  if (wants('obj')) {
    for (const [id, content] of exportObj(result, body)) {
      files.push({ suffix: `_${id}.obj`, content });
    }
  }
  if (wants('npz') || wants('verts')) {
    files.push({ suffix: '.npz', content: exportNpz(result, body, wants('verts')) });
  }
  if (wants('json')) files.push({ suffix: '.json', content: resultText(result) });
  return { files, lostMm };
}
