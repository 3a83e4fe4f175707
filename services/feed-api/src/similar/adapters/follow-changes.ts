import { type Envelope, sampleRemoved, sampleVectorized } from '@jophiel/contracts';
import { follow } from '@jophiel/messaging';
import type { Logger } from '@jophiel/observability';
import type { Transport } from '@jophiel/transport';
import type { RecentChanges } from '../core/recent-changes.ts';

/**
 * Notes every sample that changes or goes away, from now on. After a broken connection nothing from before it is vouched
 * for: what happened meanwhile may not be heard of any more.
 */
export async function followChanges(
  transport: Transport,
  changes: RecentChanges<unknown>,
  { logger, now }: { readonly logger: Logger; readonly now: () => Date },
): Promise<() => Promise<void>> {
  const note = ({ payload }: Envelope<{ sample_id: string }>) => changes.note(payload.sample_id, now().getTime());
  const vectorized = await follow(sampleVectorized, note, { transport, logger });
  const removed = await follow(sampleRemoved, note, { transport, logger });
  const begin = () => changes.begin(now().getTime());
  transport.onReconnect(begin);
  begin();
  return async () => {
    await vectorized.stop();
    await removed.stop();
  };
}
