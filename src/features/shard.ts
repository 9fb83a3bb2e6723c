/**
 * @file People as the light model trains on them: features of the frozen encoder, where the regions were, and the
 * truth. A shard is one safetensors file; the features are float16.
 */

import { MultiRoiError } from '../base/index.ts';
import { readSafetensors, writeSafetensors } from '../format/index.ts';
import type { HostTensor } from '../platform/index.ts';
import { dims, sizeOf } from '../base/index.ts';

/** The arrays of a shard, by name: element type and the shape of one person. */
const FIELDS = {
  /** Raw (unstandardised) encoder features [M, D], float16 bits. */
  features: 'float16',
  /** Box information B [M, 3]. */
  boxes: 'float32',
  /** Region centres from the principal point [M, 2], px. */
  centers: 'float32',
  /** Region heights b [M], px. */
  sizes: 'float32',
  /** [1], px. */
  focal: 'float32',
  /** Axis-angle [24, 3], camera frame at the root. */
  pose: 'float32',
  /** [10]. */
  betas: 'float32',
  /** [3], m. */
  translation: 'float32',
  /** Of the 24 joints [24], 0 … 1. */
  confidence: 'float32',
} as const;

export type Field = keyof typeof FIELDS;
const NAMES = Object.keys(FIELDS) as readonly Field[];

/** One person's rows. */
export type PersonRow = Readonly<Record<Field, Float32Array | Uint16Array>>;

/** Many people, each field flat with the people first. */
export interface Shard {
  readonly count: number;
  /** Regions of one person. */
  readonly M: number;
  /** Width of a feature. */
  readonly D: number;
  readonly fields: Readonly<Record<Field, Float32Array | Uint16Array>>;
}

function rowShape(field: Field, M: number, D: number): number[] {
  switch (field) {
    case 'features':
      return [M, D];
    case 'boxes':
      return [M, 3];
    case 'centers':
      return [M, 2];
    case 'sizes':
      return [M];
    case 'focal':
      return [1];
    case 'pose':
      return [24, 3];
    case 'betas':
      return [10];
    case 'translation':
      return [3];
    case 'confidence':
      return [24];
    default:
      return field satisfies never;
  }
}

function emptyField(field: Field, size: number): Float32Array | Uint16Array {
  return FIELDS[field] === 'float16' ? new Uint16Array(size) : new Float32Array(size);
}

/** Lays rows of `count` people, filled by `fill`, one behind the other. */
function assemble(
  count: number,
  M: number,
  D: number,
  fill: (field: Field, into: Float32Array | Uint16Array, row: number) => void,
): Shard {
  const field = (name: Field): Float32Array | Uint16Array => {
    const row = sizeOf(rowShape(name, M, D));
    const data = emptyField(name, count * row);
    fill(name, data, row);
    return data;
  };
  const fields = Object.fromEntries(NAMES.map((name) => [name, field(name)])) as Shard['fields'];
  return { count, M, D, fields };
}

/** @throws E_SHAPE when a row does not have the size that M and D give it. */
export function shardOf(rows: readonly PersonRow[], M: number, D: number): Shard {
  return assemble(rows.length, M, D, (name, into, size) => {
    rows.forEach((row, i) => {
      if (row[name].length !== size) {
        throw new MultiRoiError(
          'E_SHAPE',
          `shardOf: expected ${size} numbers of '${name}', got ${row[name].length} (person ${i})`,
        );
      }
      into.set(row[name], i * size);
    });
  });
}

/** @throws E_SHAPE unless all shards have the same M and D. */
export function joinShards(shards: readonly Shard[]): Shard {
  if (shards.length === 0)
    throw new MultiRoiError('E_SHAPE', 'joinShards: expected one shard or more, got none');
  const [{ M, D }] = shards;
  const odd = shards.find((shard) => shard.M !== M || shard.D !== D);
  if (odd !== undefined) {
    throw new MultiRoiError(
      'E_SHAPE',
      `joinShards: expected shards of ${M} regions and ${D} features, got ${odd.M} and ${odd.D}`,
    );
  }
  const count = shards.reduce((sum, shard) => sum + shard.count, 0);
  return assemble(count, M, D, (name, into) => {
    let at = 0;
    for (const shard of shards) {
      into.set(shard.fields[name], at);
      at += shard.fields[name].length;
    }
  });
}

/** @param metadata how the shard was made: recipe, seed, range. */
export function encodeShard(
  { count, M, D, fields }: Shard,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const tensors = new Map<string, HostTensor>(
    NAMES.map((name) => [
      name,
      { type: FIELDS[name], shape: [count, ...rowShape(name, M, D)], data: fields[name] },
    ]),
  );
  return writeSafetensors(tensors, metadata);
}

/** @throws E_FORMAT for bytes that are not a shard. */
export function decodeShard(
  bytes: Uint8Array,
): Shard & { readonly metadata: Readonly<Record<string, string>> } {
  const { tensors, metadata } = readSafetensors(bytes);
  const take = (name: Field): HostTensor => {
    const tensor = tensors.get(name);
    if (tensor?.type !== FIELDS[name]) {
      throw new MultiRoiError(
        'E_FORMAT',
        `decodeShard: expected ${FIELDS[name]} '${name}', got ${tensor?.type ?? 'none'}`,
      );
    }
    return tensor;
  };
  const { N, M, D } = dims('decodeShard', take('features').shape, '[N, M, D]');
  const shard = assemble(N, M, D, (name, into) => {
    const { data, shape } = take(name);
    if (shape.join() !== [N, ...rowShape(name, M, D)].join()) {
      throw new MultiRoiError(
        'E_FORMAT',
        `decodeShard: expected '${name}' [${[N, ...rowShape(name, M, D)].join(', ')}], got [${shape.join(', ')}]`,
      );
    }
    into.set(data as Float32Array | Uint16Array);
  });
  return { ...shard, metadata };
}
