import { runProcess } from '@jophiel/service';
import { startLearner } from './app.ts';

await runProcess(async () => startLearner(process.env));
