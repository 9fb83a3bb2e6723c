/** @file Everything that decides what a training run gives, as types. */

import type { MixPart } from '../../dataset/index.ts';
import type { BoxJitter, FeatureSet } from '../../features/index.ts';
import type { NetworkChoice, NetworkConfig } from '../../network/index.ts';
import type { AugmentationOptions } from '../augment/augmentation.ts';
import type { Schedule } from '../loop/fit.ts';

/** What runs on images and runs on features have in common. */
export interface RunBase {
  readonly network: NetworkConfig;
  /** A body by name or file, whose betas the network regresses. */
  readonly body: string;
  readonly init: {
    /** Weights of the same network to go on from, with a fresh optimiser; null starts anew. */
    readonly weights: string | null;
    /** An encoder's 2D-pose pretraining (PyTorch); null leaves it random. */
    readonly encoder: string | null;
  };
  readonly batch: {
    /** People in a batch, each with all its regions. */
    readonly people: number;
    /** Equal parts that a batch is computed in; fewer people at a time need less memory. */
    readonly parts: number;
  };
  /** Epochs are as long as the largest data set; a number of steps, when there is one, decides instead. */
  readonly length: { readonly epochs: number; readonly steps: number | null };
  /** Adam's, at its highest. */
  readonly learningRate: number;
  readonly schedule: Schedule;
  /** Gradients are scaled down to this global norm; null leaves them. */
  readonly maxGradientNorm: number | null;
  /** Every n-th vertex enters L_vert. */
  readonly vertexStride: number;
  readonly checkpoint: {
    /** Steps between checkpoints. */
    readonly every: number;
    /** How many of the last are kept, beside the best. */
    readonly keep: number;
  };
  /** Steps that one line of metrics is the mean of. */
  readonly logEvery: number;
  /** Of weights.safetensors; training itself is in float32. */
  readonly precision: 'float32' | 'float16';
}

/** An encoder trained on pictures, with all that follows it. */
export interface ImageRunConfig extends RunBase {
  readonly kind: 'images';
  readonly data: {
    /** Holds one folder a data set, by its id. */
    readonly folder: string;
    readonly mix: readonly MixPart[];
    /** null leaves pictures as they are. */
    readonly augmentation: AugmentationOptions | null;
  };
}

/** What follows a frozen encoder, trained on cached features of synthetic people. */
export interface FeatureRunConfig extends RunBase {
  readonly kind: 'features';
  readonly data: {
    /** The cache: one folder a set; what is missing is made. */
    readonly folder: string;
    readonly sets: readonly FeatureSet[];
    /** Captured poses (npz) that half of the people take; null: all poses come from the prior. */
    readonly poses: string | null;
    readonly jitter: BoxJitter;
    /** Whether everybody of `sets` is there a second time, mirrored; key-points of MoveNet alone can be. */
    readonly mirrored: boolean;
    /** People who are only simulated, with the errors that MoveNet makes on those of `sets`; null: none. */
    readonly simulated: SimulatedShare | null;
  };
  /** Successive steps see so many regions, over and over: one file of weights then serves each of these numbers. */
  readonly regions: readonly number[];
}

/** How much of a batch is people who were never rendered. */
export interface SimulatedShare {
  /** Of a batch, 0 < share ≤ 1. */
  readonly share: number;
  /** Different bodies with their poses and cameras; a run that needs more people looks at them again. */
  readonly bodies: number;
}

/** A run as it is done: every default filled in. */
export type RunConfig = ImageRunConfig | FeatureRunConfig;

/** Records of a configuration that may be given in part. */
type RunSection = 'init' | 'batch' | 'length' | 'schedule' | 'checkpoint';
/** Fields whose choice is another type than the whole. */
type OwnFields = 'network' | 'kind' | 'data' | RunSection;

/** What a configuration file holds; everything else has a default. A run of `light` is one on features. */
export interface RunChoice extends Partial<Omit<RunBase, OwnFields>> {
  readonly network: NetworkChoice;
  readonly data: Partial<ImageRunConfig['data']> | Partial<FeatureRunConfig['data']>;
  readonly init?: Partial<RunBase['init']>;
  readonly batch?: Partial<RunBase['batch']>;
  readonly length?: Partial<RunBase['length']>;
  readonly schedule?: Partial<Schedule>;
  readonly checkpoint?: Partial<RunBase['checkpoint']>;
  /** Of a run on features alone; default: as many as the network has. */
  readonly regions?: readonly number[];
}
