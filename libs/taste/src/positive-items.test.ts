import { interactionMeanings, loadDefinition } from '@jophiel/domain';
import { expect, test } from 'vitest';
import { positiveItems } from './positive-items.ts';
import type { Signal } from './signal.ts';

const DAY = 86_400_000;
const domain = loadDefinition('audio');
const meanings = interactionMeanings(domain);
const { halfLifeDays } = meanings.get('like')!.traits.taste!;

const signal = (sampleId: string, interaction: string, day: number, amount = 1): Signal => ({
  userId: 'u',
  sampleId,
  interaction,
  collectionId: '',
  amount,
  at: day * DAY,
  eventId: 'e',
});

function positives(signals: readonly Signal[], copies: Record<string, string> = {}, own: readonly string[] = []) {
  return positiveItems(signals, {
    meanings,
    originalOf: (sampleId) => copies[sampleId] ?? sampleId,
    isOwn: (sampleId) => own.includes(sampleId),
  });
}

test('the newest come first, and each fades with the time since the newest', () => {
  const items = positives([signal('old', 'like', 0), signal('new', 'like', halfLifeDays)]);
  expect(items.map(({ sampleId }) => sampleId)).toEqual(['new', 'old']);
  expect(items.map(({ amount }) => amount)).toEqual([1, expect.closeTo(0.5)]);
});

test('who stays away keeps their items: only their own newest interaction fades the others', () => {
  expect(positives([signal('a', 'like', 0)])[0]).toEqual({ sampleId: 'a', amount: 1, at: 0 });
});

test('an amount is 1 at most, however often an item was played', () => {
  expect(positives([signal('a', 'play', 0, 500)])[0]!.amount).toBe(1);
});

test('what was taken back, disliked or skipped more than liked is not positive', () => {
  expect(positives([signal('a', 'like', 0, 0), signal('b', 'dislike', 0)])).toEqual([]);
  expect(positives([signal('a', 'play', 0), signal('a', 'dislike', 1)])).toEqual([]);
});

test('interactions with other items do not make an item positive or not', () => {
  const dislikedLater = positives([signal('a', 'like', 0), signal('b', 'dislike', 900)]);
  expect(dislikedLater.map(({ sampleId }) => sampleId)).toEqual(['a']);
});

test('a copy counts for its original, the two as one item', () => {
  const items = positives([signal('copy', 'like', 0), signal('original', 'play', 1)], { copy: 'original' });
  expect(items).toEqual([{ sampleId: 'original', amount: 1, at: DAY }]);
});

test('where positions count, an amount falls with the number of newer items; those of one moment share the mean', () => {
  const items = positiveItems([signal('new', 'like', 1), signal('one', 'like', 0), signal('other', 'like', 0)], {
    meanings,
    originalOf: (id) => id,
    isOwn: () => false,
    positionScale: 3,
  });
  const faded = 2 ** (-1 / halfLifeDays);
  expect(items.map(({ amount }) => amount)).toEqual(
    [1, faded * Math.exp(-1.5 / 3), faded * Math.exp(-1.5 / 3)].map((amount) => expect.closeTo(amount, 12)),
  );
});

test("a user's own items never count", () => {
  expect(positives([signal('mine', 'like', 0)], {}, ['mine'])).toEqual([]);
});

test('equal times are in the order of the ids', () => {
  expect(positives([signal('b', 'like', 0), signal('a', 'like', 0)]).map(({ sampleId }) => sampleId)).toEqual([
    'a',
    'b',
  ]);
});
