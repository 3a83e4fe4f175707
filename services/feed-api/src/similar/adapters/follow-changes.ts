import { sampleRemoved, sampleVectorized } from '@jophiel/contracts';
import type { Transport } from '@jophiel/transport';
import type { RecentChanges } from '../core/recent-changes.ts';

/**
 * Notes every sample that changes or goes away, from now on. After a broken connection nothing from before it is vouched
 * for: what happened meanwhile may not be heard of any more.
 */
export async function followChanges(
  transport: Transport,
  changes: RecentChanges<unknown>,
  now: () => Date,
): Promise<() => Promise<void>> {
  const note = (body: Uint8Array) => {
    const { payload } = JSON.parse(Buffer.from(body).toString()) as { payload: { sample_id: string } };
    changes.note(payload.sample_id, now().getTime());
  };
  const vectorized = await transport.follow(sampleVectorized.subject, note);
  const removed = await transport.follow(sampleRemoved.subject, note);
  const begin = () => changes.begin(now().getTime());
  transport.onReconnect(begin);
  begin();
  return async () => {
    await vectorized.stop();
    await removed.stop();
  };
}
