/** @file Every command, loaded when it is asked for, so that help and mistakes answer at once. */

import type { LazyCommand } from './_run.ts';

export const COMMANDS: readonly LazyCommand[] = [];
