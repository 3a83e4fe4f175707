import { interactionMeanings, loadDefinition } from '@jophiel/domain';
import { addContribution, emptySums, type SparseVector, tasteAt } from '@jophiel/vectors';
import { describe, expect, test } from 'vitest';
import { foldSignal, type Signal } from './signal.ts';
import { addToSums, foldSums } from './taste-profile.ts';

const DAY = 86_400_000;
const DIMENSIONS = 3;
const meanings = interactionMeanings(loadDefinition('audio'));
const fold = { meanings, dimensions: DIMENSIONS, positionScale: undefined };
const axis = (index: number): SparseVector => ({ indices: Uint16Array.of(index), values: Float32Array.of(1) });

/** One more happening of a signal, added to the sums as the fold does. */
function add(sums: ReturnType<typeof emptySums>, before: Signal | undefined, name: string, day: number, index = 0) {
  const meaning = meanings.get(name)!;
  const key = { userId: 'u', sampleId: 's', interaction: meaning.name, collectionId: '' };
  const happening = { at: day * DAY, eventId: name };
  const after = foldSignal(before, key, meaning, happening);
  const step = { before, after, happening, meaning, vector: axis(index), dimensions: DIMENSIONS };
  return { after, change: addToSums(sums, step) };
}

const values = (sums: ReturnType<typeof emptySums>, halfLifeDays: number) => [
  ...(sums.byHalfLife.get(halfLifeDays) ?? []),
];

describe('one happening more', () => {
  test('of something new is added at its weight', () => {
    const sums = emptySums();
    expect(add(sums, undefined, 'like', 1).change).toBe('added');
    expect(sums.asOf).toBe(DAY);
    expect(values(sums, 90)).toEqual([1, 0, 0]);
  });

  test('of something new that happened before what is counted already is added as faint as it is by then', () => {
    const sums = emptySums();
    add(sums, undefined, 'dislike', 91, 0);
    expect(add(sums, undefined, 'like', 1, 1).change).toBe('added');
    expect(sums.asOf).toBe(91 * DAY);
    expect(values(sums, 90)).toEqual([-0.7, 0.5, 0]);
  });

  test('of a repeat adds that one, not all of them again', () => {
    const sums = emptySums();
    const { after } = add(sums, undefined, 'play', 0);
    expect(add(sums, after, 'play', 30).change).toBe('added');
    expect(values(sums, 30)[0]).toBeCloseTo(0.2 + 0.1, 12);
  });

  test('that takes something back, or renews it, leaves the sums alone and asks for a fold of all signals', () => {
    for (const name of ['unlike', 'like']) {
      const sums = emptySums();
      const { after } = add(sums, undefined, 'like', 1);
      expect(add(sums, after, name, 2).change).toBe('refold');
      expect(sums.asOf).toBe(DAY);
      expect(values(sums, 90)).toEqual([1, 0, 0]);
    }
  });

  test('that takes back what never was changes nothing', () => {
    const sums = emptySums();
    expect(add(sums, undefined, 'unlike', 1).change).toBe('same');
    expect(sums).toEqual(emptySums());
  });

  test('after something was taken back is added like something new', () => {
    const sums = emptySums();
    const { after } = add(sums, undefined, 'unlike', 1);
    expect(add(sums, after, 'like', 2).change).toBe('added');
    expect(values(sums, 90)).toEqual([1, 0, 0]);
  });

  test('that changes nothing, because it is older, adds nothing', () => {
    const sums = emptySums();
    const { after } = add(sums, undefined, 'like', 2);
    expect(add(sums, after, 'unlike', 1).change).toBe('same');
    expect(values(sums, 90)).toEqual([1, 0, 0]);
  });
});

describe('the fold of all signals', () => {
  const signal = (interaction: string, day: number, amount = 1): Signal => ({
    userId: 'u',
    sampleId: 's',
    interaction,
    collectionId: '',
    amount,
    at: day * DAY,
    eventId: 'e',
  });

  test('sums weights by half-life, as of the newest signal', () => {
    const sums = foldSums(
      [
        { signal: signal('like', 0), vector: axis(0) },
        { signal: signal('add_to_board', 90), vector: axis(1) },
        { signal: signal('play', 60, 2), vector: axis(2) },
      ],
      fold,
    );
    expect(sums.asOf).toBe(90 * DAY);
    expect(values(sums, 90)).toEqual([0.5, 0, 0]);
    expect(values(sums, 180)).toEqual([0, 1.2, 0]);
    expect(values(sums, 30)[2]).toBeCloseTo(0.2, 12);
  });

  test('leaves out what was taken back and what the definition no longer knows', () => {
    const gone = [
      { signal: signal('like', 1, 0), vector: axis(0) },
      { signal: signal('superlike', 2), vector: axis(0) },
    ];
    expect(foldSums(gone, fold)).toEqual(emptySums());
  });
});

test('a taste of nothing is undefined, and so is one of nothing but what was taken back', () => {
  expect(tasteAt(foldSums([], fold), DAY)).toBeUndefined();
  const cancelled = emptySums();
  for (const weight of [1, -1])
    addContribution(cancelled, DIMENSIONS, { vector: axis(0), weight, at: DAY, halfLifeDays: 90 });
  expect(tasteAt(cancelled, DAY)).toBeUndefined();
});
