import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entry, namesOf, ranked } from '../../test/given-entries.ts';
import { byCreator, type CreatorRules } from './by-creator.ts';

const rules: fc.Arbitrary<CreatorRules> = fc.record(
  {
    creatorCap: fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6 }))
      .map(([most, more]) => ({ most, window: most + more })),
    creatorDecay: fc.record({ factor: fc.constantFrom(0.5, 0.9, 1) }),
  },
  { requiredKeys: [] },
);
const size = fc.integer({ min: 1, max: 30 });

describe('a cap', () => {
  const cap = { creatorCap: { most: 2, window: 4 } };

  test('lets others between the items of one creator, and then their best again', () => {
    const all = [
      ...['a1', 'a2', 'a3', 'a4'].map((name, index) => entry(name, { creatorId: 'a', score: 9 - index / 10 })),
      ...['b1', 'c1', 'd1', 'e1'].map((name, index) => entry(name, { score: 5 - index })),
    ];
    const placed = byCreator(all, cap, 7);
    expect(namesOf(placed)).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'a4', 'd1']);
    expect(placed.map(({ score }) => score)).toEqual([9, 8.9, 5, 4, 4, 4, 3]);
  });

  test('gives way rather than leave places empty', () => {
    const all = Array.from({ length: 5 }, (_, index) => entry(String(index), { creatorId: 'a', score: 5 - index }));
    expect(namesOf(byCreator(all, cap, 5))).toEqual(['0', '1', '2', '3', '4']);
  });

  test('is exceeded only where nobody else has anything left that may stand there', () => {
    fc.assert(
      fc.property(ranked, rules, size, (entries, given, size) => {
        const { most, window } = given.creatorCap ?? { most: 1, window: 2 };
        const placed = byCreator(entries, { ...given, creatorCap: { most, window } }, size);
        const left = new Set(entries.map(({ candidate }) => candidate));
        placed.forEach(({ candidate }, place) => {
          const near = placed.slice(Math.max(place - window + 1, 0), place).map((each) => each.candidate.creatorId);
          const isFull = (creatorId: string) => near.filter((other) => other === creatorId).length >= most;
          if (isFull(candidate.creatorId)) for (const other of left) expect(isFull(other.creatorId)).toBe(true);
          left.delete(candidate);
        });
      }),
    );
  });
});

describe('a decay', () => {
  test('makes each further item of a creator count less, and none more', () => {
    const all = [
      entry('a1', { creatorId: 'a', score: 1 }),
      entry('a2', { creatorId: 'a', score: 0.9 }),
      entry('a3', { creatorId: 'a', score: 0.8 }),
      entry('b1', { score: 0.5 }),
      entry('c1', { score: 0.1 }),
      entry('a4', { creatorId: 'a', score: -1 }),
    ];
    const placed = byCreator(all, { creatorDecay: { factor: 0.5 } }, 6);
    expect(namesOf(placed)).toEqual(['a1', 'b1', 'a2', 'a3', 'c1', 'a4']);
    expect(placed.map(({ score }) => score)).toEqual([1, 0.5, 0.45, 0.2, 0.1, -1]);
  });
});

describe('whatever the rules', () => {
  test('the feed is as long as it can be, each item stands in it once, and scores fall and are at most what they were', () => {
    fc.assert(
      fc.property(ranked, rules, size, (entries, given, size) => {
        const placed = byCreator(entries, given, size);
        expect(placed).toHaveLength(Math.min(size, entries.length));
        expect(new Set(namesOf(placed)).size).toBe(placed.length);
        placed.forEach(({ score, row }, index) => {
          expect(score).toBeLessThanOrEqual(entries[row]!.score);
          if (index > 0) expect(score).toBeLessThanOrEqual(placed[index - 1]!.score);
        });
      }),
    );
  });

  test('each place has the best of what may stand there', () => {
    fc.assert(
      fc.property(ranked, rules, size, (entries, given, size) => {
        const { creatorCap: cap, creatorDecay: decay = { factor: 1 } } = given;
        const left = [...entries];
        const creators: string[] = [];
        for (const { candidate } of byCreator(entries, given, size)) {
          const near = cap === undefined ? [] : creators.slice(Math.max(creators.length - cap.window + 1, 0));
          const value = ({ score, candidate: { creatorId } }: (typeof left)[number]) =>
            score <= 0 ? score : score * decay.factor ** creators.filter((other) => other === creatorId).length;
          const isFull = (each: (typeof left)[number]) =>
            cap !== undefined && near.filter((other) => other === each.candidate.creatorId).length >= cap.most;
          const free = left.filter((each) => !isFull(each));
          const best = (free.length > 0 ? free : left).reduce((one, other) =>
            value(other) > value(one) ? other : one,
          );
          expect(candidate).toBe(best.candidate);
          left.splice(left.indexOf(best), 1);
          creators.push(candidate.creatorId);
        }
      }),
    );
  });

  test('rules that take nothing away leave the order as it was', () => {
    fc.assert(
      fc.property(ranked, size, (entries, size) => {
        const nothing = { creatorCap: { most: 60, window: 61 }, creatorDecay: { factor: 1 } };
        expect(byCreator(entries, nothing, size)).toEqual(entries.slice(0, size));
      }),
    );
  });
});
