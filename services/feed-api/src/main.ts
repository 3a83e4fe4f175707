import { runProcess } from '@jophiel/service';
import { startFeedApi } from './app.ts';

await runProcess(async () => startFeedApi(process.env));
