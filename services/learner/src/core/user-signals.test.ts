import { interactionMeanings, loadDefinition } from '@jophiel/domain';
import { positiveItems, type Signal } from '@jophiel/taste';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { busiestDay, likedItems, type UserSignals } from './user-signals.ts';

const DAY = 86_400_000;
const meanings = interactionMeanings(loadDefinition('audio'));
const options = {
  meanings,
  originalOf: (sampleId: string) => (sampleId === 'copy' ? 'a' : sampleId),
  isOwn: (sampleId: string) => sampleId === 'own',
};

const signal = fc.record({
  sampleId: fc.constantFrom('a', 'b', 'c', 'copy', 'own'),
  interaction: fc.constantFrom(...meanings.keys()),
  amount: fc.constantFrom(0, 0.5, 1, 3),
  at: fc.nat(60).map((day) => day * DAY),
});

function columnsOf(signals: readonly Pick<Signal, 'sampleId' | 'interaction' | 'amount' | 'at'>[]): UserSignals {
  return {
    userId: 'u',
    sampleIds: signals.map(({ sampleId }) => sampleId),
    interactions: signals.map(({ interaction }) => interaction),
    amounts: signals.map(({ amount }) => amount),
    times: signals.map(({ at }) => at),
  };
}

test('the liked items are the positive items of the taste, whatever a user does', () => {
  fc.assert(
    fc.property(fc.array(signal, { maxLength: 12 }), (signals) => {
      const whole = signals.map((each) => ({ ...each, userId: 'u', collectionId: '', eventId: '' }));
      const expected = positiveItems(whole, options).map(({ sampleId, at }) => ({ sampleId, at }));
      const byId = (a: { sampleId: string }, b: { sampleId: string }) => (a.sampleId < b.sampleId ? -1 : 1);
      const found = likedItems(columnsOf(signals), options).map(({ sampleId, at }) => ({ sampleId, at }));
      expect(found.sort(byId)).toEqual(expected.sort(byId));
    }),
  );
});

test('the busiest day is of UTC', () => {
  const at = (time: string) => ({ sampleId: 'a', interaction: 'like', amount: 1, at: Date.parse(time) });
  const signals = ['2026-03-01T23:59:59Z', '2026-03-02T00:00:00Z', '2026-03-02T23:59:59Z'].map(at);
  expect(busiestDay(columnsOf(signals))).toBe(2);
  expect(busiestDay(columnsOf([]))).toBe(0);
});
