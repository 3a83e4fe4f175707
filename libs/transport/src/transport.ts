/*
 * What the router needs of a broker. The comments are promises; conformance/ has a suite that holds an adapter to them.
 */

export interface OutgoingMessage {
  readonly subject: string;
  /** A message of the same id is stored once, at least within the broker's window of minutes. */
  readonly id: string;
  readonly body: string | Uint8Array;
}

/** Where a message is stored. */
export interface Receipt {
  /** The stream's name and incarnation: a stream that was lost and created anew is another one. */
  readonly stream: string;
  readonly sequence: number;
}

/** A message that was published once, with where it was stored then. */
export interface SentMessage {
  readonly subject: string;
  readonly id: string;
  readonly receipt: Receipt;
  readonly sentAt: Date;
}

/** One message on loan to this process: it comes again, perhaps elsewhere, unless it is acked. */
export interface Delivery {
  readonly subject: string;
  readonly body: Uint8Array;
  /** The publisher's id of the message, if it gave one. */
  readonly messageId: string | undefined;
  /** When the broker stored it, in epoch nanoseconds; the same at each delivery. */
  readonly storedAt: bigint;
  /** 1 at the first delivery. */
  readonly deliveries: number;
  /** It is done with, for good. */
  ack(): void;
  /** It comes again, not before so many milliseconds. */
  retryIn(ms: number): void;
}

/** A durable consumer as one of the processes that share it subscribes to it. */
export interface SharedConsumer {
  readonly name: string;
  readonly subject: string;
  /** So many messages at most are on loan to the process at a time: what it holds, no other gets. */
  readonly mostHeld: number;
}

/** The messages of one durable consumer, shared with every other subscription of the same name. */
export interface Subscription {
  /**
   * Waits until there are messages, then returns at most so many; an empty list once the subscription is stopped and empty.
   * A delivery does not expire while its process lives, however long the work takes.
   */
  next(most: number): Promise<Delivery[]>;
  /** How many messages of the consumer, in all processes, are not acked yet. */
  pending(): Promise<number>;
  /** Fetches no more: `next` returns what is here already, then nothing. */
  stop(): Promise<void>;
}

export interface Transport {
  /** Whether messages can be published now; while not, nothing should be tried. */
  connected(): boolean;
  /** In the order of the messages: the receipt of what is stored, undefined for what is not known to be. Never throws. */
  publish(messages: readonly OutgoingMessage[]): Promise<(Receipt | undefined)[]>;
  /**
   * A broker acks before its disk has a message, and may lose its store altogether: from when on messages of this one's
   * stream must be published again, should they have been lost. Undefined when they were not: the newest one tells.
   */
  lostSince(newest: SentMessage): Promise<Date | undefined>;
  /** Messages of a subject since the consumer was first declared, and everything stored before that. */
  subscribe(consumer: SharedConsumer): Promise<Subscription>;
  /** Every message of a subject from now on, to every process that follows it; nothing is kept for those that do not. */
  follow(subject: string, onMessage: (body: Uint8Array) => void): Promise<{ stop(): Promise<void> }>;
  /** Called each time the connection is there again after it was lost: what is followed may have missed something. */
  onReconnect(listener: () => void): void;
  /**
   * Answers requests of a subject together with every other process that serves it: each request is answered by one.
   * Nothing is stored. A stopped server takes no more requests, and answers those that it has.
   */
  serve(
    subject: string,
    answer: (body: Uint8Array) => Promise<string | Uint8Array>,
  ): Promise<{ stop(): Promise<void> }>;
  /**
   * Asks one of those who serve a subject.
   * @throws JophielError REQUEST_UNANSWERED at once when nobody serves it or whoever was asked failed, otherwise after so
   * many milliseconds
   */
  request(subject: string, body: string | Uint8Array, patienceMs: number): Promise<Uint8Array>;
}
