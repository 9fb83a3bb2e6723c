/** @file Writing body files; `_body-file.ts` states the layout. */

import { writeSafetensors, type NumberArray } from '../format/index.ts';
import { checksumOf, FORMAT, VERSION } from './body-file.ts';
import { quantise, quantiseWeights, WHOLE } from './quantise.ts';
import type { BodyModel } from './body-model.ts';
import { SKELETON } from './make-body.ts';

/** How a body file is written. */
export interface SaveBodyOptions {
  /** Template, shape directions and weights in 16 bits (3 MB → 1.2 MB for the open body). Default false. */
  readonly quantised?: boolean;
  /** Further facts for the metadata: source, licence. */
  readonly notes?: Readonly<Record<string, string>>;
}

/** Writes a body file; {@link loadBody} reads it. Same model, same bytes. */
export function saveBody(model: BodyModel, options: SaveBodyOptions = {}): Uint8Array<ArrayBuffer> {
  const { vertexCount: V, jointCount: J, shapeCount: S, influenceCount: K } = model;
  const tensors = new Map<string, NumberArray>();
  const floats = (name: string, data: Float32Array, shape: readonly number[]): void => {
    tensors.set(name, { type: 'float32', shape, data });
  };
  const geometry = (name: string, data: Float32Array, shape: readonly number[]): void => {
    if (options.quantised !== true) {
      floats(name, data, shape);
      return;
    }
    const { levels, scale } = quantise(data, shape[shape.length - 1]);
    tensors.set(name, { type: 'int16', shape, data: levels });
    floats(`${name}.scale`, scale, [scale.length]);
  };
  const ints = (name: string, values: ArrayLike<number>, shape: readonly number[]): void => {
    const most = Array.from(values).reduce((a, b) => Math.max(a, b), 0);
    const array: NumberArray =
      most < 256
        ? { type: 'uint8', shape, data: Uint8Array.from(values) }
        : most < 65536
          ? { type: 'uint16', shape, data: Uint16Array.from(values) }
          : { type: 'int32', shape, data: Int32Array.from(values) };
    tensors.set(name, array);
  };

  geometry('v_template', model.template, [V, 3]);
  geometry('shapedirs', model.shapeDirs, [V, 3, S]);
  if (model.poseDirs !== undefined) geometry('posedirs', model.poseDirs, [V, 3, 9 * (J - 1)]);
  floats('joint_template', model.jointTemplate, [J, 3]);
  floats('joint_shapedirs', model.jointShapeDirs, [J, 3, S]);
  ints('skin_index', model.skinIndex, [V, K]);
  if (options.quantised === true) {
    ints('skin_weight', quantiseWeights(model.skinWeight, K), [V, K]);
    floats('skin_weight.scale', Float32Array.of(1 / WHOLE), [1]);
  } else {
    floats('skin_weight', model.skinWeight, [V, K]);
  }
  ints('faces', model.faces, [model.faces.length / 3, 3]);

  // the skeleton's own joints are added by every load
  const landmarks = [...model.landmarks].filter(([name]) => !SKELETON.names.includes(name));
  const index = landmarks.flatMap(([, landmark]) => [...landmark.index]);
  const weight = landmarks.flatMap(([, landmark]) => [...landmark.weight]);
  const start = [0];
  for (const [row, [, landmark]] of landmarks.entries()) {
    start.push(start[row] + landmark.index.length);
  }
  ints('landmark_start', start, [start.length]);
  ints('landmark_index', index, [index.length]);
  floats('landmark_weight', Float32Array.from(weight), [weight.length]);

  const metadata = {
    format: FORMAT,
    version: VERSION,
    id: model.id,
    landmarks: JSON.stringify(landmarks.map(([name, { approximate }]) => ({ name, approximate }))),
    ...options.notes,
  };
  // the header's length does not move the data, so their checksum can be written into it
  const crc = checksumOf(writeSafetensors(tensors, metadata));
  return writeSafetensors(tensors, { ...metadata, crc32: crc });
}
