import { type CausedEvent } from '@jophiel/events';
import { claimEvents, erasedUsers, eraseUsers, type MessagingTables } from '@jophiel/messaging';
import type { Executor } from '@jophiel/postgres';
import { announceUsers } from '../statements/announce-users.ts';
import { eraseFromLog } from '../statements/erase-from-log.ts';
import { lockLog } from '../statements/lock-log.ts';
import { recordInteractions } from '../statements/record-interactions.ts';
import { recordSeeds } from '../statements/record-seeds.ts';
import type { AcceptedEvent } from '../core/accepted-event.ts';
import { whatFollows } from '../core/what-follows.ts';

export type IngestOutcome = 'accepted' | 'duplicate' | 'erased';

export interface Ingested {
  readonly outcomes: readonly IngestOutcome[];
  readonly caused: readonly CausedEvent[];
}

/** One inlet for HTTP and NATS: equal ids are one event. */
const INLET = 'inlet';

export async function ingest(
  events: readonly AcceptedEvent[],
  { transaction, tables, now }: { transaction: Executor; tables: MessagingTables; now: Date },
): Promise<Ingested> {
  const interactions = events.flatMap((event) => (event.kind === 'interaction' ? [event.record] : []));
  const choices = events.flatMap((event) => (event.kind === 'seeds-chosen' ? [event.record] : []));
  const logged = [...interactions, ...choices];
  const others = events.flatMap((event) => (isLogged(event) ? [] : [event.envelope.event_id]));
  await lockLog(transaction, events.some(({ kind }) => kind === 'user-deleted') ? 'erase' : 'record');
  const claimed = others.length === 0 ? new Set<string>() : await claimEvents(transaction, tables, INLET, others);
  // Erase first, so that events up to the erasure are neither recorded nor published.
  const leaving = events.flatMap((event) =>
    event.kind === 'user-deleted' && claimed.has(event.envelope.event_id)
      ? [{ userId: event.userId, at: event.envelope.event_timestamp }]
      : [],
  );
  await eraseFromLog(transaction, leaving);
  await eraseUsers(
    transaction,
    tables,
    leaving.map(({ userId }) => userId),
  );
  await announceUsers(
    transaction,
    events.flatMap((event) =>
      event.kind === 'user-created' && claimed.has(event.envelope.event_id)
        ? [{ userId: event.userId, at: event.envelope.event_timestamp }]
        : [],
    ),
  );
  const recorded = await recordInteractions(transaction, interactions);
  for (const eventId of await recordSeeds(transaction, choices)) recorded.add(eventId);
  const erased =
    recorded.size === logged.length
      ? new Map<string, number>()
      : await erasedUsers(
          transaction,
          logged.map(({ userId }) => userId),
        );
  const isErased = (event: AcceptedEvent) =>
    isLogged(event) &&
    Date.parse(event.record.occurredAt) <= (erased.get(event.record.userId) ?? Number.NEGATIVE_INFINITY);

  // Deletes ids as it goes: a repeated id in one batch is one event and one duplicate. The log and the inbox have
  // separate ids: an interaction and another event with the same id are two events.
  const outcomes = events.map((event): IngestOutcome => {
    const fresh = isLogged(event) ? recorded : claimed;
    if (fresh.delete(event.envelope.event_id)) return 'accepted';
    return isErased(event) ? 'erased' : 'duplicate';
  });
  const accepted = events.filter((_, index) => outcomes[index] === 'accepted');
  return { outcomes, caused: accepted.flatMap((event) => whatFollows(event, now)) };
}

/** Whether the event becomes a row of the log, whose ids are its own. */
function isLogged(event: AcceptedEvent): event is Extract<AcceptedEvent, { readonly record: unknown }> {
  return 'record' in event;
}
