/** @file Every command, loaded when it is asked for, so that help and mistakes answer at once. */

import type { LazyCommand } from './_run.ts';

export const COMMANDS: readonly LazyCommand[] = [
  {
    name: 'predict',
    summary: 'Photographs to body meshes and cameras',
    load: async () => (await import('./commands/predict.ts')).predictCommand,
  },
  {
    name: 'project',
    summary: 'Where the joints or vertices of a result lie in the image',
    load: async () => (await import('./commands/project.ts')).project,
  },
  {
    name: 'export',
    summary: 'GLB, OBJ or NPZ out of a result, without running it again',
    load: async () => (await import('./commands/export.ts')).exportCommand,
  },
];
