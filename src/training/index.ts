export {
  cameraConsistency,
  impliedCameras,
  projectIntoRegions,
  type ImpliedCameras,
  type RegionTensors,
} from './camera-losses.ts';
export { contrastiveLoss } from './contrastive-loss.ts';
export { batchOf } from './light/batch.ts';
export {
  decodeShard,
  encodeShard,
  joinShards,
  shardOf,
  type PersonRow,
  type Shard,
} from './light/feature-shard.ts';
export { Featuriser, NO_JITTER, type BoxJitter, type TruePerson } from './light/featurise.ts';
export { joints2dLoss, joints3dLoss, poseLoss, shapeLoss, vertexLoss } from './mesh-losses.ts';
export { buildStep, type Step, type StepOptions } from './step.ts';
export { totalLoss, type LossTerm } from './total-loss.ts';
export { train, type StepReport, type TrainingState, type TrainOptions } from './train.ts';
