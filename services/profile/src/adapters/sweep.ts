import { setTimeout as sleep } from 'node:timers/promises';
import { profileRefold } from '@jophiel/contracts';
import { causedBy, causeWithoutEvent, idFrom } from '@jophiel/events';
import type { Emitter } from '@jophiel/messaging';
import type { Logger } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import { usersToRefold } from '../statements/users-to-refold.ts';

const USERS_PER_CHUNK = 200;

/** Periodically finds users that need a refold and that no event will trigger. */
export async function sweep(
  options: {
    database: Database;
    outbox: Emitter;
    layout: string;
    everyMs: number;
    logger: Logger;
    now: () => Date;
  },
  signal: AbortSignal,
): Promise<void> {
  const { database, outbox, layout, logger } = options;
  while (!signal.aborted) {
    const userIds = await usersToRefold(database, layout, USERS_PER_CHUNK);
    if (userIds.length > 0) {
      const at = { service: 'profile', now: options.now() };
      const id = idFrom(`profile sweep ${at.now.toISOString()}`);
      const cause = causeWithoutEvent({ name: 'profile.sweep', id, ...at });
      const event = causedBy(profileRefold, { user_ids: userIds }, cause, at);
      await outbox.publish(await database.transaction(async (transaction) => outbox.store(transaction, [event])));
      logger.info({ users: userIds.length, correlation_id: cause.correlation_id }, 'refolding profiles');
    }
    await sleep(options.everyMs, undefined, { signal, ref: false }).catch(() => {});
  }
}
