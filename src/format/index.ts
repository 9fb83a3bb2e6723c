export type { ByteSource } from './byte-source.ts';
export { crc32 } from './checksum.ts';
export { float16FromFloat32, float32FromFloat16 } from './float16.ts';
export { readImageHeader, type ImageFormat, type ImageHeader } from './image-header.ts';
export { checkedAs, parseJson } from './json.ts';
export {
  float32Of,
  float64Of,
  hostTensorOf,
  int32Of,
  stringsOf,
  type NumberArray,
  type NumberData,
  type NumberType,
  type StringArray,
} from './ndarray.ts';
export { readNpy, writeNpy, type NdArray } from './npy.ts';
export { readNpz, writeNpz, type NpzOptions } from './npz.ts';
export { readSafetensors, writeSafetensors, type Safetensors } from './safetensors.ts';
export {
  readTflite,
  type TfliteActivation,
  type TfliteModel,
  type TfliteOperator,
  type TflitePadding,
  type TfliteTensor,
  type TfliteType,
} from './tflite.ts';
export { eventsHeader, scalarEvent } from './tfevents.ts';
export {
  readOnnx,
  writeOnnx,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxValue,
} from './onnx.ts';
export { glVertices } from './gl-frame.ts';
export {
  writeGlb,
  type GlbPerson,
  type GlbScene,
  type SkinnedBody,
  type StaticBody,
} from './glb.ts';
export { readObj, writeObj, type Mesh } from './obj.ts';
export { denseMatrix, pickleArray, type ObjectArray } from './pickle-arrays.ts';
export { PersistentId, PickleClass, PickleObject, type PickleValue } from './pickle-values.ts';
export { unpickle } from './pickle.ts';
export {
  readTorchCheckpoint,
  type CheckpointOptions,
  type TorchCheckpoint,
} from './torch-checkpoint.ts';
export { datatypeOf } from './_inference-datatypes.ts';
export {
  headerLengthOf,
  INFERENCE_HEADER_LENGTH,
  inferJsonSchemas,
  readInferRequest,
  readInferResponse,
  writeInferRequest,
  writeInferResponse,
  type InferRequest,
} from './inference-protocol.ts';
