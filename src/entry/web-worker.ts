/** @file `multiroi/web/worker`: the script of a module worker that runs the networks, for `MultiRoi.load({ worker })`. */

import { answerCalls } from '../web/index.ts';

answerCalls();
