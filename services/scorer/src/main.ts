import { runProcess } from '@jophiel/service';
import { startScorer } from './app.ts';

await runProcess(async () => startScorer(process.env));
