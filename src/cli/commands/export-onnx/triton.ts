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

function tensor({ name, type, shape }: OnnxValue): string {
  const dims = (shape ?? []).map((length) => (typeof length === 'number' ? length : -1));
  return `  {\n    name: "${name}"\n    data_type: ${TYPES[type]}\n    dims: [ ${dims.join(', ')} ]\n  }`;
}

/** `config.pbtxt`. The batch is one of the lengths that are stated, so the server adds none (`max_batch_size: 0`). */
export function tritonConfig({ name, inputs, outputs }: PipelineModel): string {
  const list = (values: readonly OnnxValue[]): string => values.map(tensor).join(',\n');
  return `name: "${name}"
backend: "onnxruntime"
max_batch_size: 0
input [
${list(inputs)}
]
output [
${list(outputs)}
]
`;
}
