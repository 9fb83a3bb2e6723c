/** @file `multiroi/train`: data, training, evaluation and ablation on a Node machine. */

export * from '../dataset/index.ts';
export * from '../evaluation/index.ts';
export * from '../jobs/index.ts';
export * from '../synthetic/index.ts';
export * from '../training/index.ts';
