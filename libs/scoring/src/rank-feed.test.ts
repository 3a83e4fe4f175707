import type { Variety } from '@jophiel/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ranked, towards } from '../test/given-entries.ts';
import type { Candidate } from './candidate.ts';
import type { Listener } from './listener.ts';
import { rankFeed } from './rank-feed.ts';
import { ScoreCalculator } from './score-calculator.ts';

const calculator = new ScoreCalculator({
  similarity: 1,
  following: 0.5,
  novelty: 0,
  decidedPenalty: -1000,
  noveltyHalfLifeDays: 30,
});
const listener: Listener = {
  userId: 'me',
  profileVersion: 1,
  taste: Float32Array.of(1, 0),
  followedCreators: new Set(),
  decided: new Set(),
};
const candidate = (sampleId: string, degrees: number, creatorId = sampleId): Candidate => ({
  sampleId,
  creatorId,
  publishedAt: 0,
  vector: towards(degrees),
});
const rank = (
  candidates: readonly Candidate[],
  variety: Variety | undefined,
  { size = 200, ...about }: Partial<Listener> & { size?: number } = {},
) => rankFeed({ ...listener, ...about }, candidates, { calculator, popularity: new Map(), variety, size, now: 0 });

const anyVariety: fc.Arbitrary<Variety> = fc.record(
  {
    hideOwnItems: fc.boolean(),
    creatorCap: fc.constant({ most: 1, window: 3 }),
    creatorDecay: fc.constant({ factor: 0.8 }),
    mmr: fc.constant({ lambda: 0.7 }),
    nearDuplicates: fc.constant({ similarity: 0.99 }),
    fading: fc.constant({ after: 1, strength: 0.5, clearedBy: ['any'] }),
  },
  { requiredKeys: [] },
);
const candidates = ranked.map((entries) => entries.map((each) => each.candidate));
const shown = fc
  .dictionary(fc.nat(60).map(String), fc.double({ min: 0, max: 9, noNaN: true }))
  .map((counts) => new Map(Object.entries(counts)));

test('el score que determina el orden: without variety a feed is a naive sort by the calculator, ties by id', () => {
  fc.assert(
    fc.property(candidates, shown, fc.integer({ min: 1, max: 40 }), (all, counts, size) => {
      const scoreOf = (each: Candidate) => calculator.score(listener, each, { popularity: new Map(), now: 0 }).total;
      const naive = all
        .map((each) => ({ sampleId: each.sampleId, scoreFinal: scoreOf(each), score: scoreOf(each) }))
        .sort((a, b) => b.scoreFinal - a.scoreFinal || (a.sampleId < b.sampleId ? -1 : 1));
      expect(rank(all.toReversed(), undefined, { size, shown: counts })).toEqual(naive.slice(0, size));
    }),
  );
});

describe('what is learned', () => {
  const weights = { similarity: 1, following: 0.5, novelty: 0, decidedPenalty: -1000, noveltyHalfLifeDays: 30 };
  const learned = { ...weights, coInteraction: 2, popularity: 1, creatorAffinity: 0.5 };
  const likes = {
    count: 5,
    creatorShares: new Map([['b', 1]]),
    coInteraction: (sampleId: string) => (sampleId === 'c' ? 1 : 0),
  };
  const all = [candidate('a', 0), candidate('b', 45), candidate('c', 90)];
  const scene = { popularity: new Map([['b', 1]]), variety: undefined, size: 3, now: 0 };

  test('is a sum of its own beside ScoreFinal, which stays as it was, and the two are the score', () => {
    const feed = rankFeed({ ...listener, likes }, all, { ...scene, calculator: new ScoreCalculator(learned) });
    expect(feed).toEqual([
      {
        sampleId: 'c',
        scoreFinal: expect.closeTo(0),
        learned: { coInteraction: 2, popularity: 0, creatorAffinity: 0 },
        score: expect.closeTo(2),
      },
      {
        sampleId: 'b',
        scoreFinal: expect.closeTo(0.7071),
        learned: { coInteraction: 0, popularity: 0.5, creatorAffinity: 0.5 },
        score: expect.closeTo(1.7071),
      },
      { sampleId: 'a', scoreFinal: 1, score: 1 },
    ]);
  });

  test('moves nothing where it is off, and gives the feed of a definition without it', () => {
    const without = rankFeed(listener, all, { ...scene, calculator: new ScoreCalculator(weights) });
    const off = new ScoreCalculator(learned, { learns: false });
    expect(rankFeed({ ...listener, likes }, all, { ...scene, calculator: off })).toEqual(without);
    expect(off.learns).toBe(false);
  });
});

