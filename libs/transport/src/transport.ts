/*
 * What the router needs of a broker. The comments are promises; the suite in conformance.ts holds an adapter to them.
 */

export interface OutgoingMessage {
  readonly subject: string;
  /** The broker stores messages of one id once, within its duplicate window of some minutes. */
  readonly id: string;
  readonly body: string | Uint8Array;
}

/** Where a message is stored. */
export interface Receipt {
  /** Name and incarnation of the stream: a recreated stream is a different one. */
  readonly stream: string;
  readonly sequence: number;
}

/** A published message and where it was stored. */
export interface SentMessage {
  readonly subject: string;
  readonly id: string;
  readonly receipt: Receipt;
  readonly sentAt: Date;
}

/** A message that this process holds. Unless it is acked, it is redelivered, perhaps to another process. */
export interface Delivery {
  readonly subject: string;
  readonly body: Uint8Array;
  /** The publisher's id of the message, if any. */
  readonly messageId: string | undefined;
  /** When the broker stored it, in epoch nanoseconds; the same for each delivery. */
  readonly storedAt: bigint;
  /** 1 at the first delivery. */
  readonly deliveries: number;
  /** The message is handled. */
  ack(): void;
  /** Redeliver it, not before this many milliseconds. */
  retryIn(ms: number): void;
}

/** A durable consumer that several processes share. */
export interface SharedConsumer {
  readonly name: string;
  readonly subject: string;
  /** Maximum unacked messages of this process; no other process gets these. */
  readonly maxHeld: number;
}

/** A subscription to a durable consumer; subscriptions of one name share its messages. */
export interface Subscription {
  /**
   * Waits for messages and returns at most `limit`; an empty list once the subscription is stopped and empty.
   * A delivery does not expire while its process lives, however long the work takes.
   */
  next(limit: number): Promise<Delivery[]>;
  /** Unacked messages of the consumer, over all processes. */
  pending(): Promise<number>;
  /** Stops fetching: `next` returns what was fetched, then nothing. */
  stop(): Promise<void>;
}

export interface Transport {
  /** Whether messages can be published now. */
  connected(): boolean;
  /** Never throws. @returns per message its receipt; undefined when it is not known to be stored */
  publish(messages: readonly OutgoingMessage[]): Promise<(Receipt | undefined)[]>;
  /**
   * A broker acks before a message is on disk, so a crash may lose the end of a stream, or all of it. The newest message
   * tells. @returns the time from which on messages of its stream must be published again; undefined when none is lost
   */
  lostSince(newest: SentMessage): Promise<Date | undefined>;
  /** All stored and new messages of a subject. */
  subscribe(consumer: SharedConsumer): Promise<Subscription>;
  /** Each message of a subject from now on, to every process that follows it. Nothing is stored for a follower. */
  follow(subject: string, onMessage: (body: Uint8Array) => void): Promise<{ stop(): Promise<void> }>;
  /** Called after each reconnect: followers may have missed messages. */
  onReconnect(listener: () => void): void;
  /**
   * Answers requests of a subject; processes that serve the same subject share them. Nothing is stored. A stopped server
   * takes no new requests and answers those it has.
   */
  serve(
    subject: string,
    answer: (body: Uint8Array) => Promise<string | Uint8Array>,
  ): Promise<{ stop(): Promise<void> }>;
  /**
   * Sends a request to one process that serves the subject.
   * @throws JophielError REQUEST_UNANSWERED at once when it has no server or the server failed, else after the timeout;
   * BROKER_FORBIDDEN when the broker refuses the subject
   */
  request(subject: string, body: string | Uint8Array, timeoutMs: number): Promise<Uint8Array>;
}
