import type { SenderRole } from '@jophiel/domain';
import type { Static, TSchema } from 'typebox';

type InsideSender = 'cli' | 'ingestion' | 'vectorizer' | 'profile' | 'scorer';

/** What one kind of event promises: a pure description, from which validation, topology and documentation are made. */
export interface EventContract<Payload extends TSchema = TSchema> {
  /** The NATS subject, which is also the event's name; `>` at the end stands for any rest. */
  readonly subject: string;
  /** Rises when a reader of the former version would misunderstand. */
  readonly version: number;
  /** From outside a role, never a product: the domain definition names those. Inside the service. */
  readonly senders: readonly (SenderRole | InsideSender)[];
  readonly summary: string;
  readonly payload: Payload;
}

export type PayloadOf<Contract extends EventContract> = Static<Contract['payload']>;

export function eventContract<Payload extends TSchema>(contract: EventContract<Payload>): EventContract<Payload> {
  return contract;
}
