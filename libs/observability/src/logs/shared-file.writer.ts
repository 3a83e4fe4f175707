import { setTimeout as sleep } from 'node:timers/promises';
import { SharedFile } from './shared-file.ts';

/** A writing process of the rotation test. */
const [path, name, count] = process.argv.slice(2) as [string, string, string];
const file = new SharedFile({ path, rotateAtBytes: 20_000, keep: 100, checkEveryMs: 3 });
for (let number = 0; number < Number(count); number++) {
  file.write(`${JSON.stringify({ name, number, filler: 'x'.repeat(50) })}\n`);
  if (number % 20 === 0) await sleep(1);
}
file.close();
