import { runProcess } from '@jophiel/service';
import { startAnn } from './app.ts';

await runProcess(async () => startAnn(process.env));
