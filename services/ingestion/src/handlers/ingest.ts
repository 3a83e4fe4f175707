import { claimEvents, type FollowingEvent, type MessagingTables } from '@jophiel/messaging';
import type { Executor } from '@jophiel/postgres';
import { eraseUsers } from '../adapters/postgres/erase-users.ts';
import { erasedUsers } from '../adapters/postgres/erased-users.ts';
import { recordInteractions } from '../adapters/postgres/record-interactions.ts';
import type { AcceptedEvent } from '../core/accepted-event.ts';
import { whatFollows } from '../core/what-follows.ts';

export type IngestOutcome = 'accepted' | 'duplicate' | 'erased';

export interface Ingested {
  /** One for each event, in their order. */
  readonly outcomes: readonly IngestOutcome[];
  readonly following: readonly FollowingEvent[];
}

/** One inlet for all: what comes over HTTP and what comes over NATS is the same event if its id is the same. */
const INLET = 'inlet';

/** Records a batch of events inside the open transaction. */
export async function ingest(
  events: readonly AcceptedEvent[],
  { transaction, tables, now }: { transaction: Executor; tables: MessagingTables; now: Date },
): Promise<Ingested> {
  const interactions = events.flatMap((event) => (event.kind === 'interaction' ? [event.record] : []));
  const others = events.filter((event) => event.kind !== 'interaction');
  const erased = await erasedUsers(
    transaction,
    interactions.map(({ userId }) => userId),
  );
  const isErased = (event: AcceptedEvent) =>
    event.kind === 'interaction' &&
    Date.parse(event.record.occurredAt) <= (erased.get(event.record.userId) ?? Number.NEGATIVE_INFINITY);

  const recorded = await recordInteractions(
    transaction,
    events.flatMap((event) => (event.kind === 'interaction' && !isErased(event) ? [event.record] : [])),
  );
  const claimed =
    others.length === 0
      ? new Set<string>()
      : await claimEvents(
          transaction,
          tables,
          INLET,
          others.map(({ envelope }) => envelope.event_id),
        );
  const fresh = new Set([...recorded, ...claimed]);
  // Deleting as it goes: an id that stands twice in one batch is one event and a duplicate.
  const outcomes = events.map((event): IngestOutcome => {
    if (isErased(event)) return 'erased';
    return fresh.delete(event.envelope.event_id) ? 'accepted' : 'duplicate';
  });
  const accepted = events.filter((_, index) => outcomes[index] === 'accepted');
  await eraseUsers(
    transaction,
    accepted.flatMap((event) =>
      event.kind === 'user-deleted' ? [{ userId: event.userId, at: event.envelope.event_timestamp }] : [],
    ),
  );
  return { outcomes, following: accepted.flatMap((event) => whatFollows(event, now)) };
}
