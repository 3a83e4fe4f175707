import type { Emitter, MessagingTables } from '@jophiel/messaging';
import type { Logger, TimedProcess, Timings } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import type { AcceptedEvent } from '../core/accepted-event.ts';
import type { OnIngested } from '../use-cases/count-interactions.ts';
import { ingest, type IngestOutcome } from '../use-cases/ingest.ts';

export interface IntakeOptions {
  readonly database: Database;
  readonly tables: MessagingTables;
  readonly outbox: Emitter;
  readonly timings: Timings;
  readonly logger: Logger;
  readonly onIngested: OnIngested;
  readonly now: () => Date;
}

interface Waiting {
  readonly events: readonly AcceptedEvent[];
  readonly resolve: (outcomes: readonly IngestOutcome[]) => void;
  readonly reject: (error: unknown) => void;
}

interface Committed {
  readonly group: readonly Waiting[];
  readonly events: readonly AcceptedEvent[];
  readonly startedAt: number;
}

const MAX_EVENTS_PER_COMMIT = 5_000;
/** Enough to trace events through the services, without a line for each of thousands. */
const MAX_LOGGED_IDS = 5;
/** Two, so that one prepares while the other waits for the disk. */
const MAX_CONCURRENT_COMMITS = 2;

/**
 * Group commit: requests that arrive during a commit share the next one. Many small requests need few commits, and a
 * single request does not wait.
 */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #process: TimedProcess;
  #waiting: Waiting[] = [];
  #committing = 0;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#process = options.timings.process('intake');
  }

  /** @throws what the commit throws; then none of these events is stored */
  async accept(events: readonly AcceptedEvent[]): Promise<readonly IngestOutcome[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ events, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#committing >= MAX_CONCURRENT_COMMITS || this.#waiting.length === 0) return;
    this.#committing += 1;
    void this.#commit(this.#takeGroup()).finally(() => {
      this.#committing -= 1;
      this.#next();
    });
  }

  #takeGroup(): Waiting[] {
    let size = 0;
    let count = 0;
    while (
      count < this.#waiting.length &&
      (count === 0 || size + this.#waiting[count]!.events.length <= MAX_EVENTS_PER_COMMIT)
    ) {
      size += this.#waiting[count]!.events.length;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    const { database, tables, outbox, onIngested, now } = this.#options;
    const startedAt = performance.now();
    const events = group.flatMap((waiting) => waiting.events);
    try {
      const { outcomes, pages } = await this.#process.measure(async () => {
        const committed = await database.transaction(async (transaction) => {
          const ingested = await ingest(events, { transaction, tables, now: now() });
          return { outcomes: ingested.outcomes, pages: await outbox.store(transaction, ingested.caused) };
        });
        this.#process.add(events.length);
        return committed;
      });
      onIngested(events, outcomes);
      let offset = 0;
      for (const waiting of group) {
        waiting.resolve(outcomes.slice(offset, offset + waiting.events.length));
        offset += waiting.events.length;
      }
      await this.#publish(pages, { group, events, startedAt });
    } catch (error) {
      for (const waiting of group) waiting.reject(error);
    }
  }

  /** The requests are answered already. The relay publishes what cannot be published now, as while NATS is down. */
  async #publish(pages: Parameters<Emitter['publish']>[0], { group, events, startedAt }: Committed): Promise<void> {
    const { outbox, logger } = this.#options;
    const correlation_ids = events.slice(0, MAX_LOGGED_IDS).map(({ envelope }) => envelope.correlation_id);
    try {
      const published = await outbox.publish(pages);
      const ms = Math.round((performance.now() - startedAt) * 100) / 100;
      logger.info({ requests: group.length, events: events.length, published, ms, correlation_ids }, 'taken in');
    } catch (error) {
      logger.warn({ err: error, correlation_ids }, 'events could not be published; the relay publishes them later');
    }
  }
}
