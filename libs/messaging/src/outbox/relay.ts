import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import { pruneInbox } from '../inbox/prune-inbox.ts';
import type { MessagingTables } from '../tables.ts';
import type { Transport } from '@jophiel/transport';
import type { Outbox } from './outbox.ts';
import { markUnsent } from './mark-unsent.ts';
import { newestSent } from './newest-sent.ts';
import { pruneOutbox } from './prune-outbox.ts';
import { unsentPages } from './unsent-pages.ts';

export interface RelayOptions {
  readonly database: Database;
  readonly tables: MessagingTables;
  readonly transport: Transport;
  readonly outbox: Outbox;
  readonly logger: Logger;
  /** Younger events are left to the process that committed them. */
  readonly graceMs: number;
  readonly everyMs: number;
}

const PAGES_AT_ONCE = 10;
const PRUNE_EVERY_MS = 3_600_000;
const LOOK_FOR_LOSS_EVERY_MS = 10_000;
/** Far longer than what a power cut can take from the broker. Inboxes must outlast the streams, which keep 7 days. */
export const retentionDays = { outbox: 3, inbox: 10 } as const;

/** Publishes what a crash or an unavailable broker left unsent, and what the broker lost. Runs until the signal aborts. */
export async function runRelay(options: RelayOptions, signal: AbortSignal): Promise<void> {
  const { database, tables, logger } = options;
  let prunedAt = 0;
  let lookedAt = 0;
  while (!signal.aborted) {
    try {
      if (options.transport.connected() && Date.now() - lookedAt > LOOK_FOR_LOSS_EVERY_MS) {
        lookedAt = Date.now();
        const lost = await reviveLost(options);
        if (lost > 0) logger.error({ events: lost }, 'the broker lost acknowledged events; publishing them again');
      }
      const sent = options.transport.connected() ? await relayOnce(options) : 0;
      if (sent > 0) logger.info({ events: sent }, 'relay published unsent events');
      if (Date.now() - prunedAt > PRUNE_EVERY_MS) {
        prunedAt = Date.now();
        await pruneOutbox(database, tables, retentionDays.outbox);
        await pruneInbox(database, tables, retentionDays.inbox);
      }
    } catch (error) {
      logger.warn({ err: error }, 'relay failed; retrying');
    }
    await sleep(options.everyMs, undefined, { signal, ref: false }).catch(() => {});
  }
}

/** Publishes until nothing is left or the broker refuses. @returns the number of events */
export async function relayOnce({ database, tables, outbox, graceMs }: RelayOptions): Promise<number> {
  let total = 0;
  for (;;) {
    const pages = await unsentPages(database, tables, graceMs, PAGES_AT_ONCE);
    const events = pages.reduce((sum, { messages }) => sum + messages.length, 0);
    const sent = await outbox.publish(pages);
    await outbox.settled();
    total += sent;
    if (pages.length < PAGES_AT_ONCE || sent < events) return total;
  }
}

/** Checks whether the broker lost acknowledged events, and marks those unsent. @returns their number */
export async function reviveLost({ database, tables, transport }: RelayOptions): Promise<number> {
  let lost = 0;
  for (const newest of await newestSent(database, tables)) {
    const since = await transport.lostSince(newest);
    if (since !== undefined) lost += await markUnsent(database, tables, newest.receipt.stream, since);
  }
  return lost;
}
