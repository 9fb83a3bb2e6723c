/** @file Networks: ONNX, TensorFlow Lite, TensorFlow.js; weights and bodies of ours. */

import { loadBody, saveBody } from '../../../src/body/index.ts';
import {
  crc32,
  parseJson,
  readOnnx,
  readTfjs,
  readTflite,
  writeOnnx,
  type OnnxModel,
} from '../../../src/format/index.ts';
import { networkConfig, readWeightsFile, writeWeightsFile } from '../../../src/network/index.ts';
import type { HostTensor } from '../../../src/platform/index.ts';
import { tinyTfjs, writeTinyTfjs } from '../../../test/support/tfjs.ts';
import { tinyConvolution, writeTinyTflite } from '../../../test/support/tflite.ts';
import { toyBody } from '../../../test/support/toy-body.ts';
import { concatenate, headed, little, utf8, whole, type Seed } from '../seed.ts';
import { checkArrays, codes, words, type Target } from '../target.ts';

const vector: HostTensor = { type: 'float32', shape: [2], data: Float32Array.of(0.5, -1) };

function onnxModel(): OnnxModel {
  return {
    producer: 'fuzz',
    irVersion: 8,
    opset: 17,
    metadata: { a: 'b' },
    graph: {
      name: 'g',
      nodes: [
        {
          name: 'n',
          op: 'Gemm',
          domain: '',
          inputs: ['x', 'w'],
          outputs: ['y'],
          attributes: {
            alpha: { kind: 'float', value: 0.5 },
            axis: { kind: 'int', value: -1 },
            mode: { kind: 'string', value: 'linear' },
            pads: { kind: 'ints', value: [0, 1, 2, 3] },
            scales: { kind: 'floats', value: [1, 2] },
            value: { kind: 'tensor', value: vector },
          },
        },
      ],
      initializers: new Map([['w', vector]]),
      inputs: [{ name: 'x', type: 'float32', shape: ['N', 2] }],
      outputs: [{ name: 'y', type: 'float32', shape: null }],
    },
  };
}

export const onnx: Target = {
  name: 'onnx',
  seeds: () => [whole(writeOnnx(onnxModel()))],
  // keys of fields with every wire type, and varints that are long
  tokens: codes(
    ...Array.from({ length: 64 }, (_, i) => [i + 8]),
    [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
    [0xff, 0xff, 0xff, 0xff, 0x07],
    [0x80, 0x80, 0x80, 0x80, 0x80, 0x80],
  ),
  run: (bytes) => checkArrays(readOnnx(bytes).graph.initializers.values()),
};

export const tflite: Target = {
  name: 'tflite',
  seeds: () => [whole(writeTinyTflite(tinyConvolution()))],
  tokens: codes(
    [0, 0, 0, 0],
    [255, 255, 255, 255],
    [255, 255, 255, 127],
    [4, 0, 0, 0],
    [252, 255, 255, 255],
  ),
  run: (bytes) => {
    const { tensors } = readTflite(bytes);
    checkArrays(tensors.flatMap(({ value }) => value ?? []));
  },
};

/** The topology behind its length, then the weights. */
export const tfjs: Target = {
  name: 'tfjs',
  seeds: (): Seed[] => {
    const { topology, weights } = writeTinyTfjs(tinyTfjs());
    return [headed(new Uint8Array(0), 4, utf8(JSON.stringify(topology)), weights)];
  },
  tokens: words('"op":"Const"', '"input":["x"]', '"quantization":{', '"s":"AAAA"', ':0', '^'),
  run: (bytes) => {
    const length = bytes.length >= 4 ? lengthOf(bytes) : 0;
    const topology = new TextDecoder().decode(bytes.subarray(4, 4 + length));
    return readTfjs(parseJson('fuzz', topology), bytes.subarray(4 + length));
  },
};

const lengthOf = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);

/** A safetensors file of ours as header and data. */
function split(file: Uint8Array): Seed {
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  return headed(new Uint8Array(0), 8, file.slice(8, 8 + length), file.slice(8 + length));
}

export const weights: Target = {
  name: 'weights',
  seeds: () => {
    const config = networkConfig({ model: 'light' });
    const tensors = new Map([['init_cam', vector]]);
    const released = new Map<string, HostTensor>([
      ['module.fuse_fc.weight', { type: 'float32', shape: [1, 2], data: Float32Array.of(1, 2) }],
      ['module.attention.4.weight', { type: 'float32', shape: [2], data: Float32Array.of(1, 2) }],
    ]);
    const bare = writeWeightsFile({ config, body: 'open', tensors: released });
    return [split(writeWeightsFile({ config, body: 'open', tensors })), split(bare)];
  },
  tokens: words('multiroi.config', '\\"rois\\":', '\\"preset\\":', 'null', '1e99'),
  codes: ['E_FORMAT', 'E_CONFIG'],
  run: (bytes) => readWeightsFile(bytes),
};

/** The checksum is made right again, so that damage is met behind it. */
export const body: Target = {
  name: 'body',
  seeds: () => {
    const file = saveBody(toyBody({ correctives: false }));
    const seed = split(file);
    return [
      seed,
      {
        parts: seed.parts,
        join: ([header = new Uint8Array(0), data = new Uint8Array(0)]) => {
          const told = new TextDecoder()
            .decode(header)
            .replace(/"crc32":"[^"]*"/, `"crc32":"${crcText(data)}"`);
          const head = utf8(told);
          return concatenate([little(head.length, 8), head, data]);
        },
      },
    ];
  },
  tokens: words('"landmarks":"[]"', '"version":"1"', 'skin_index', '"shape":[0,3]'),
  run: (bytes) => loadBody(bytes),
};

function crcText(data: Uint8Array): string {
  return crc32(data).toString(16).padStart(8, '0');
}
