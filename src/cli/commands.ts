/** @file Every command, loaded when it is asked for, so that help and mistakes answer at once. */

import type { LazyCommand } from './run.ts';

/** Every command in the order of the overview; its code is loaded when it is called. */
export const COMMANDS: readonly LazyCommand[] = [
  {
    name: 'predict',
    summary: 'Photographs to body meshes and cameras',
    load: async () => (await import('./commands/predict/predict.ts')).predictCommand,
  },
  {
    name: 'motion',
    summary: 'Videos to motions: people over time, animated, for other programs',
    load: async () => (await import('./commands/motion/motion.ts')).motionCommand,
  },
  {
    name: 'queue',
    summary: 'Photographs by many workers on many machines, through Redis',
    load: async () => (await import('./commands/queue/queue.ts')).queueCommand,
  },
  {
    name: 'cluster',
    summary: 'Files for Slurm and Kubernetes: an array job, or a queue and its workers',
    load: async () => (await import('./commands/cluster.ts')).clusterCommand,
  },
  {
    name: 'multiview',
    summary: 'One body out of photographs by several calibrated cameras',
    load: async () => (await import('./commands/multiview.ts')).multiviewCommand,
  },
  {
    name: 'detect',
    summary: 'Boxes of the people on photographs',
    load: async () => (await import('./commands/detect.ts')).detect,
  },
  {
    name: 'project',
    summary: 'Where the joints or vertices of a result lie in the image',
    load: async () => (await import('./commands/project.ts')).projectCommand,
  },
  {
    name: 'render',
    summary: 'A picture of a result over its photograph, from the side or from above',
    load: async () => (await import('./commands/render.ts')).render,
  },
  {
    name: 'export',
    summary: 'Other files out of a result or a motion, without running it again',
    load: async () => (await import('./commands/export.ts')).exportCommand,
  },
  {
    name: 'table',
    summary: 'Results as Parquet, a row a person, for DuckDB, pandas and Polars',
    load: async () => (await import('./commands/table.ts')).tableCommand,
  },
  {
    name: 'verify',
    summary: 'Whether an archive, or a folder of predict, holds what it should',
    load: async () => (await import('./commands/verify.ts')).verifyCommand,
  },
  {
    name: 'view',
    summary: 'The page: reconstructs photographs in a browser, and shows results',
    load: async () => (await import('./commands/view.ts')).view,
  },
  {
    name: 'synth',
    summary: 'Synthetic people with ground truth, as a data set',
    load: async () => (await import('./commands/synth.ts')).synth,
  },
  {
    name: 'data',
    summary: 'Whether a data set is whole, and what it looks like',
    load: async () => (await import('./commands/data/data.ts')).data,
  },
  {
    name: 'train',
    summary: 'Trains a network on images, or light on cached features; resumable at any step',
    load: async () => (await import('./commands/train/train.ts')).trainCommand,
  },
  {
    name: 'evaluate',
    summary: 'Errors of a network on a benchmark or on synthetic people, and comparisons of two',
    load: async () => (await import('./commands/evaluate/evaluate.ts')).evaluateCommand,
  },
  {
    name: 'ablate',
    summary: "The paper's ablations on synthetic people, with a report beside its numbers",
    load: async () => (await import('./commands/ablate.ts')).ablateCommand,
  },
  {
    name: 'serve',
    summary: 'Reconstruction over HTTP, and its networks by the Open Inference Protocol',
    load: async () => (await import('./commands/serve.ts')).serve,
  },
  {
    name: 'bench',
    summary: 'How long each stage takes on this machine',
    load: async () => (await import('./commands/bench/bench.ts')).bench,
  },
  {
    name: 'body',
    summary: 'Imports SMPL bodies; tells what a body holds',
    load: async () => (await import('./commands/body/body.ts')).bodyCommand,
  },
  {
    name: 'doctor',
    summary: 'What is installed, what is missing, what to do',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  {
    name: 'completions',
    summary: 'What bash, zsh or fish need to complete command lines',
    load: async () => (await import('./commands/completions.ts')).completionsCommand,
  },
  {
    name: 'convert',
    summary: "The authors' PyTorch or Jittor checkpoints to weights of this package",
    load: async () => (await import('./commands/convert.ts')).convertCommand,
  },
  {
    name: 'quantise',
    summary: 'Weights of resnet50 or hrnet-w48 on 8 bits, and what rounding costs',
    load: async () => (await import('./commands/quantise.ts')).quantiseCommand,
  },
  {
    name: 'network',
    summary: 'The bare network on arrays, to compare with other implementations',
    load: async () => (await import('./commands/network.ts')).networkCommand,
  },
  {
    name: 'export-onnx',
    summary: 'A network as an ONNX model for other runtimes, with a parity report',
    load: async () => (await import('./commands/export-onnx/export-onnx.ts')).exportOnnxCommand,
  },
];
