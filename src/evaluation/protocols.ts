/**
 * @file The protocols as data: which people of which files, which joints by which regressor, about which root, against
 * which truth. Sources: docs/evaluation.md; the published numbers of the method were made by these rules.
 */

import { jointSet, type JointSetId } from '../body/index.ts';
import type { DatasetId } from '../dataset/index.ts';
import { MultiRoiError } from '../base/index.ts';

/** In the order in which they are listed. */
export const PROTOCOL_IDS = ['3dpw', 'h36m-p1', 'h36m-p2', 'mpi-inf-3dhp', 'synthetic'] as const;
/** A benchmark by name. */
export type ProtocolId = (typeof PROTOCOL_IDS)[number];

/** How people of one kind are told from others in tables. */
export type Grouping = 'action' | 'sequence' | 'stratum';

/** What a person's truth is made of. */
export type Truth =
  /** The body of `pose` and `betas`; joints are regressed from it as from the prediction. */
  | 'mesh'
  /** Annotated joints `S`. */
  | 'joints';

/** How a benchmark is scored: whom, by which joints, against which truth. */
export interface Protocol {
  readonly id: ProtocolId;
  readonly title: string;
  readonly dataset: DatasetId;
  /** Files of people looked for in the data set's folder; the first that is there is read. */
  readonly files: readonly string[];
  /** Folder of 3DPW's own sequences, read when none of the files is there. */
  readonly sequencesIn: string | null;
  readonly split: string;
  /** Names of pictures that tell another subject or camera are left out; empty: everyone, every camera. */
  readonly subjects: readonly string[];
  readonly cameras: readonly string[];
  readonly frames: string;
  /** Set that prediction and true mesh are regressed to, the joints scored and the root, by name. */
  readonly joints: {
    readonly set: JointSetId;
    readonly scored: readonly string[];
    readonly root: string;
  };
  readonly regressor: string;
  readonly truth: Truth;
  /** Bodies that pose the truth; without a neutral one unknown people are male, as in the released code. */
  readonly truthBody: 'gendered' | 'neutral' | 'none';
  readonly gender: string;
  /** The body that the prediction is expressed on unless another is asked for. */
  readonly body: string;
  /** Whether errors of vertices are part of the protocol. */
  readonly vertices: boolean;
  /** Whether pictures are frames of videos, so that there are accelerations. */
  readonly video: boolean;
  readonly groups: readonly Grouping[];
}

const LSP14 = jointSet('lsp14').names;
const H36M_REGRESSOR = 'J_regressor_h36m (17 × V) on the vertices';
const GENDERED =
  'truth on the male or the female body by gender, unknown is male; prediction on the neutral body';

const human36m = {
  dataset: 'h36m',
  sequencesIn: null,
  split: 'test subjects S9 and S11',
  subjects: ['S9', 'S11'],
  joints: { set: 'h36m17', scored: LSP14, root: 'pelvis' },
  regressor: H36M_REGRESSOR,
  truth: 'mesh',
  truthBody: 'gendered',
  gender: GENDERED,
  body: 'smpl-neutral',
  vertices: false,
  video: true,
  groups: ['action', 'stratum'],
} as const;

