export {
  cameraConsistency,
  impliedCameras,
  projectIntoRegions,
  type ConsistencyOptions,
  type ImpliedCameras,
  type RegionTensors,
} from './camera-losses.ts';
export { contrastiveLoss, TEMPERATURE, type ContrastiveOptions } from './contrastive-loss.ts';
export { joints2dLoss, joints3dLoss, poseLoss, shapeLoss, vertexLoss } from './mesh-losses.ts';
export {
  LOSS_TERMS,
  PAPER_LOSS_WEIGHTS,
  totalLoss,
  type LossTerm,
  type LossWeights,
} from './total-loss.ts';
