export {
  LIMB_JOINTS,
  pickPoints,
  scoreLimbs,
  scoreShard,
  type LimbScore,
  type PersonScore,
  type ScoreOptions,
} from './features.ts';
export { distances, meanOf, procrustesDistances, rootAlignedDistances } from './metrics.ts';
