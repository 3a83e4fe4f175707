import type { OutgoingMessage } from '@jophiel/transport';
import { createInbox, headers, type Msg, type NatsConnection } from '@nats-io/transport-node';

const MESSAGE_ID = 'Nats-Msg-Id';

interface Batch {
  /** By message: where the stream holds it, once it says so. */
  readonly sequences: (number | undefined)[];
  unanswered: number;
  readonly end: () => void;
}

/**
 * Publishes many messages at once and waits for their acks, which all come to one inbox. The client's own publish makes a
 * request of each message, with a timer and with two errors whose stacks are written down in case they are needed: that
 * was more than half of the time that ingestion took for an event.
 */
export class Publisher {
  readonly #connection: NatsConnection;
  readonly #timeoutMs: number;
  readonly #inbox = createInbox();
  readonly #batches = new Map<number, Batch>();
  #count = 0;

  constructor(connection: NatsConnection, timeoutMs: number) {
    this.#connection = connection;
    this.#timeoutMs = timeoutMs;
    connection.subscribe(`${this.#inbox}.*.*`, { callback: (_error, reply) => this.#take(reply) });
    void this.#endWithConnection();
  }

  /** In the order of the messages: the sequence at which each is stored, undefined where that is not known. Never throws. */
  async publish(messages: readonly OutgoingMessage[]): Promise<readonly (number | undefined)[]> {
    if (messages.length === 0) return [];
    const number = this.#count++;
    const sequences = messages.map((): number | undefined => undefined);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#timeoutMs);
      const end = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#batches.set(number, { sequences, unanswered: messages.length, end });
      messages.forEach((message, index) => this.#send(message, number, index));
    });
    this.#batches.delete(number);
    return sequences;
  }

  #send({ subject, id, body }: OutgoingMessage, batch: number, index: number): void {
    const withId = headers();
    withId.set(MESSAGE_ID, id);
    try {
      this.#connection.publish(subject, body, { headers: withId, reply: `${this.#inbox}.${batch}.${index}` });
    } catch {
      this.#answer(batch, index, undefined);
    }
  }

  #take(reply: Msg): void {
    const [batch, index] = reply.subject.slice(this.#inbox.length + 1).split('.');
    this.#answer(Number(batch), Number(index), sequenceOf(reply));
  }

  /** Nobody answers any more: what is not acked by now is not known to be stored. */
  async #endWithConnection(): Promise<void> {
    await this.#connection.closed();
    for (const batch of this.#batches.values()) batch.end();
  }

  #answer(number: number, index: number, sequence: number | undefined): void {
    const batch = this.#batches.get(number);
    if (batch === undefined) return;
    batch.sequences[index] = sequence;
    batch.unanswered -= 1;
    if (batch.unanswered === 0) batch.end();
  }
}

/** Nothing for an error, and where no stream takes the subject: then the server answers without a body. */
function sequenceOf(reply: Msg): number | undefined {
  if (reply.data.length === 0) return undefined;
  const { seq, error } = reply.json<{ seq?: number; error?: unknown }>();
  return error === undefined ? seq : undefined;
}
