/** @file Reading body files; `_body-file.ts` states the layout. */

import type { z } from 'zod';
import { throwFormat } from '../base/index.ts';
import { fileKind, float32Of, int32Of, readSafetensors } from '../format/index.ts';
import type { HostTensor, Weights } from '../platform/index.ts';
import { dims } from '../base/index.ts';
import { checksumOf, FORMAT, landmarkNames, VERSION } from './body-file.ts';
import { dequantise } from './quantise.ts';
import type { BodyModel, Landmark } from './body-model.ts';
import { makeBody } from './make-body.ts';

type LandmarkNames = z.infer<typeof landmarkNames>;

function failBody(expected: string, got: string, cause?: unknown): never {
  throwFormat('loadBody', expected, got, {
    hint: 'make the file again with `multiroi body import`, or install the package again',
    ...(cause !== undefined && { cause }),
  });
}

/** Reads tensors by name; that their lengths fit each other is for `makeBody` to check. */
class Tensors {
  readonly #tensors: Weights;

  constructor(tensors: Weights) {
    this.#tensors = tensors;
  }

  has(name: string): boolean {
    return this.#tensors.has(name);
  }

  get(name: string, pattern: string): HostTensor {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) failBody(`tensor "${name}" ${pattern}`, 'none');
    try {
      dims(`tensor "${name}"`, tensor.shape, pattern);
    } catch (cause) {
      failBody(`tensor "${name}" ${pattern}`, `[${tensor.shape.join(', ')}]`, cause);
    }
    return tensor;
  }

  ints(name: string, pattern: string): Int32Array {
    return int32Of(name, this.get(name, pattern));
  }

  /** Floats, restored from integers when the tensor has a scale. */
  floats(name: string, pattern: string): Float32Array {
    const tensor = this.get(name, pattern);
    const scaleName = `${name}.scale`;
    if (!this.has(scaleName)) return float32Of(name, tensor);
    const scale = float32Of(scaleName, this.get(scaleName, '[N]'));
    const components = tensor.shape[tensor.shape.length - 1];
    if (scale.length !== 1 && scale.length !== components) {
      failBody(`1 or ${components} numbers in "${scaleName}"`, String(scale.length));
    }
    return dequantise(int32Of(name, tensor), scale);
  }
}

/** Refuses what a conversion would silently wrap. */
function uint16(name: string, values: Int32Array): Uint16Array {
  const narrow = Uint16Array.from(values);
  const wrong = values.findIndex((value, i) => value !== narrow[i]);
  if (wrong >= 0) failBody(`indices of 16 bits in "${name}"`, String(values[wrong]));
  return narrow;
}

function readLandmarks(tensors: Tensors, names: LandmarkNames): Map<string, Landmark> {
  const start = tensors.ints('landmark_start', '[N]');
  const index = tensors.ints('landmark_index', '[N]');
  const weight = tensors.floats('landmark_weight', '[N]');
  const rising = start.every((from, row) => from >= (row === 0 ? 0 : start[row - 1]));
  if (start.length !== names.length + 1 || !rising || start[names.length] !== index.length) {
    failBody(`${names.length + 1} rising offsets in "landmark_start"`, `${start.length} others`);
  }
  return new Map(
    names.map(({ name, approximate }, row) => [
      name,
      {
        index: index.slice(start[row], start[row + 1]),
        weight: weight.slice(start[row], start[row + 1]),
        ...(approximate !== undefined && { approximate }),
      },
    ]),
  );
}

function parseNames(text: string | undefined): LandmarkNames {
  try {
    return landmarkNames.parse(JSON.parse(text ?? '[]'));
  } catch (cause) {
    return failBody('a list of landmark names in the metadata', 'something else', cause);
  }
}

/**
 * Reads a body file: `assets/body/open.safetensors`, or an imported SMPL.
 * @throws E_FORMAT when the bytes are damaged (checksum), incomplete or contradict each other.
 * @example
 * ```ts
 * import { loadBody } from 'multiroi';
 * import { nodePlatform } from 'multiroi/node';
 *
 * const body = loadBody(await nodePlatform.files.asset('body/open.safetensors'));
 * console.log(`${body.vertexCount} vertices, ${body.jointCount} joints`); // 13380 vertices, 24 joints
 * ```
 */
export function loadBody(bytes: Uint8Array): BodyModel {
  const kind = fileKind(bytes);
  if (kind !== undefined && kind !== 'a safetensors file') failBody('a body file', kind);
  const { tensors: all, metadata } = readSafetensors(bytes);
  if (metadata['format'] !== FORMAT || metadata['version'] !== VERSION) {
    failBody(
      `a body file (format "${FORMAT}", version ${VERSION})`,
      `format "${metadata['format']}", version ${metadata['version']}`,
    );
  }
  const checksum = checksumOf(bytes);
  if (metadata['crc32'] !== checksum) {
    failBody(`bytes with checksum ${metadata['crc32']}`, `${checksum}: the file is damaged`);
  }
  const tensors = new Tensors(all);
  const template = tensors.floats('v_template', '[V, 3]');
  const skinIndex = tensors.ints('skin_index', '[V, K]');
  return makeBody({
    id: metadata['id'] ?? failBody('an "id" in the metadata', 'none'),
    template,
    shapeDirs: tensors.floats('shapedirs', '[V, 3, S]'),
    ...(tensors.has('posedirs') && { poseDirs: tensors.floats('posedirs', '[V, 3, 207]') }),
    jointTemplate: tensors.floats('joint_template', '[J, 3]'),
    jointShapeDirs: tensors.floats('joint_shapedirs', '[J, 3, S]'),
    influenceCount: skinIndex.length / (template.length / 3),
    skinIndex: uint16('skin_index', skinIndex),
    skinWeight: tensors.floats('skin_weight', '[V, K]'),
    faces: Uint32Array.from(tensors.ints('faces', '[F, 3]')),
    landmarks: readLandmarks(tensors, parseNames(metadata['landmarks'])),
  });
}
