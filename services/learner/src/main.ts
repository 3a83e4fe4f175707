import { constants, setPriority } from 'node:os';
import { runProcess } from '@jophiel/service';
import { startLearner } from './app.ts';

// A pass computes for minutes; on a busy machine reactions go first.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
await runProcess(async () => startLearner(process.env));
