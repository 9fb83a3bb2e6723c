/** @file How wrong a network is: the field's metrics, its protocols, reports of a run, and comparisons of two. */

export { accelerationErrors, type TrackPoint } from './acceleration.ts';
export {
  BOOTSTRAP_DEFAULTS,
  bootstrapMean,
  bootstrapStatistic,
  type BootstrapOptions,
  type Interval,
} from './bootstrap.ts';
export { fitCalibration, nonDecreasing, type ErrorObservation } from './confidence/fit.ts';
export { observeShard } from './confidence/observe.ts';
export {
  type Reliability,
  type ReliabilityBin,
  reliabilityBins,
  reliabilityOf,
  spearman,
} from './confidence/reliability.ts';
export { compareRuns, type Comparison, type Difference } from './compare.ts';
export {
  type CameraScore,
  fullCameraOf,
  LIMB_JOINTS,
  type LimbScore,
  type PersonScore,
  pickPoints,
  predictShard,
  scoreLimbs,
  type ScoreOptions,
  scoreShard,
} from './score/score-shard.ts';
export type { Figure, Points } from './report/figures.ts';
export { distances, meanOf, procrustesDistances, rootAlignedDistances } from './metrics.ts';
export {
  type BoxRule,
  findProtocol,
  type FocalRule,
  type Protocol,
  PROTOCOL_IDS,
  type ProtocolId,
  type ProtocolRule,
  PROTOCOLS,
  ruleLines,
  ruleOf,
} from './protocols.ts';
export { comparisonPage, reportPage, type WorstPicture } from './report/report-page.ts';
export {
  comparisonTables,
  inputFacts,
  reportMarkdown,
  reportTables,
  type Table,
  tableMarkdown,
} from './report/report-tables.ts';
export {
  boxRuleOf,
  chooseRows,
  type ChosenRows,
  createPlacer,
  type EvaluationRow,
  spreadRows,
} from './score/rows.ts';
export {
  type Metric,
  readSamples,
  type SampleRow,
  sampleRows,
  writeSamples,
} from './score/samples.ts';
export {
  type PersonDistances,
  PersonScorer,
  type PersonScorerOptions,
  type TruthBodies,
} from './score/person-scorer.ts';
export {
  annotatedJoints,
  predictedFigure,
  type RecordScoring,
  type ScoredPerson,
  scoreRecord,
  trueMesh,
} from './score/score-record.ts';
export { type EvaluationReport, type FailedPerson, summariseRun } from './report/summary.ts';
export { comparisonPicture, drawnParents, type TrueFigure } from './score/worst.ts';
export {
  type AblationBenchmark,
  ablationFeatures,
  ABLATIONS,
  cellDigests,
  cellRun,
  findAblation,
  fullRun,
} from './ablation/benchmarks.ts';
export { type Cell, CELLS } from './ablation/cells.ts';
export {
  type JointScores,
  poseShard,
  type PosedShard,
  scoreJoints,
} from './ablation/score-joints.ts';
export {
  judge,
  meanAndSd,
  pairedDifference,
  type PairedDifference,
  type Verdict,
} from './ablation/paired.ts';
export { renderAblation } from './ablation/report.ts';
export {
  type AblationRow,
  type AblationRows,
  type CellRow,
  type CellScore,
  formatRow,
  groupMeans,
  parseRows,
  type SpeedRow,
} from './ablation/rows.ts';
export {
  type IdentifiedBox,
  scoreTracking,
  type TrackedFrame,
  type TrackingScores,
} from './tracking.ts';
