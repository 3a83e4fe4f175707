import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeSignals } from '../../test/given-learner.ts';
import { estimateSignals, loadSignals } from './load-signals.ts';
import { usersOfSamples } from './load-users.ts';

let postgres: GivenPostgres;

beforeAll(async () => {
  postgres = await givenPostgres();
  await storeSignals(postgres.database, 'ann', ['a', 'b', { sample: 'c', amount: 0 }]);
  await storeSignals(postgres.database, 'ben', [{ sample: 'a', interaction: 'impression' }, 'd']);
  await storeSignals(postgres.database, 'col', ['c']);
  await postgres.database.execute({ text: 'ANALYZE user_signals' });
});
afterAll(async () => postgres?.remove());

test('few signals are counted exactly, many are estimated', async () => {
  expect(await estimateSignals(postgres.database)).toBe(6);
  // The planner knows it from ANALYZE.
  expect(await estimateSignals(postgres.database, 5)).toBe(6);
  await postgres.database.execute({ text: `DELETE FROM user_signals WHERE user_id = 'col'` });
  expect(await estimateSignals(postgres.database)).toBe(5);
  expect(await estimateSignals(postgres.database, 3)).toBe(6);
  await storeSignals(postgres.database, 'col', ['c']);
});

test('users of samples are those with a signal in force that counts', async () => {
  expect((await usersOfSamples(postgres.database, ['a', 'c'], ['like'])).toSorted()).toEqual(['ann', 'col']);
  expect(await usersOfSamples(postgres.database, ['b', 'd'], ['dislike'])).toEqual([]);
});

test('a user is one row, with the signals that are in force', async () => {
  const [ann] = await loadSignals(postgres.database, ['ann'], ['like']);
  expect(ann).toMatchObject({ userId: 'ann', interactions: ['like', 'like'], amounts: [1, 1] });
  expect(ann!.sampleIds.toSorted()).toEqual(['a', 'b']);
});
