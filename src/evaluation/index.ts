export { distances, meanOf, procrustesDistances, rootAlignedDistances } from './metrics.ts';
