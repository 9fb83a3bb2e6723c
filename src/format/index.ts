export { type Bvh, type BvhSkeleton, writeBvh } from './bvh.ts';
export type { ByteSource } from './byte-source.ts';
export { crc32 } from './checksum.ts';
export { type ExifPhoto, readExifPhoto } from './exif.ts';
export { fileKind } from './file-kind.ts';
export { float16FromFloat32, float32FromFloat16 } from './float16.ts';
export {
  BROWSER_FORMATS,
  formatList,
  formatOfBytes,
  formatOfName,
  IMAGE_FORMATS,
  type ImageFormat,
  isPhotographName,
  NODE_FORMATS,
} from './image-formats.ts';
export { type ImageHeader, readImageHeader } from './image-header.ts';
export { imageNotes, requireImage, unsupportedImage } from './image-notes.ts';
export { readText } from './text.ts';
export { mendedPng } from './png.ts';
export { mendedWebp } from './riff.ts';
export { checkedAs, parseJson } from './json.ts';
export {
  float32Of,
  float64Of,
  hostTensorOf,
  int32Of,
  type NumberArray,
  type NumberData,
  type NumberType,
  type StringArray,
  stringsOf,
} from './ndarray.ts';
export { type NdArray, readNpy, writeNpy } from './npy.ts';
export { type NpzOptions, readNpz, writeNpz } from './npz.ts';
export { readSafetensors, type Safetensors, writeSafetensors } from './safetensors.ts';
export {
  readTflite,
  type TfliteActivation,
  type TfliteModel,
  type TfliteOperator,
  type TflitePadding,
  type TfliteTensor,
  type TfliteType,
} from './tflite.ts';
export {
  readTfjs,
  type TfjsAttribute,
  type TfjsModel,
  type TfjsNode,
  type TfjsOperand,
} from './tfjs.ts';
export { eventsHeader, scalarEvent } from './tfevents.ts';
export {
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxValue,
  readOnnx,
  writeOnnx,
} from './onnx.ts';
export { glVertices } from './gl-frame.ts';
export {
  type GlbPerson,
  type GlbScene,
  type SkinnedBody,
  type StaticBody,
  writeGlb,
} from './glb.ts';
export type { GlbClip, JointClip, Visibility } from './joint-clip.ts';
export { type Vrma, writeVrma } from './vrma.ts';
export { type Mesh, readObj, writeObj } from './obj.ts';
export { kindOf, type ObjectArray, pickleArray } from './pickle-arrays.ts';
export { denseMatrix } from './pickle-sparse.ts';
export {
  PersistentId,
  PickleClass,
  PickleObject,
  pickleText,
  type PickleValue,
} from './pickle-values.ts';
export { unpickle } from './pickle.ts';
export {
  type CheckpointOptions,
  readTorchCheckpoint,
  type TorchCheckpoint,
} from './torch-checkpoint.ts';
export { datatypeOf } from './inference-datatypes.ts';
export {
  headerLengthOf,
  INFERENCE_HEADER_LENGTH,
  inferJsonSchemas,
  type InferRequest,
  readInferRequest,
  readInferResponse,
  writeInferRequest,
  writeInferResponse,
} from './inference-protocol.ts';
