import { runProcess } from '@jophiel/service';
import { startVectorizer } from './app.ts';

await runProcess(async () => startVectorizer(process.env));
