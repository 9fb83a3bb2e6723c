/** @file The page's worker, where the networks run. */

import { answerCalls } from '../src/web/index.ts';

answerCalls();
