import { randomUUID } from 'node:crypto';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordInteractions } from './record-interactions.ts';

let postgres: GivenPostgres;

beforeAll(async () => {
  postgres = await givenPostgres();
});
afterAll(async () => postgres.remove());

const someInteraction = () => ({
  eventId: randomUUID(),
  userId: '1',
  interaction: 'like',
  sampleId: '2',
  occurredAt: '2026-03-01T12:00:00.000Z',
  source: 'platform.v2',
  correlationId: randomUUID(),
});

test('recording is planned for the first few batches of a connection only, for every batch size', async () => {
  await postgres.connect({ role: 'jophiel_ingestion' }).transaction(async (transaction) => {
    for (let run = 0; run < 20; run++) {
      const records = Array.from({ length: 1 + (run % 3) * 20 }, someInteraction);
      expect(await recordInteractions(transaction, records)).toEqual(new Set(records.map(({ eventId }) => eventId)));
    }
    const plans = await transaction.query({
      text: `SELECT custom_plans FROM pg_prepared_statements WHERE name = 'record-interactions'`,
    });
    expect(plans).toEqual([{ custom_plans: 5 }]);
  });
});
