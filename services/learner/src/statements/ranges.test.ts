import { randomUUID } from 'node:crypto';
import { eventually, type GivenPostgres, givenPostgres, lockWaits } from '@jophiel/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  addRanges,
  finishRange,
  heldLeases,
  type Lease,
  leaseRanges,
  rangesOfOthers,
  releaseRanges,
} from './ranges.ts';

const SECOND = 1_000;
const start = new Date('2026-03-01T12:00:00Z').getTime();
const [one, other] = [randomUUID(), randomUUID()] as const;

let postgres: GivenPostgres;

beforeAll(async () => {
  postgres = await givenPostgres();
});
beforeEach(async () => {
  await postgres.database.execute({ text: 'TRUNCATE learner_ranges, learner_replicas' });
  await postgres.database.execute({ text: 'INSERT INTO learner_ranges (range) SELECT generate_series(0, 5)' });
});
afterAll(async () => postgres?.remove());

async function lease(holder: string, second: number): Promise<Lease[]> {
  const now = start + second * SECOND;
  const leases = await postgres.database.transaction(async (transaction) =>
    leaseRanges(transaction, { holder, now: new Date(now), until: new Date(now + 20 * SECOND) }),
  );
  return leases.toSorted((a, b) => a.range - b.range);
}

const rangesOf = (leases: readonly Lease[]): number[] => leases.map(({ range }) => range);
const epochsOf = (leases: readonly Lease[]): number[] => leases.map(({ epoch }) => epoch);
const held = async (holder: string, leases: readonly Lease[]) =>
  postgres.database.transaction(async (transaction) =>
    [...(await heldLeases(transaction, holder, leases))].sort((a, b) => a - b),
  );

test('one process holds all ranges, and keeps their epochs when it renews', async () => {
  const first = await lease(one, 0);
  expect(rangesOf(first)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(epochsOf(await lease(one, 5))).toEqual(epochsOf(first));
});

test('a second process gets an even share as soon as the first one renews', async () => {
  await lease(one, 0);
  expect(await lease(other, 1)).toEqual([]);
  expect(rangesOf(await lease(one, 5))).toHaveLength(3);
  expect(rangesOf(await lease(other, 6))).toHaveLength(3);
});

test('the ranges of a process that does not renew go to another, with a later epoch, and it holds them no more', async () => {
  const former = await lease(one, 0);
  expect(await lease(other, 19)).toEqual([]);
  const taken = await lease(other, 21);
  expect(rangesOf(taken)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(epochsOf(taken)).toEqual(epochsOf(former).map((epoch) => epoch + 1));
  expect(await held(one, former)).toEqual([]);
  expect(await held(other, taken)).toEqual([0, 1, 2, 3, 4, 5]);
});

test('released ranges are free at once', async () => {
  await lease(one, 0);
  await releaseRanges(postgres.database, one);
  expect(rangesOf(await lease(other, 1))).toHaveLength(6);
});

test('a former holder cannot say that a pass has learned a range', async () => {
  const [former] = await lease(one, 0);
  await lease(other, 21);
  await finishRange(postgres.database, one, former!, 7);
  const [now] = await lease(other, 22);
  expect(now!.pass).toBe(0);
  await finishRange(postgres.database, other, now!, 7);
  expect((await lease(other, 23))[0]!.pass).toBe(7);
});

test('who has released a range cannot say it either, though its epoch is the same', async () => {
  const [former] = await lease(one, 0);
  await releaseRanges(postgres.database, one);
  await finishRange(postgres.database, one, former!, 7);
  expect((await lease(other, 1))[0]!.pass).toBe(0);
});

test('a renewal while weights are stored waits for it, and keeps the ranges with their epochs', async () => {
  const leases = await lease(one, 0);
  let renewal: Promise<Lease[]> | undefined;
  await postgres.database.transaction(async (transaction) => {
    expect((await heldLeases(transaction, one, leases.slice(0, 2))).size).toBe(2);
    renewal = lease(one, 5);
    await eventually(async () => expect(await lockWaits(postgres.database)).toBe(1));
  });
  const renewed = await renewal!;
  expect([rangesOf(renewed), epochsOf(renewed)]).toEqual([rangesOf(leases), epochsOf(leases)]);
  expect(await held(one, leases)).toEqual([0, 1, 2, 3, 4, 5]);
});

test('a range whose weights a lost holder still stores is taken over later, and the others at once', async () => {
  const former = await lease(one, 0);
  await postgres.database.transaction(async (transaction) => {
    await heldLeases(transaction, one, former.slice(0, 1));
    expect(rangesOf(await lease(other, 21))).toEqual([1, 2, 3, 4, 5]);
  });
  expect(rangesOf(await lease(other, 22))).toEqual([0, 1, 2, 3, 4, 5]);
});

test('ranges of others are those with a lease that has not ended', async () => {
  await lease(one, 0);
  await postgres.database.execute({ text: 'INSERT INTO learner_ranges (range) VALUES (6)' });
  const others = async (holder: string, second: number) =>
    rangesOfOthers(postgres.database, { holder, ranges: [0, 6, 7], now: new Date(start + second * SECOND) });
  expect([...(await others(other, 19))]).toEqual([0]);
  expect([...(await others(one, 19))]).toEqual([]);
  expect([...(await others(other, 21))]).toEqual([]);
});

test('it says how many ranges were missing', async () => {
  await postgres.database.execute({ text: 'TRUNCATE learner_ranges' });
  expect([await addRanges(postgres.database), await addRanges(postgres.database)]).toEqual([1, 0]);
});
