import { runProcess } from '@jophiel/service';
import { startProfile } from './app.ts';

await runProcess(async () => startProfile(process.env));
