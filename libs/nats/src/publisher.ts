import type { OutgoingMessage } from '@jophiel/transport';
import { createInbox, headers, type Msg, type NatsConnection } from '@nats-io/transport-node';

const MESSAGE_ID = 'Nats-Msg-Id';

interface Batch {
  /** Per message: its sequence, once the stream has acked it. */
  readonly sequences: (number | undefined)[];
  readonly messages: readonly OutgoingMessage[];
  unanswered: number;
  readonly end: () => void;
}

/**
 * Publishes many messages at once; all acks come to one inbox. The client's own publish makes a request per message, with
 * a timer and two captured stack traces: more than half of the time of an event in ingestion.
 */
export class Publisher {
  readonly #connection: NatsConnection;
  readonly #timeoutMs: number;
  readonly #inbox: string;
  readonly #batches = new Map<number, Batch>();
  #count = 0;

  constructor(connection: NatsConnection, timeoutMs: number, inboxPrefix?: string) {
    this.#connection = connection;
    this.#timeoutMs = timeoutMs;
    this.#inbox = createInbox(inboxPrefix);
    connection.subscribe(`${this.#inbox}.*.*`, { callback: (_error, reply) => this.#take(reply) });
    void this.#endWithConnection();
  }

  /** Never throws. @returns per message its sequence; undefined when it is not known to be stored */
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
      this.#batches.set(number, { sequences, messages, unanswered: messages.length, end });
      messages.forEach((message, index) => this.#send(message, number, index));
    });
    this.#batches.delete(number);
    return sequences;
  }

  /** The server takes no message of this subject: those on their way count as not stored. */
  refuse(subject: string): void {
    for (const [number, { messages }] of this.#batches)
      for (const [index, message] of messages.entries())
        if (message.subject === subject) this.#answer(number, index, undefined);
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

  /** Messages without an ack count as not stored. */
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

/** Undefined for an error, and for an empty answer, which means that no stream takes the subject. */
function sequenceOf(reply: Msg): number | undefined {
  if (reply.data.length === 0) return undefined;
  const { seq, error } = reply.json<{ seq?: number; error?: unknown }>();
  return error === undefined ? seq : undefined;
}
