import { dotSparse } from '@jophiel/vectors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entry, namesOf, ranked, towards } from '../../test/given-entries.ts';
import { byMarginalRelevance } from './by-marginal-relevance.ts';

test('what is like the first gives way to what is unlike it, by its likeness', () => {
  const all = [
    entry('first', { score: 1, vector: towards(0) }),
    entry('same', { score: 0.9, vector: towards(0) }),
    entry('other', { score: 0.6, vector: towards(90) }),
    entry('opposite', { score: 0.1, vector: towards(180) }),
  ];
  const placed = byMarginalRelevance(all, 0.5, 4);
  expect(namesOf(placed)).toEqual(['first', 'other', 'opposite', 'same']);
  expect(placed.map(({ score }) => score)).toEqual([1, 0.6, 0.1, -0.1].map((score) => expect.closeTo(score, 6)));
});

test('what is not compared stays behind what is', () => {
  const all = ['a', 'b', 'c', 'd'].map((name, index) => entry(name, { score: 1 - index / 10 }));
  const placed = byMarginalRelevance(all, 0.5, 2);
  expect(namesOf(placed)).toEqual(['a', 'b', 'c', 'd']);
  expect(placed.map(({ score }) => score)).toEqual([1, -0.1, -0.1, -0.1].map((score) => expect.closeTo(score, 6)));
});

test('with a lambda of 1 nothing changes', () => {
  fc.assert(
    fc.property(ranked, fc.nat(70), (entries, among) => {
      expect(byMarginalRelevance(entries, 1, among).map(({ candidate }) => candidate)).toEqual(
        entries.map(({ candidate }) => candidate),
      );
    }),
  );
});

test('each place has the largest marginal relevance, scores fall, and none rises above what it was', () => {
  fc.assert(
    fc.property(ranked, fc.constantFrom(0.3, 0.7, 0.9), (entries, lambda) => {
      const placed = byMarginalRelevance(entries, lambda, entries.length);
      expect(new Set(namesOf(placed))).toEqual(new Set(namesOf(entries)));
      placed.forEach(({ score, row }, place) => {
        const above = placed.slice(0, place);
        const relevance = ({ candidate, row: own }: (typeof placed)[number]) =>
          lambda * entries[own]!.score -
          (1 - lambda) * Math.max(0, ...above.map((other) => dotSparse(candidate.vector, other.candidate.vector)));
        const largest = Math.max(...placed.slice(place).map(relevance));
        expect(relevance(placed[place]!)).toBeCloseTo(largest, 9);
        expect(score).toBeLessThanOrEqual(entries[row]!.score);
        expect(score).toBeCloseTo(largest / lambda, 9);
        if (place > 0) expect(score).toBeLessThanOrEqual(placed[place - 1]!.score + 1e-9);
      });
    }),
  );
});
