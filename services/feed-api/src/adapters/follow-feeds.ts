import { type Envelope, feedUpdated, type PayloadOf } from '@jophiel/contracts';
import type { Logger } from '@jophiel/observability';
import type { Transport } from '@jophiel/transport';
import type { FeedHub } from '../core/feed-hub.ts';

/** Tells the hub of every feed that is stored, whichever scorer stored it. */
export async function followFeeds(transport: Transport, hub: FeedHub, logger: Logger): Promise<() => Promise<void>> {
  const subscription = await transport.follow(feedUpdated.subject, (body) => {
    const { payload, correlation_id } = JSON.parse(Buffer.from(body).toString()) as Envelope<
      PayloadOf<typeof feedUpdated>
    >;
    const told = hub.tell({ userId: payload.user_id, version: payload.version, generatedAt: payload.generated_at });
    if (told > 0)
      logger.info(
        { user_id: payload.user_id, version: payload.version, clients: told, correlation_id },
        'told of a new feed',
      );
  });
  return async () => subscription.stop();
}
