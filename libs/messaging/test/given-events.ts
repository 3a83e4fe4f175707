import { randomUUID } from 'node:crypto';
import type { Envelope } from '@jophiel/contracts';
import { type CausedEvent, causeWithoutEvent } from '@jophiel/events';
import type { Database } from '@jophiel/postgres';
import { claimEvents, consumerName, messagingTables, type Subscriber } from '../src/index.ts';

export type Deliver = (
  database: Database,
  subscriber: Subscriber,
  events: readonly Envelope<unknown>[],
) => Promise<readonly CausedEvent[]>;

/** Handles events as a service's router does: those that were not handled before, in one transaction; returns what follows. */
export function deliverer(service: Parameters<typeof messagingTables>[0], now: Date): Deliver {
  const tables = messagingTables(service);
  return async (database, { contract, handle }, events) =>
    database.transaction(async (transaction) => {
      const ids = events.map(({ event_id }) => event_id);
      const unclaimed = await claimEvents(transaction, tables, consumerName(service, contract.subject), ids);
      const unhandled = events.filter(({ event_id }) => unclaimed.delete(event_id));
      return unhandled.length === 0 ? [] : handle(unhandled as never, { transaction, now });
    });
}

export const payloads = (events: readonly CausedEvent[]) => events.map(({ envelope }) => envelope.payload);

/** An event that somebody sends to a service. */
export function asked<Payload>(event_name: string, payload: Payload, now: Date): Envelope<Payload> {
  const id = randomUUID();
  return { ...causeWithoutEvent({ name: event_name, id, service: 'test', now, correlationId: `of ${id}` }), payload };
}
