/** @file The configuration of a model in a repository that Triton and its like read. */

import type { OnnxValue } from '../../../format/index.ts';
import type { PipelineModel } from '../../../reconstruct/index.ts';
import type { TensorType } from '../../../platform/index.ts';

const TYPES: Readonly<Record<TensorType, string>> = {
  float32: 'TYPE_FP32',
  float64: 'TYPE_FP64',
  float16: 'TYPE_FP16',
  int32: 'TYPE_INT32',
  int64: 'TYPE_INT64',
  int8: 'TYPE_INT8',
  uint8: 'TYPE_UINT8',
  bool: 'TYPE_BOOL',
};

/** More rows than the pipeline asks for at a time. */
const MOST_ROWS = 64;
/** So long a request waits for others to be run with it, µs: little beside what a network takes. */
const WAIT_US = 1000;

const lengthsOf = ({ shape }: OnnxValue): number[] =>
  (shape ?? []).map((length) => (typeof length === 'number' ? length : -1));

function tensor(value: OnnxValue, isBatched: boolean): string {
  const dims = lengthsOf(value).slice(isBatched ? 1 : 0);
  return `  {\n    name: "${value.name}"\n    data_type: ${TYPES[value.type]}\n    dims: [ ${dims.join(', ')} ]\n  }`;
}

/**
 * `config.pbtxt`. Where every tensor begins with rows of any number, requests of several clients are run together (dynamic batching; the
 * first length is the server's then, and not stated); elsewhere the lengths are those of the model.
 */
export function tritonConfig({ name, inputs, outputs }: PipelineModel): string {
  const isBatched = [...inputs, ...outputs].every((value) => lengthsOf(value)[0] === -1);
  const list = (values: readonly OnnxValue[]): string =>
    values.map((value) => tensor(value, isBatched)).join(',\n');
  return `name: "${name}"
backend: "onnxruntime"
max_batch_size: ${isBatched ? MOST_ROWS : 0}
input [
${list(inputs)}
]
output [
${list(outputs)}
]
${isBatched ? `dynamic_batching {\n  max_queue_delay_microseconds: ${WAIT_US}\n}\n` : ''}`;
}
