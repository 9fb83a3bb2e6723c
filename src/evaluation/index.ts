/** @file How wrong a network is: the field's metrics, its protocols, reports of a run, and comparisons of two. */

export { accelerationErrors, type TrackPoint } from './acceleration.ts';
export {
  BOOTSTRAP_DEFAULTS,
  bootstrapMean,
  type BootstrapOptions,
  type Interval,
} from './bootstrap.ts';
export { fitCalibration, nonDecreasing, type Observation } from './confidence/fit.ts';
export { observeShard } from './confidence/observe.ts';
export {
  reliabilityBins,
  reliabilityOf,
  spearman,
  type Reliability,
  type ReliabilityBin,
} from './confidence/reliability.ts';
export { compareRuns, type Comparison, type Difference } from './compare.ts';
export {
  fullCameraOf,
  LIMB_JOINTS,
  pickPoints,
  regressShard,
  scoreLimbs,
  scoreShard,
  type CameraScore,
  type LimbScore,
  type PersonScore,
  type ScoreOptions,
} from './features.ts';
export type { Figure, Points } from './figures.ts';
export { distances, meanOf, procrustesDistances, rootAlignedDistances } from './metrics.ts';
export {
  findProtocol,
  PROTOCOL_IDS,
  PROTOCOLS,
  ruleLines,
  ruleOf,
  type BoxRule,
  type FocalRule,
  type Protocol,
  type ProtocolId,
  type ProtocolRule,
} from './protocols.ts';
export { comparisonPage, reportPage, type WorstPicture } from './report-page.ts';
export {
  comparisonTables,
  inputFacts,
  reportMarkdown,
  reportTables,
  tableMarkdown,
  type Table,
} from './report-tables.ts';
export {
  boxRuleOf,
  chooseRows,
  createPlacer,
  spreadRows,
  type ChosenRows,
  type EvaluationRow,
} from './rows.ts';
export { readSamples, sampleRows, writeSamples, type Metric, type SampleRow } from './samples.ts';
export { Scorer, type ScoredPerson, type ScorerOptions, type TruthBodies } from './score.ts';
export { summariseRun, type EvaluationReport, type FailedPerson } from './summary.ts';
export { comparisonPicture, drawnParents, type TrueFigure } from './worst.ts';
export {
  ABLATIONS,
  ablationFeatures,
  cellDigests,
  cellRun,
  findAblation,
  fullRun,
  type AblationBenchmark,
} from './ablation/benchmarks.ts';
export { CELLS, type Cell } from './ablation/cells.ts';
export { JointScorer, type JointScores } from './ablation/joint-scorer.ts';
export {
  judge,
  meanAndSd,
  pairedDifference,
  type PairedDifference,
  type Verdict,
} from './ablation/paired.ts';
export { renderAblation } from './ablation/report.ts';
export {
  formatRow,
  groupMeans,
  parseRows,
  type AblationRow,
  type AblationRows,
  type CellRow,
  type CellScore,
  type SpeedRow,
} from './ablation/rows.ts';
