import type { OutsideEnvelope } from '@jophiel/contracts';
import type { DomainDefinition } from '@jophiel/domain';
import { toEnvelope } from '@jophiel/events';
import type { Database } from '@jophiel/postgres';
import { vectoriserOf } from '../../../services/vectorizer/src/core/vectoriser.ts';
import { onSampleAnalyzed } from '../../../services/vectorizer/src/handlers/on-sample-analyzed.ts';

const AT_ONCE = 2_000;

/** Stores samples with the vectorizer's handler, without the broker, for benchmarks that start later in the flow. */
export async function fillCatalogue(
  database: Database,
  domain: DomainDefinition,
  events: Iterable<OutsideEnvelope>,
  onProgress: (samples: number) => void,
): Promise<void> {
  const { handle } = onSampleAnalyzed(domain, vectoriserOf(domain));
  const now = new Date();
  let batch: OutsideEnvelope[] = [];
  let done = 0;
  const flush = async () => {
    const envelopes = batch.map((event) => toEnvelope(event, { eventName: undefined, identity: undefined, now }));
    await database.transaction(async (transaction) => handle(envelopes as never, { transaction, now }));
    done += batch.length;
    batch = [];
    onProgress(done);
  };
  for (const event of events) {
    batch.push(event);
    if (batch.length >= AT_ONCE) await flush();
  }
  if (batch.length > 0) await flush();
  await database.execute({ text: 'VACUUM ANALYZE sample_vectors' });
}
