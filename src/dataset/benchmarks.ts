/**
 * @file The data sets of the paper as facts: their files, what is done to their pictures, and which of a
 * record's labels train what.
 */

import { shrink } from '../imaging/index.ts';
import type { PresetOptions } from '../network/index.ts';
import type { PixelImage } from '../platform/index.ts';
import type { PersonRecord } from './records.ts';

/** A data set by name; also the name of its folder. */
export type DatasetId = 'h36m' | 'mpi-inf-3dhp' | 'coco' | 'mpii' | '3dpw' | 'synthetic';

/** A data set: its files, and what its labels are worth. */
export interface Benchmark {
  readonly title: string;
  /** Names that the files have in the laboratories that share them; SPIN npz all. */
  readonly train: string;
  readonly test: readonly string[];
  /** Pictures and everything in pixels are halved before use, in training and at test. */
  readonly halfResolution: boolean;
  /** Betas belong to the body of the person's gender instead of the neutral one. */
  readonly genderedBetas: boolean;
}

const plain = { halfResolution: false, genderedBetas: false } as const;

/** Every data set that records are read from. */
export const BENCHMARKS: Readonly<Record<DatasetId, Benchmark>> = {
  h36m: {
    title: 'Human3.6M',
    train: 'h36m_mosh_train.npz',
    test: ['h36m_mosh_val_p1.npz', 'h36m_mosh_val_p2.npz'],
    ...plain,
  },
  'mpi-inf-3dhp': {
    title: 'MPI-INF-3DHP',
    train: 'mpi_inf_3dhp_train_name_revised.npz',
    test: ['mpi_inf_3dhp_valid.npz'],
    ...plain,
  },
  coco: {
    title: 'COCO 2014',
    train: 'coco_2014_smpl_train.npz',
    test: ['coco_2014_smpl_val.npz'],
    ...plain,
  },
  mpii: { title: 'MPII', train: 'mpii_smpl_w3d_train.npz', test: [], ...plain },
  '3dpw': {
    title: '3DPW',
    train: '3dpw_train_w2d_smpl3d_gender.npz',
    test: ['3dpw_test_w2d_smpl3d_gender.npz'],
    halfResolution: true,
    genderedBetas: true,
  },
  synthetic: { title: 'synthetic people', train: 'people.npz', test: [], ...plain },
};

/** What of a person supervises training. */
export interface Labels {
  readonly keypoints: boolean;
  readonly joints3d: boolean;
  readonly pose: boolean;
  readonly betas: boolean;
  readonly vertices: boolean;
  /** The body that makes the true vertices. */
  readonly body: 'neutral' | 'male' | 'female';
}

/** The masks of a person's losses. */
export function labelsOf(
  { keypoints24, openpose25, joints24, pose, betas, gender }: PersonRecord,
  dataset: DatasetId,
  { threeDpwBody }: Pick<PresetOptions, 'threeDpwBody'>,
): Labels {
  const gendered =
    BENCHMARKS[dataset].genderedBetas && threeDpwBody === 'gendered' && gender !== null;
  return {
    keypoints: keypoints24 !== null || openpose25 !== null,
    joints3d: joints24 !== null,
    pose: pose !== null,
    // the network's body is neutral: betas of another body are no target for its own
    betas: betas !== null && !gendered,
    vertices: pose !== null && betas !== null,
    body: gendered ? gender : 'neutral',
  };
}

/** Half a picture: exact 2×2 means; an odd last row or column is dropped. */
export function halfPicture(picture: PixelImage): PixelImage {
  return shrink(picture, 2);
}

function halfPoints(points: Float32Array | null): Float32Array | null {
  return points?.map((value, i) => (i % 3 === 2 ? value : value / 2)) ?? null;
}

/** The record that goes with {@link halfPicture}: everything in pixels halved, nothing else changed. */
export function halfRecord(record: PersonRecord): PersonRecord {
  const [x, y] = record.center;
  return {
    ...record,
    center: [x / 2, y / 2],
    scale: record.scale / 2,
    keypoints24: halfPoints(record.keypoints24),
    openpose25: halfPoints(record.openpose25),
    focalPx: record.focalPx === null ? null : record.focalPx / 2,
  };
}
