import { randomUUID } from 'node:crypto';
import { type EventContract, sampleRemoved, sampleVectorized } from '@jophiel/contracts';
import { causedBy, causeWithoutEvent } from '@jophiel/events';
import type { Executor, Statement } from '@jophiel/postgres';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { idsFrom, storeSamples } from '../../../test/given-feeds.ts';
import { UnlistedSamples } from './unlisted-samples.ts';

let postgres: GivenPostgres;
beforeAll(async () => {
  postgres = await givenPostgres();
});
afterAll(async () => postgres.remove());
beforeEach(async () => postgres.database.execute({ text: 'TRUNCATE sample_vectors' }));

const at = { service: 'vectorizer', now: new Date('2026-03-01T12:00:00Z') };
const cause = () => causeWithoutEvent({ name: 'test', id: randomUUID(), ...at });
const removed = (sample_id: string) => causedBy(sampleRemoved, { sample_id }, cause(), at);
const vectorized = (sample_id: string) =>
  causedBy(
    sampleVectorized,
    { sample_id, creator_id: '1', published_at: at.now.toISOString(), layout: 'a', first: true },
    cause(),
    at,
  );

/** Unlisted samples over the real table; `whileRead` runs after a reading has its rows and before they are used. */
function givenUnlisted(whileRead: (tell: (event: ReturnType<typeof causedBy>) => void) => void = () => {}) {
  const unlisted = new UnlistedSamples();
  const reading: Executor = {
    async query<Row extends object>(statement: Statement) {
      const rows = await postgres.database.query<Row>(statement);
      whileRead(tell);
      return rows;
    },
    execute: async (statement) => postgres.database.execute(statement),
  };
  const follows = unlisted.follows(reading);
  const followOf = (contract: EventContract) => follows.find((each) => each.contract === contract)!;
  function tell({ contract, envelope }: ReturnType<typeof causedBy>): void {
    followOf(contract).onEvent(envelope as never);
  }
  const load = async () => {
    for (const { onConnect } of follows) await onConnect();
  };
  return { unlisted, tell, load };
}

describe('"follow-before-load": an event that comes while the table is read wins over what was read', () => {
  test('a sample that is removed meanwhile is unlisted', async () => {
    await storeSamples(postgres.database, ['1']);
    const { unlisted, load } = givenUnlisted((tell) => tell(removed('1')));
    await load();
    expect(unlisted.has('1')).toBe(true);
  });

  test('a sample that is listed again meanwhile is listed', async () => {
    await storeSamples(postgres.database, ['1', '2'], false);
    const { unlisted, load } = givenUnlisted((tell) => tell(vectorized('1')));
    await load();
    expect([unlisted.has('1'), unlisted.has('2')]).toEqual([false, true]);
  });
});

test('after a reconnect the table decides on what was heard before', async () => {
  await storeSamples(postgres.database, idsFrom(1, 3));
  const { unlisted, tell, load } = givenUnlisted();
  await load();
  tell(removed('1'));
  expect(unlisted.has('1')).toBe(true);
  await postgres.database.execute({ text: `UPDATE sample_vectors SET removed_at = now() WHERE sample_id = '2'` });
  await load();
  expect(idsFrom(1, 3).filter(unlisted.has)).toEqual(['2']);
});
