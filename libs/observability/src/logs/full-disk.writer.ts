import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLogs } from './logs.ts';

/**
 * The process that writes in the full disk's test. Its folder is a disk of 64 KiB, which it fills first, or has logs
 * linked to a device that is always full. It logs, makes room, and logs again.
 */
const [folder, disk] = process.argv.slice(2) as [string, 'small' | 'device'];
const names = ['central', 'test.feature'] as const;
const pathOf = (name: string) => join(folder, `${name}.log`);
const [PAGE, PAGES] = [4_096, 16];
const ballast = join(folder, 'ballast');
// One page stays free for each log.
if (disk === 'small') writeFileSync(ballast, Buffer.alloc(PAGE * (PAGES - names.length)));
const makeRoom = () => {
  for (const path of disk === 'small' ? [ballast] : names.map(pathOf)) rmSync(path);
};

const logs = await openLogs({ service: 'test', level: 'info', folder, rotateAtBytes: 1e6, keep: 1 });
const logger = await logs.feature('test.feature');
const lost: Record<string, number> = { central: 0, 'test.feature': 0 };
logs.onLost((log, lines) => (lost[log] = (lost[log] ?? 0) + lines));

let said = 0;
const say = async (lines: number) => {
  for (let line = 0; line < lines; line++) logger.info({ number: said++, filler: 'x'.repeat(500) }, 'line');
  // Lines of one moment are written together.
  await sleep(120);
};
for (let round = 0; round < 8; round++) await say(3);
makeRoom();
const saidWhileFull = said;
const isWritten = () => names.every((name) => existsSync(pathOf(name)) && read(name).includes(`"number":${said - 1},`));
for (let round = 0; round < 50 && !isWritten(); round++) await say(1);
logs.close();

function read(name: string): string {
  return readFileSync(pathOf(name), 'utf8');
}
process.stderr.write(JSON.stringify({ said, saidWhileFull, lost, logs: names.map(read) }));
