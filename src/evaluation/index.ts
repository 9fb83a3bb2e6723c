/** @file How wrong a network is: the field's metrics, its protocols, reports of a run, and comparisons of two. */

export { accelerationErrors, type TrackPoint } from './acceleration.ts';
export {
  BOOTSTRAP_DEFAULTS,
  bootstrapMean,
  type BootstrapOptions,
  bootstrapStatistic,
  type Interval,
} from './bootstrap.ts';
export { type ErrorObservation, fitCalibration, nonDecreasing } from './confidence/fit.ts';
export { observeShard } from './confidence/observe.ts';
export {
  type Judged,
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
export {
  distances,
  meanOf,
  procrustesDistances,
  type Root,
  rootAlignedDistances,
} from './metrics.ts';
export {
  BOX_RULES,
  type BoxRule,
  findProtocol,
  FOCAL_RULES,
  type FocalRule,
  type Grouping,
  type Protocol,
  PROTOCOL_IDS,
  type ProtocolId,
  type ProtocolRule,
  PROTOCOLS,
  ruleLines,
  ruleOf,
  type Truth,
} from './protocols.ts';
export { comparisonPage, reportPage, type WorstPicture } from './report/report-page.ts';
export {
  comparisonTables,
  type Facts,
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
  METRICS,
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
  type CameraError,
  predictedFigure,
  type RecordScoring,
  type ScoredPerson,
  scoreRecord,
  type Track,
  trueMesh,
} from './score/score-record.ts';
export {
  type EvaluationReport,
  type FailedPerson,
  type GroupMeans,
  summariseRun,
  type SummaryOptions,
} from './report/summary.ts';
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
  type PosedShard,
  poseShard,
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
export type { PictureName } from './score/picture-names.ts';
export {
  type IdentifiedBox,
  scoreTracking,
  type TrackedFrame,
  type TrackingScores,
} from './tracking.ts';