/** Every benchmark; where the rules come from: docs/evaluation.md. */
export const PROTOCOLS: Readonly<Record<ProtocolId, Protocol>> = {
  '3dpw': {
    id: '3dpw',
    title: '3DPW, test split',
    dataset: '3dpw',
    files: ['3dpw_test_w2d_smpl3d_gender.npz'],
    sequencesIn: 'sequenceFiles/test',
    split: 'test',
    subjects: [],
    cameras: [],
    frames: 'all whose camera is valid, halved in size',
    joints: { set: 'h36m17', scored: LSP14, root: 'pelvis' },
    regressor: H36M_REGRESSOR,
    truth: 'mesh',
    truthBody: 'gendered',
    gender: GENDERED,
    body: 'smpl-neutral',
    vertices: true,
    video: true,
    groups: ['sequence', 'stratum'],
  },
  'h36m-p1': {
    ...human36m,
    id: 'h36m-p1',
    title: 'Human3.6M, protocol 1',
    files: ['h36m_mosh_val_p1.npz'],
    cameras: [],
    frames: 'every 5th, all four cameras',
  },
  'h36m-p2': {
    ...human36m,
    id: 'h36m-p2',
    title: 'Human3.6M, protocol 2',
    files: ['h36m_mosh_val_p2.npz', 'h36m_mosh_val_p1.npz'],
    cameras: ['60457274'],
    frames: 'every 5th, frontal camera 60457274',
  },
  'mpi-inf-3dhp': {
    id: 'mpi-inf-3dhp',
    title: 'MPI-INF-3DHP, test set',
    dataset: 'mpi-inf-3dhp',
    files: ['mpi_inf_3dhp_valid.npz'],
    sequencesIn: null,
    split: 'test sequences TS1 to TS6',
    subjects: [],
    cameras: [],
    frames: 'all that the file lists',
    joints: {
      set: 'h36m17',
      scored: [...LSP14, 'pelvis', 'spine', 'jaw'],
      root: 'pelvis',
    },
    regressor: `${H36M_REGRESSOR} of the prediction; annotated joints S as the truth`,
    truth: 'joints',
    truthBody: 'none',
    gender: 'none: the truth is joints; prediction on the neutral body',
    body: 'smpl-neutral',
    vertices: false,
    video: true,
    groups: ['sequence', 'stratum'],
  },
  synthetic: {
    id: 'synthetic',
    title: 'synthetic people',
    dataset: 'synthetic',
    files: ['people.npz'],
    sequencesIn: null,
    split: 'everyone in the file',
    subjects: [],
    cameras: [],
    frames: 'single pictures',
    joints: { set: 'smpl24', scored: jointSet('smpl24').names, root: 'pelvis' },
    regressor: "none: the 24 joints of the body's own skeleton",
    truth: 'mesh',
    truthBody: 'neutral',
    gender: 'one body for everyone',
    body: 'open',
    vertices: true,
    video: false,
    groups: ['stratum'],
  },
};

/** @throws E_CONFIG for an unknown name. */
export function findProtocol(id: string): Protocol {
  const found = PROTOCOL_IDS.find((known) => known === id);
  if (found !== undefined) return PROTOCOLS[found];
  throw new MultiRoiError(
    'E_CONFIG',
    `evaluate: expected one of ${PROTOCOL_IDS.join(', ')}, got "${id}"`,
  );
}

/** The rule as it is printed before any number, and stands in every report. */
export interface ProtocolRule {
  readonly id: ProtocolId;
  readonly title: string;
  readonly joints: readonly string[];
  readonly root: string;
  readonly regressor: string;
  readonly truth: string;
  readonly gender: string;
  readonly split: string;
  readonly frames: string;
  /** How RoI 0 is found. */
  readonly box: string;
  readonly focal: string;
}

/** Which 2D joints make the box of RoI 0, in the words of a report. */
export const BOX_RULES = {
  keypoints: 'the visible true 2D joints × 1.2',
  skeleton: "the skeleton's 24 joints, projected, × 1.2, as the light model was trained",
} as const;
/** Which 2D joints make the box of RoI 0. */
export type BoxRule = keyof typeof BOX_RULES;

/** Which focal length the network is told, in the words of a report. */
export const FOCAL_RULES = {
  file: "the file's, else √(w² + h²)",
  estimate: '√(w² + h²), whatever the file has',
} as const;
/** Which focal length the network is told. */
export type FocalRule = keyof typeof FOCAL_RULES;

/** The rules of a protocol as a report prints them, with the boxes and focal lengths of the run. */
export function ruleOf(protocol: Protocol, box: BoxRule, focal: FocalRule): ProtocolRule {
  const { id, title, joints, regressor, truth, gender, split, frames } = protocol;
  return {
    id,
    title,
    joints: joints.scored,
    root: joints.root,
    regressor,
    truth: truth === 'mesh' ? 'mesh of pose and betas' : 'annotated joints S',
    gender,
    split,
    frames,
    box: BOX_RULES[box],
    focal: FOCAL_RULES[focal],
  };
}

/** Lines of the rule, `name: text`. */
export function ruleLines(rule: ProtocolRule): readonly (readonly [string, string])[] {
  const { title, joints, root, regressor, truth, gender, split, frames, box, focal } = rule;
  return [
    ['protocol', title],
    ['joints', `${joints.length}: ${joints.join(', ')}`],
    ['regressor', regressor],
    ['root', root],
    ['truth', truth],
    ['gender', gender],
    ['split', split],
    ['frames', frames],
    ['box', box],
    ['focal length', focal],
  ];
}
