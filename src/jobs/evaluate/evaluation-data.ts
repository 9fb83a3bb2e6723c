/** @file The people a protocol speaks of, from the files of a data set's folder. */

import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { nodeFiles } from '../../node/index.ts';
import type { BodyModel } from '../../body/index.ts';
import { parseSpinNpz, parseThreeDpw, type PersonRecord } from '../../dataset/index.ts';
import { MultiRoiError } from '../../base/index.ts';
import type { Protocol, TruthBodies } from '../../evaluation/index.ts';

/** People of a benchmark, and the files that they were read from. */
export interface EvaluationData {
  readonly records: readonly PersonRecord[];
  /** That the pictures' paths start from. */
  readonly folder: string;
  readonly files: readonly { readonly file: string; readonly sha256: string }[];
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Where the people are: one npz, or 3DPW's own sequences. */
export type DataSource =
  | { readonly kind: 'npz'; readonly path: string }
  | { readonly kind: 'sequences'; readonly folder: string; readonly paths: readonly string[] };

/**
 * Finds the files of a protocol in a folder, or takes the file that was named.
 * @throws E_IO telling every name that was looked for.
 */
export async function findData(protocol: Protocol, data: string): Promise<DataSource> {
  if (await isFile(data)) return { kind: 'npz', path: data };
  for (const name of protocol.files) {
    const path = join(data, name);
    if (await isFile(path)) return { kind: 'npz', path };
  }
  const { sequencesIn } = protocol;
  const names =
    sequencesIn === null ? [] : await readdir(join(data, sequencesIn)).catch((): string[] => []);
  const paths = names
    .filter((name) => name.endsWith('.pkl'))
    .toSorted()
    .map((name) => join(data, sequencesIn ?? '', name));
  if (paths.length > 0) return { kind: 'sequences', folder: data, paths };
  const wanted = [...protocol.files, ...(sequencesIn === null ? [] : [`${sequencesIn}/*.pkl`])];
  throw new MultiRoiError(
    'E_IO',
    `evaluate: expected ${wanted.join(' or ')}, got none of them ("${data}")`,
    {
      hint:
        protocol.id === 'synthetic'
          ? 'make synthetic people with: multiroi synth --out <dir>'
          : 'docs/evaluation.md says which files are read',
    },
  );
}

/**
 * Reads the people.
 * @throws E_FORMAT listing everything that is malformed; E_CONFIG when sequences lack the bodies they were fitted with.
 */
export async function readData(source: DataSource, bodies: TruthBodies): Promise<EvaluationData> {
  if (source.kind === 'npz') {
    const bytes = await nodeFiles.read(source.path);
    return {
      records: parseSpinNpz(bytes),
      folder: dirname(source.path),
      files: [{ file: basename(source.path), sha256: digestOf(bytes) }],
    };
  }
  const gendered = genderedBodies(bodies);
  const records: PersonRecord[] = [];
  const files: { file: string; sha256: string }[] = [];
  for (const path of source.paths) {
    const bytes = await nodeFiles.read(path);
    records.push(...parseThreeDpw(bytes, gendered));
    files.push({ file: basename(path), sha256: digestOf(bytes) });
  }
  return { records, folder: source.folder, files };
}

function genderedBodies({ male, female }: TruthBodies): { male: BodyModel; female: BodyModel } {
  if (male !== undefined && female !== undefined) return { male, female };
  throw new MultiRoiError(
    'E_CONFIG',
    'evaluate: expected the male and the female body for 3DPW sequences, got none',
  );
}
