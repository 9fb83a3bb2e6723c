export { scoreShard, type PersonScore, type ScoreOptions } from './features.ts';
export { distances, meanOf, procrustesDistances, rootAlignedDistances } from './metrics.ts';
