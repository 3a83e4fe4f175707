import {
  type Envelope,
  type EventContract,
  sampleCreated,
  sampleLifecycleDeleted,
  sampleUpdated,
  userCreated,
  userInteraction,
  userLifecycleDeleted,
} from '@jophiel/contracts';
import { type HandlerContext, type MessagingTables, type Subscriber, subscriber } from '@jophiel/messaging';
import { causedEvents } from '../core/what-follows.ts';
import type { ReadEvent } from '../core/read-event.ts';
import type { OnIngested } from '../use-cases/count-interactions.ts';
import { ingest } from '../use-cases/ingest.ts';

/** What the platform sends over NATS. The analyser's sample.analyzed goes to the vectorizer directly. */
const inlets = {
  interactions: [userInteraction],
  samples: [sampleCreated, sampleUpdated, sampleLifecycleDeleted],
  users: [userCreated, userLifecycleDeleted],
} as const;

export function outsideEventSubscribers(
  readEvent: ReadEvent,
  tables: MessagingTables,
  onIngested: OnIngested,
): Readonly<Record<keyof typeof inlets, readonly Subscriber[]>> {
  const handle = async (events: readonly Envelope[], { transaction, now }: HandlerContext) => {
    const read = events.map(readEvent);
    const { outcomes, caused } = await ingest(read, { transaction, tables, now });
    onIngested(read, outcomes);
    return caused;
  };
  const subscribersFor = (contracts: readonly EventContract[]) =>
    contracts.map((contract) => subscriber(contract, handle as never, { emits: causedEvents, accepts: readEvent }));
  return {
    interactions: subscribersFor(inlets.interactions),
    samples: subscribersFor(inlets.samples),
    users: subscribersFor(inlets.users),
  };
}
