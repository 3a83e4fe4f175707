import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Match, orderMatches } from './order-matches.ts';

const match = (sampleId: string, relevance: number, scoreFinal: number): Match => ({ sampleId, relevance, scoreFinal });

const someMatches = fc.uniqueArray(
  fc.record({
    sampleId: fc.string({ minLength: 1, maxLength: 4 }),
    relevance: fc.double({ min: 1e-6, max: 3, noNaN: true }),
    scoreFinal: fc.double({ min: -1, max: 2, noNaN: true }),
  }),
  { selector: ({ sampleId }) => sampleId, minLength: 1, maxLength: 40 },
);

test('half by the text, as a share of the best, and half by ScoreFinal, between the lowest and the highest', () => {
  expect(orderMatches([match('a', 0.2, 1), match('b', 0.4, 0), match('c', 0.1, 0.5)])).toEqual([
    { sampleId: 'a', score: 0.75, scoreFinal: 1, parts: { text: 0.25, recommendation: 0.5 } },
    { sampleId: 'b', score: 0.5, scoreFinal: 0, parts: { text: 0.5, recommendation: 0 } },
    { sampleId: 'c', score: 0.375, scoreFinal: 0.5, parts: { text: 0.125, recommendation: 0.25 } },
  ]);
});

test('a single match has all', () => {
  expect(orderMatches([match('a', 0.001, -0.3)])).toEqual([
    { sampleId: 'a', score: 1, scoreFinal: -0.3, parts: { text: 0.5, recommendation: 0.5 } },
  ]);
});

test('texts that hardly differ are not torn apart', () => {
  const [first, second] = orderMatches([match('a', 0.607_93, 0.1), match('b', 0.607_92, 0.2)]);
  expect([first!.sampleId, second!.sampleId]).toEqual(['b', 'a']);
});

test('every match comes once, the best first, with parts that sum to a score from 0 to 1', () => {
  fc.assert(
    fc.property(someMatches, (matches) => {
      const found = orderMatches(matches);
      expect(found.map(({ sampleId }) => sampleId).sort()).toEqual(matches.map(({ sampleId }) => sampleId).sort());
      found.forEach(({ score, parts }, index) => {
        expect(parts.text + parts.recommendation).toBe(score);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        if (index > 0) expect(score).toBeLessThanOrEqual(found[index - 1]!.score);
      });
    }),
  );
});

test('the order depends on the matches alone, not on the order in which they come', () => {
  fc.assert(
    fc.property(someMatches, fc.integer(), (matches, seed) => {
      const shuffled = [...matches].sort((a, b) => ((a.relevance * 1e6 + seed) % 7) - ((b.relevance * 1e6 + seed) % 7));
      expect(orderMatches(shuffled)).toEqual(orderMatches(matches));
    }),
  );
});
