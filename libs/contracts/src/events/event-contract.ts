import type { SenderRole } from '@jophiel/domain';
import type { Static, TSchema } from 'typebox';

/** Contract of one kind of event, from which validation, topology and documentation are made. */
export interface EventContract<Payload extends TSchema = TSchema> {
  /** NATS subject and event name; a trailing `>` matches any rest. */
  readonly subject: string;
  /** Rises when a reader of the former version would misread the event. */
  readonly version: number;
  /** The roles outside of Jophiel that send it. Which services emit it, their manifests say. */
  readonly senders?: readonly SenderRole[];
  readonly summary: string;
  readonly payload: Payload;
}

export type PayloadOf<Contract extends EventContract> = Static<Contract['payload']>;

export function eventContract<Payload extends TSchema>(contract: EventContract<Payload>): EventContract<Payload> {
  return contract;
}
