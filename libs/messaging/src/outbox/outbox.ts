import type { Database, Executor } from '@jophiel/postgres';
import type { CausedEvent } from '@jophiel/events';
import type { MessagingTables } from '../tables.ts';
import type { Transport } from '@jophiel/transport';
import { markSent, type SentPage } from './mark-sent.ts';
import { type Page, pagesOf } from './page.ts';
import { storePages } from './store-pages.ts';

/** Marks of this interval share one statement. Far below the grace period of the relay. */
const MARK_EVERY_MS = 250;

/** Commits first, publishes afterwards: the relay publishes what a crashed process left. */
export class Outbox {
  readonly #database: Database;
  readonly #tables: MessagingTables;
  readonly #transport: Transport;
  readonly #onFailure: (error: unknown) => void;
  #toMark: SentPage[] = [];
  #marking: Promise<void> | undefined;
  #endPause: () => void = () => {};

  constructor(options: {
    database: Database;
    tables: MessagingTables;
    transport: Transport;
    /** Called when marking fails; the relay then publishes those events again, and the duplicates are dropped. */
    onFailure: (error: unknown) => void;
  }) {
    this.#database = options.database;
    this.#tables = options.tables;
    this.#transport = options.transport;
    this.#onFailure = options.onFailure;
  }

  async store(transaction: Executor, events: readonly CausedEvent[]): Promise<Page[]> {
    return storePages(transaction, this.#tables, pagesOf(events));
  }

  /**
   * Publishes stored pages. If any event of a page fails, the relay publishes the whole page later, and duplicates are
   * dropped. @returns the number of events published
   */
  async publish(pages: readonly Page[]): Promise<number> {
    if (pages.length === 0 || !this.#transport.connected()) return 0;
    const receipts = await this.#transport.publish(pages.flatMap(({ messages }) => messages));
    let published = 0;
    let end = 0;
    for (const { id, messages } of pages) {
      const ofPage = receipts.slice(end, (end += messages.length));
      if (ofPage.includes(undefined)) continue;
      published += messages.length;
      this.#toMark.push({ id, receipt: ofPage.at(-1)! });
    }
    this.#marking ??= this.#markSoon();
    return published;
  }

  /** Writes the pending marks; resolves when they are written. */
  async settled(): Promise<void> {
    this.#endPause();
    await this.#marking;
  }

  async #markSoon(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, MARK_EVERY_MS);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
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
