import type { Envelope } from '@jophiel/contracts';
import type { Database } from '@jophiel/postgres';
import { claimEvents } from '../inbox/claim-events.ts';
import { type Emitter, emitterOf } from '../outbox/emitter.ts';
import type { Page } from '../outbox/page.ts';
import type { Subscriber } from '../handler.ts';
import type { MessagingTables } from '../tables.ts';
import { crashPoint } from './crash-points.ts';

export interface CommitOptions {
  readonly database: Database;
  readonly tables: MessagingTables;
  readonly outbox: Emitter;
  readonly consumer: string;
  readonly subscriber: Subscriber;
  readonly now: () => Date;
}

export interface Committed {
  readonly fresh: number;
  /** What the fresh events are about. */
  readonly items: number;
  readonly followed: number;
  readonly toPublish: readonly Page[];
}

/** One transaction: claims the events in the inbox, handles the new ones, stores what they cause in the outbox. */
export async function commitBatch(events: readonly Envelope[], options: CommitOptions): Promise<Committed> {
  crashPoint(options.consumer, 'received');
  const committed = await options.database.transaction(async (transaction) => {
    const ids = events.map((event) => event.event_id);
    const unclaimed = await claimEvents(transaction, options.tables, options.consumer, ids);
    // delete() is true once, so the same id twice in a batch is one event.
    const fresh = events.filter((event) => unclaimed.delete(event.event_id));
    if (fresh.length === 0) return { fresh: 0, items: 0, followed: 0, toPublish: [] };
    const handle = options.subscriber.handle as (
      batch: readonly Envelope[],
      context: object,
    ) => ReturnType<typeof options.subscriber.handle>;
    const followingEvents = await handle(fresh, { transaction, now: options.now() });
    const toPublish = await emitterOf(options.outbox, options.subscriber.emits).store(transaction, followingEvents);
    crashPoint(options.consumer, 'handled');
    const items = fresh.reduce((sum, event) => sum + options.subscriber.itemsIn(event), 0);
    return { fresh: fresh.length, items, followed: followingEvents.length, toPublish };
  });
  crashPoint(options.consumer, 'committed');
  return committed;
}
