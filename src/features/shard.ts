/**
 * @file People as the light model trains on them: features of the frozen encoder, where the regions were, and the
 * truth. A shard is one safetensors file; the features are float16.
 */

import { JOINT_COUNT } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { readSafetensors, writeSafetensors } from '../format/index.ts';
import type { HostTensor } from '../platform/index.ts';
import { dims, sizeOf } from '../base/index.ts';

/** The arrays of many people, each flat with the people first, or of one. */
export interface Fields {
  /** Raw (unstandardised) encoder features [M, D], float16 bits. */
  readonly features: Uint16Array;
  /** Box information B [M, 3]. */
  readonly boxes: Float32Array;
  /** Region centres from the principal point [M, 2], px. */
  readonly centers: Float32Array;
  /** Region heights b [M], px. */
  readonly sizes: Float32Array;
  /** [1], px. */
  readonly focal: Float32Array;
  /** Axis-angle [24, 3], radians, `cam` from `body` at the root. */
  readonly pose: Float32Array;
  /** [10]. */
  readonly betas: Float32Array;
  /** Where the model's origin stands [3], `cam`, m. */
  readonly translation: Float32Array;
  /** Of the 24 joints [24], 0 … 1. */
  readonly confidence: Float32Array;
}

/** A field by name. */
export type Field = keyof Fields;
/** A field of floats. */
export type FloatField = Exclude<Field, 'features'>;

/** The shape of one person, in the order of a file. */
const ROW_SHAPES: Readonly<Record<Field, (M: number, D: number) => readonly number[]>> = {
  features: (M, D) => [M, D],
  boxes: (M) => [M, 3],
  centers: (M) => [M, 2],
  sizes: (M) => [M],
  focal: () => [1],
  pose: () => [JOINT_COUNT, 3],
  betas: () => [10],
  translation: () => [3],
  confidence: () => [JOINT_COUNT],
};
const NAMES = [
  'features',
  'boxes',
  'centers',
  'sizes',
  'focal',
  'pose',
  'betas',
  'translation',
  'confidence',
] as const satisfies readonly Field[];

/** One person's rows. */
export type PersonRow = Fields;

/** Many people. */
export interface Shard {
  /** People. */
  readonly count: number;
  /** Regions of one person. */
  readonly M: number;
  /** Width of a feature. */
  readonly D: number;
  readonly fields: Fields;
}

function typeOf(name: Field): 'float16' | 'float32' {
  return name === 'features' ? 'float16' : 'float32';
}

/** Lays rows of `count` people, filled by `fill`, one behind the other. */
function assemble(
  count: number,
  M: number,
  D: number,
  fill: (field: Field, into: Float32Array | Uint16Array, row: number) => void,
): Shard {
  const filled = <A extends Float32Array | Uint16Array>(
    name: Field,
    create: new (length: number) => A,
  ): A => {
    const row = sizeOf(ROW_SHAPES[name](M, D));
    const data = new create(count * row);
    fill(name, data, row);
    return data;
  };
  const fields: Fields = {
    features: filled('features', Uint16Array),
    boxes: filled('boxes', Float32Array),
    centers: filled('centers', Float32Array),
    sizes: filled('sizes', Float32Array),
    focal: filled('focal', Float32Array),
    pose: filled('pose', Float32Array),
    betas: filled('betas', Float32Array),
    translation: filled('translation', Float32Array),
    confidence: filled('confidence', Float32Array),
  };
  return { count, M, D, fields };
}

/**
 * A field of one person, a view of the shard's own memory: its length is that of the field's shape.
 * @param person 0 … count − 1.
 */
export function rowOf({ fields, count }: Shard, name: FloatField, person: number): Float32Array {
  const all = fields[name];
  const length = all.length / count;
  return all.subarray(person * length, (person + 1) * length);
}

/** The features of a person's first `regions`, float16 bits [regions, D], a view of the shard's own memory. */
export function featuresOf({ fields, M, D }: Shard, person: number, regions: number): Uint16Array {
  return fields.features.subarray(person * M * D, (person * M + regions) * D);
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

/** @throws E_SHAPE unless all shards have the same M and D, and there is one. */
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
      { type: typeOf(name), shape: [count, ...ROW_SHAPES[name](M, D)], data: fields[name] },
    ]),
  );
  return writeSafetensors(tensors, metadata);
}

/** @throws E_FORMAT for bytes that are not a shard; E_SHAPE for features that are not [N, M, D]. */
export function decodeShard(
  bytes: Uint8Array,
): Shard & { readonly metadata: Readonly<Record<string, string>> } {
  const { tensors, metadata } = readSafetensors(bytes);
  const take = (name: Field): HostTensor => {
    const tensor = tensors.get(name);
    if (tensor?.type !== typeOf(name)) {
      throw new MultiRoiError(
        'E_FORMAT',
        `decodeShard: expected ${typeOf(name)} '${name}', got ${tensor?.type ?? 'none'}`,
      );
    }
    return tensor;
  };
  const { N, M, D } = dims('decodeShard', take('features').shape, '[N, M, D]');
  const shard = assemble(N, M, D, (name, into) => {
    const { data, shape } = take(name);
    const wanted = [N, ...ROW_SHAPES[name](M, D)];
    if (shape.join() !== wanted.join()) {
      throw new MultiRoiError(
        'E_FORMAT',
        `decodeShard: expected '${name}' [${wanted.join(', ')}], got [${shape.join(', ')}]`,
      );
    }
    if (!(data instanceof Float32Array || data instanceof Uint16Array)) {
      throw new MultiRoiError(
        'E_INTERNAL',
        `internal: decodeShard: '${name}' came as other numbers`,
      );
    }
    into.set(data);
  });
  return { ...shard, metadata };
}
