/**
 * Where a fault test may let this process die, as by kill -9: `JOPHIEL_CRASH_AT=profile-interaction-recorded:committed:3`
 * dies when that consumer has committed its third batch.
 */
export type CrashPoint = 'received' | 'handled' | 'committed' | 'published';

const [crashConsumer, crashAt, crashCount] = (process.env.JOPHIEL_CRASH_AT ?? '').split(':');
let passed = 0;

export function crashPoint(consumer: string, point: CrashPoint): void {
  if (consumer !== crashConsumer || point !== crashAt) return;
  passed += 1;
  if (passed >= Number(crashCount ?? 1)) process.kill(process.pid, 'SIGKILL');
}
