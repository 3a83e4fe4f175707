import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecentChanges } from './recent-changes.ts';

const since = (changes: RecentChanges<string>, at: number) => changes.since(at)?.map(({ sampleId }) => sampleId);

test('nothing can be vouched for before changes are followed, nor of before', () => {
  const changes = new RecentChanges<string>(9);
  changes.note('1', 5);
  expect(since(changes, 5)).toBeUndefined();
  changes.begin(7);
  expect(since(changes, 6)).toBeUndefined();
  expect(since(changes, 7)).toEqual([]);
});

test('a sample that changes again is known by its last change, and has to be looked at again', () => {
  const changes = new RecentChanges<string>(9);
  changes.begin(0);
  changes.note('1', 1);
  changes.since(0)![0]!.state = 'as it was';
  changes.note('2', 2);
  changes.note('1', 3);
  expect(changes.since(0)!.map(({ sampleId, state }) => [sampleId, state])).toEqual([
    ['2', undefined],
    ['1', undefined],
  ]);
});

test('whatever happens, every change since a time is told, or that some of them are not known', () => {
  const steps = fc.array(fc.record({ id: fc.nat(12), after: fc.nat(3) }), { maxLength: 60 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 10 }), fc.nat(100), (all, limit, from) => {
      const changes = new RecentChanges<string>(limit);
      changes.begin(0);
      let at = 0;
      const happened = all.map(({ id, after }) => ({ id: String(id), at: (at += after) }));
      for (const { id, at: time } of happened) changes.note(id, time);
      const expected = new Set(happened.filter((one) => one.at >= from).map(({ id }) => id));
      const told = since(changes, from);
      if (told === undefined) expect(new Set(happened.map(({ id }) => id)).size).toBeGreaterThan(limit);
      else expect(new Set(told)).toEqual(expected);
      expect(told?.length ?? 0).toBeLessThanOrEqual(limit);
    }),
  );
});