describe('variety', () => {
  test('that is off, or has no rule, is ScoreFinal alone', () => {
    fc.assert(
      fc.property(candidates, shown, fc.integer({ min: 1, max: 40 }), (all, counts, size) => {
        const pure = rank(all, undefined, { size });
        expect(rank(all, undefined, { size, shown: counts })).toEqual(pure);
        expect(rank(all, {}, { size, shown: counts })).toEqual(pure);
        expect(rank(all, { hideOwnItems: false }, { size, userId: 'a' })).toEqual(pure);
        expect(pure.every((item) => !('diversity' in item))).toBe(true);
      }),
    );
  });

  test('takes off what it says, so that the rest is ScoreFinal, and the scores tell the order', () => {
    fc.assert(
      fc.property(candidates, anyVariety, shown, fc.integer({ min: 1, max: 40 }), (all, variety, counts, size) => {
        const pure = new Map(rank(all, undefined).map(({ sampleId, score }) => [sampleId, score]));
        const items = rank(all, variety, { size, shown: counts });
        items.forEach(({ sampleId, scoreFinal, score, diversity = 0 }, index) => {
          expect(diversity).toBeLessThanOrEqual(0);
          expect(scoreFinal).toBe(pure.get(sampleId));
          expect(scoreFinal + diversity).toBeCloseTo(score, 12);
          if (index > 0) expect(score).toBeLessThanOrEqual(items[index - 1]!.score + 1e-9);
        });
      }),
    );
  });

  test('hides from users what is their own, where it says so', () => {
    const all = [candidate('mine', 0, 'me'), candidate('theirs', 30, 'you')];
    expect(rank(all, { hideOwnItems: true }).map(({ sampleId }) => sampleId)).toEqual(['theirs']);
    expect(rank(all, {}).map(({ sampleId }) => sampleId)).toEqual(['mine', 'theirs']);
  });

  test('lets fade what was shown often, and nothing else', () => {
    const all = [candidate('often', 0), candidate('once', 10), candidate('never', 20)];
    const fading = { after: 3, strength: 0.4, clearedBy: ['any'] };
    const counts = new Map([
      ['often', 6],
      ['once', 1],
    ]);
    const items = rank(all, { fading }, { shown: counts });
    expect(items.map(({ sampleId }) => sampleId)).toEqual(['once', 'never', 'often']);
    expect(items[2]).toEqual({
      sampleId: 'often',
      scoreFinal: expect.closeTo(1, 6),
      score: expect.closeTo(0.8, 6),
      diversity: expect.closeTo(-0.2, 6),
    });
  });

  test('finds the best of others although one creator alone would fill the feed', () => {
    const flood = Array.from({ length: 500 }, (_, index) => candidate(`flood${index}`, 0, 'one'));
    const others = Array.from({ length: 20 }, (_, index) => candidate(`other${index}`, 60));
    const items = rank([...flood, ...others], { creatorCap: { most: 1, window: 5 } }, { size: 20 });
    expect(items.filter(({ sampleId }) => sampleId.startsWith('flood'))).toHaveLength(4);
    expect(items).toHaveLength(20);
  });

  test('never brings back what the user has decided on', () => {
    fc.assert(
      fc.property(candidates, anyVariety, (all, variety) => {
        const decided = new Set(all.slice(0, 5).map(({ sampleId }) => sampleId));
        for (const { sampleId } of rank(all, variety, { decided })) expect(decided.has(sampleId)).toBe(false);
      }),
    );
  });
});
