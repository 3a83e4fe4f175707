import { type Envelope, feedUpdated, type PayloadOf } from '@jophiel/contracts';
import type { Transport } from '@jophiel/transport';
import type { FeedHub } from '../core/feed-hub.ts';

/** Tells the hub of every feed that is stored, whichever scorer stored it. */
export async function followFeeds(transport: Transport, hub: FeedHub): Promise<() => Promise<void>> {
  const subscription = await transport.follow(feedUpdated.subject, (body) => {
    const { payload } = JSON.parse(Buffer.from(body).toString()) as Envelope<PayloadOf<typeof feedUpdated>>;
    hub.tell({ userId: payload.user_id, version: payload.version, generatedAt: payload.generated_at });
  });
  return async () => subscription.stop();
}
