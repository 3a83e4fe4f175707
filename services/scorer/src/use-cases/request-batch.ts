import { batchRequested } from '@jophiel/contracts';
import { causedBy, causeWithoutEvent, idFrom } from '@jophiel/events';
import type { Emitter } from '@jophiel/messaging';
import type { Database } from '@jophiel/postgres';
import { openBatchRun } from '../statements/batch-runs.ts';

/** Requests a batch run. @returns false when a run of this name exists */
export async function requestBatch(
  { database, outbox }: { database: Database; outbox: Emitter },
  { runId, everyone, now }: { runId: string; everyone: boolean; now: Date },
): Promise<boolean> {
  const at = { service: 'scorer', now };
  const cause = causeWithoutEvent({ name: 'batch', id: idFrom(`batch ${runId}`), correlationId: runId, ...at });
  const event = causedBy(batchRequested, { run_id: runId, everyone }, cause, at);
  const messages = await database.transaction(async (transaction) =>
    (await openBatchRun(transaction, runId, now)) ? outbox.store(transaction, [event]) : undefined,
  );
  if (messages !== undefined) await outbox.publish(messages);
  return messages !== undefined;
}
