import type { Database, Executor } from '@jophiel/postgres';
import type { FollowingEvent } from '@jophiel/events';
import type { MessagingTables } from '../tables.ts';
import type { OutgoingMessage, Receipt, Transport } from '@jophiel/transport';
import { markSent } from './mark-sent.ts';
import { storeEvents } from './store-events.ts';

/** Marking is bookkeeping that can wait: the marks of this long go into one statement. */
const MARK_EVERY_MS = 20;

/** Commit first, publish afterwards: what was committed is published even if this process does not live to do it. */
export class Outbox {
  readonly #database: Database;
  readonly #tables: MessagingTables;
  readonly #transport: Transport;
  readonly #onFailure: (error: unknown) => void;
  #toMark: { id: string; receipt: Receipt }[] = [];
  #marking: Promise<void> | undefined;

  constructor(options: {
    database: Database;
    tables: MessagingTables;
    transport: Transport;
    /** Told when marking fails; the relay then publishes those events once more, which does no harm. */
    onFailure: (error: unknown) => void;
  }) {
    this.#database = options.database;
    this.#tables = options.tables;
    this.#transport = options.transport;
    this.#onFailure = options.onFailure;
  }

  async store(transaction: Executor, events: readonly FollowingEvent[]): Promise<OutgoingMessage[]> {
    return storeEvents(transaction, this.#tables, events);
  }

  /** Publishes what was stored; what fails now is the relay's to publish later. */
  async publish(messages: readonly OutgoingMessage[]): Promise<number> {
    if (messages.length === 0 || !this.#transport.connected()) return 0;
    const receipts = await this.#transport.publish(messages);
    const sent = messages.flatMap(({ id }, index) => {
      const receipt = receipts[index];
      return receipt === undefined ? [] : [{ id, receipt }];
    });
    this.#toMark.push(...sent);
    this.#marking ??= this.#markSoon();
    return sent.length;
  }

  /** Resolves when every mark that is due has been written. */
  async settled(): Promise<void> {
    await this.#marking;
  }

  async #markSoon(): Promise<void> {
    await new Promise((resolve) => {
      setTimeout(resolve, MARK_EVERY_MS);
    });
    const sent = this.#toMark;
    this.#toMark = [];
    this.#marking = undefined;
    try {
      await markSent(this.#database, this.#tables, sent);
    } catch (error) {
      this.#onFailure(error);
    }
  }
}
