/** @file Stored outputs of a frozen encoder. */

export {
  decodeShard,
  encodeShard,
  featuresOf,
  type Field,
  type Fields,
  type FloatField,
  joinShards,
  type PersonRow,
  rowOf,
  type Shard,
  shardOf,
} from './shard.ts';
export { mirroredShard } from './mirror-shard.ts';
export {
  describeFeatures,
  DETECTOR_JITTER,
  featureFolder,
  featureOptions,
  type FeatureOptions,
  type FeatureSet,
  type PosesOfFeatures,
  type ShardPlan,
  shardPlans,
} from './set.ts';
export {
  type BoxJitter,
  Featuriser,
  NO_JITTER,
  type RollFinder,
  type TruePerson,
} from './featurise.ts';
