/** @file Makes small TensorFlow.js graph models as the converter of TensorFlow writes them. */

export interface TinyWeight {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  /** How the values are stored; floats as they are by default. */
  readonly as?: 'float32' | 'int32' | 'float16' | 'uint8' | 'uint16';
  /** Value = stored · scale + min, for `uint8` and `uint16`. */
  readonly scale?: number;
  readonly min?: number;
}

export interface TinyNode {
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, unknown>>;
}

export interface TinyTfjs {
  readonly nodes: Readonly<Record<string, TinyNode>>;
  /** Values of the `Const` nodes, which need not be among `nodes`. */
  readonly weights: Readonly<Record<string, TinyWeight>>;
}

/** Attributes as the format spells them. */
export const text = (value: string): unknown => ({ s: btoa(value) });
export const texts = (...values: string[]): unknown => ({
  list: { s: values.map((v) => btoa(v)) },
});
export const ints = (...values: number[]): unknown => ({ list: { i: values.map(String) } });
export const int = (value: number): unknown => ({ i: String(value) });
export const float = (value: number): unknown => ({ f: value });
export const bool = (value: boolean): unknown => ({ b: value });
export const shape = (...lengths: number[]): unknown => ({
  shape: { dim: lengths.map((length) => ({ size: String(length) })) },
});

/** Little-endian bits of halves that float16 holds exactly: whole numbers and quarters of small size. */
function half(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  const mantissa = Math.round((Math.abs(value) / 2 ** exponent - 1) * 1024);
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | mantissa;
}

function bytesOf({ values, as = 'float32', scale = 1, min = 0 }: TinyWeight): Uint8Array {
  const steps = values.map((value) => Math.round((value - min) / scale));
  if (as === 'int32') return new Uint8Array(Int32Array.from(values).buffer);
  if (as === 'float16') return new Uint8Array(Uint16Array.from(values, half).buffer);
  if (as === 'uint8') return Uint8Array.from(steps);
  if (as === 'uint16') return new Uint8Array(Uint16Array.from(steps).buffer);
  return new Uint8Array(Float32Array.from(values).buffer);
}

/** `model.json` as an object, and the weights end to end. */
export function writeTinyTfjs({ nodes, weights }: TinyTfjs): {
  topology: Record<string, unknown>;
  weights: Uint8Array;
} {
  const list = Object.entries(weights).map(([name, weight]) => {
    const { as = 'float32', scale, min } = weight;
    const quantised = as !== 'float32' && as !== 'int32';
    return {
      name,
      shape: weight.shape,
      dtype: as === 'int32' ? 'int32' : 'float32',
      ...(quantised && { quantization: { dtype: as, scale, min } }),
    };
  });
  const node = [
    ...Object.keys(weights).map((name) => ({ name, op: 'Const', attr: {} })),
    ...Object.entries(nodes).map(([name, rest]) => ({ name, ...rest })),
  ];
  const parts = Object.values(weights).map(bytesOf);
  return {
    topology: {
      format: 'graph-model',
      modelTopology: { node, versions: { producer: 1 } },
      weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights: list }],
    },
    weights: new Uint8Array(Buffer.concat(parts)),
  };
}

/** A 1×1 convolution with a fused relu6 behind a sigmoid, weights stored in three ways. */
export function tinyTfjs(): TinyTfjs {
  return {
    weights: {
      w: { shape: [1, 1, 1, 2], values: [2, -3], as: 'float16' },
      odd: { shape: [1], values: [1], as: 'uint8', scale: 0.5, min: -1 },
      b: { shape: [2], values: [0.5, 1] },
    },
    nodes: {
      z: { op: 'Sigmoid', input: ['y'] },
      x: { op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' }, shape: shape(1, 2, 2, 1) } },
      y: {
        op: '_FusedConv2D',
        input: ['x', 'w', 'b', '^x'],
        attr: {
          strides: ints(1, 1, 1, 1),
          padding: text('VALID'),
          data_format: text('NHWC'),
          fused_ops: texts('BiasAdd', 'Relu6'),
          epsilon: float(0),
          use_cudnn_on_gpu: bool(true),
          num_args: int(1),
        },
      },
    },
  };
}
