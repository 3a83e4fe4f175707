import {
  type Envelope,
  sampleCreated,
  sampleLifecycleDeleted,
  sampleUpdated,
  userCreated,
  userInteraction,
  userLifecycleDeleted,
} from '@jophiel/contracts';
import { type HandlerContext, type MessagingTables, type Subscriber, subscriber } from '@jophiel/messaging';
import type { ReadEvent } from '../core/read-event.ts';
import type { OnIngested } from './count-interactions.ts';
import { ingest } from './ingest.ts';

/** What the platform sends over NATS. (The analyser's sample.analyzed is a fact already and goes to the vectorizer as it is.) */
const inlets = [
  userInteraction,
  sampleCreated,
  sampleUpdated,
  sampleLifecycleDeleted,
  userCreated,
  userLifecycleDeleted,
];

export function outsideEventSubscribers(
  readEvent: ReadEvent,
  tables: MessagingTables,
  onIngested: OnIngested,
): Subscriber[] {
  const handle = async (events: readonly Envelope[], { transaction, now }: HandlerContext) => {
    const read = events.map(readEvent);
    const { outcomes, following } = await ingest(read, { transaction, tables, now });
    onIngested(read, outcomes);
    return following;
  };
  return inlets.map((contract) => subscriber(contract, handle as never, { accepts: readEvent }));
}
