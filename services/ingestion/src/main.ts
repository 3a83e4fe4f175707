import { runProcess } from '@jophiel/service';
import { startIngestion } from './app.ts';

await runProcess(async () => startIngestion(process.env));
