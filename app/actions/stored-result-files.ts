/** @file The bytes of stored results, read. */

import type { BodyModel } from '../../src/body/index.ts';
import { MultiRoiError } from '../../src/base/index.ts';
import { readText } from '../../src/format/index.ts';
import {
  parseAnswer,
  parseResult,
  peerResult,
  type Motion,
  type Reconstruction,
} from '../../src/result/index.ts';
import { stored, type MeshSource } from '../../src/viewer/index.ts';

const LARGEST_FILE = 200 * 1024 * 1024;

/** What can be shown. */
export interface StoredResult {
  readonly result: Reconstruction;
  readonly body: BodyModel;
  /** Surfaces that the file brought along; null: the body's. */
  readonly meshes: MeshSource | null;
  /** What had to be assumed. */
  readonly notices: readonly string[];
}

type OpenResult = (
  name: string,
  source: Blob,
  photo: ImageBitmap | null,
  bodyOf: (name: string) => Promise<BodyModel>,
) => Promise<StoredResult>;

/** @throws E_RANGE for files that no page should hold. */
export function checkSize({ size }: Blob): void {
  if (size <= LARGEST_FILE) return;
  const mb = (bytes: number): string => (bytes / 1048576).toFixed(0);
  throw new MultiRoiError(
    'E_RANGE',
    `open: expected a file of at most ${mb(LARGEST_FILE)} MB, got ${mb(size)} MB`,
    { hint: 'scale the image down first, or store fewer people in a file' },
  );
}

/** How a file of a motion begins to differ from one of a photograph. */
const MOVES = /"tracks"\s*:/;

/** The motion that a file of JSON holds; null for a result. */
export async function motionIn(source: Blob): Promise<Motion | null> {
  const text = await source.text();
  if (!MOVES.test(text)) return null;
  const answer = parseAnswer(text);
  return 'motion' in answer ? answer.motion : null;
}

export const openJson: OpenResult = async (name, source, _, bodyOf) => {
  const bytes = new Uint8Array(await source.arrayBuffer());
  const result = parseResult(readText('parseResult', bytes, name));
  return { result, body: await bodyOf(result.model.body), meshes: null, notices: [] };
};

export const openNpz: OpenResult = async (name, source, photo, bodyOf) => {
  const body = await bodyOf('open');
  const bytes = new Uint8Array(await source.arrayBuffer());
  const { result, meshes, notices } = peerResult(bytes, name, body, photo);
  return {
    result,
    body,
    meshes:
      meshes === null
        ? null
        : stored(result.model.body, meshes.faces, meshes.vertexCount, meshes.vertices),
    notices,
  };
};
