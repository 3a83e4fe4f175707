/**
 * Where a fault test kills this process. `JOPHIEL_CRASH_AT=profile-interaction-recorded:committed:3` kills it after that
 * consumer has committed its third batch.
 */
export type CrashPoint = 'received' | 'handled' | 'committed' | 'published';

const [crashConsumer, crashAt, crashCount] = (process.env.JOPHIEL_CRASH_AT ?? '').split(':');
let passed = 0;

export function crashPoint(consumer: string, point: CrashPoint): void {
  if (consumer !== crashConsumer || point !== crashAt) return;
  passed += 1;
  if (passed >= Number(crashCount ?? 1)) process.kill(process.pid, 'SIGKILL');
}
