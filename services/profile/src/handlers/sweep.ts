import { setTimeout as sleep } from 'node:timers/promises';
import { profileRefold } from '@jophiel/contracts';
import { following, idFrom } from '@jophiel/events';
import { type Outbox } from '@jophiel/messaging';
import type { Logger } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import { usersToRefold } from '../statements/users-to-refold.ts';

const USERS_PER_CHUNK = 200;

/** Looks now and then for users that should be folded anew and that no event will remind of. */
export async function sweep(
  options: {
    database: Database;
    outbox: Outbox;
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
      const now = options.now();
      const cause = sweepAt(now);
      const event = following(profileRefold, { user_ids: userIds }, cause, { service: 'profile', now });
      await outbox.publish(await database.transaction(async (transaction) => outbox.store(transaction, [event])));
      logger.info({ users: userIds.length, correlation_id: cause.correlation_id }, 'profiles are folded again');
    }
    await sleep(options.everyMs, undefined, { signal, ref: false }).catch(() => {});
  }
}

/** The clock is the cause. */
function sweepAt(now: Date) {
  const id = idFrom(`profile sweep ${now.toISOString()}`);
  return {
    event_name: 'profile.sweep',
    event_id: id,
    event_timestamp: now.toISOString(),
    source: 'jophiel.profile',
    version: 1,
    correlation_id: id,
    payload: {},
  };
}
