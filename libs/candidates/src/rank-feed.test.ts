import { emptyVector } from '@jophiel/vectors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, described, now, options, tasteFor } from '../test/given-catalogue.ts';
import type { Candidate } from '@jophiel/scoring';
import { type Listener, rankFeed } from '@jophiel/scoring';

const trap = { genero: ['trap'] };
const polka = { genero: ['polka'] };

const listener: Listener = {
  userId: 'u',
  profileVersion: 1,
  taste: tasteFor(trap),
  followedCreators: new Set(),
  decided: new Set(),
};

const candidate = (
  sampleId: string,
  about: Partial<Candidate & { days: number; metadata: object }> = {},
): Candidate => ({
  sampleId,
  creatorId: about.creatorId ?? 'creator',
  publishedAt: now.getTime() - (about.days ?? 0) * DAY,
  vector: about.vector ?? described({ ...(about.metadata ?? trap) }).vector,
});

const rank = (
  candidates: readonly Candidate[],
  about: Partial<Listener> = {},
  { size = 200, popularity = new Map<string, number>() } = {},
) =>
  rankFeed({ ...listener, ...about }, candidates, {
    calculator: options.calculator,
    popularity,
    size,
    now: now.getTime(),
  });

const ids = (ranked: readonly { sampleId: string }[]) => ranked.map(({ sampleId }) => sampleId);

describe('ScoreFinal', () => {
  test('is similarity, plus 0.5 for a followed creator, plus 0.2 for a new sample', () => {
    const ranked = rank(
      [candidate('old', { days: 30 }), candidate('followed', { creatorId: 'friend' }), candidate('new')],
      { followedCreators: new Set(['friend']) },
    );
    expect(ids(ranked)).toEqual(['followed', 'new', 'old']);
    expect(ranked.map(({ score }) => score)).toEqual([1.7, 1.2, 1.1].map((score) => expect.closeTo(score, 6)));
  });

  test('prefers a match of the taste to a new sample, and a followed creator to both', () => {
    const all = [
      candidate('new', { metadata: polka }),
      candidate('suits', { days: 365 }),
      candidate('friend', { metadata: polka, days: 30, creatorId: 'friend' }),
    ];
    expect(ids(rank(all))).toEqual(['suits', 'new', 'friend']);
    const weakTaste = tasteFor(trap).map((value) => 0.3 * value);
    expect(ids(rank(all, { followedCreators: new Set(['friend']), taste: weakTaste }))[0]).toBe('friend');
  });

  test('is negative for the opposite of the taste, which stays in the feed', () => {
    const dislikes = tasteFor(trap).map((value) => -value);
    const [only] = rank([candidate('disliked', { days: 3_000 })], { taste: dislikes });
    expect(only).toMatchObject({ sampleId: 'disliked', scoreFinal: expect.closeTo(-1, 6) });
  });
});

describe('decided items', () => {
  test('are in no feed, not even in one that would be empty', () => {
    const all = [candidate('liked'), candidate('other', { metadata: polka, days: 400 })];
    expect(ids(rank(all, { decided: new Set(['liked']) }))).toEqual(['other']);
    expect(rank(all.slice(0, 1), { decided: new Set(['liked']), followedCreators: new Set(['creator']) })).toEqual([]);
  });
});

describe('without a taste', () => {
  test('popularity replaces similarity; following and novelty stay the same', () => {
    const ranked = rank(
      [candidate('new'), candidate('popular', { days: 30 }), candidate('friend', { creatorId: 'friend', days: 30 })],
      { taste: undefined, followedCreators: new Set(['friend']) },
      { popularity: new Map([['popular', 0.8]]) },
    );
    expect(ranked).toEqual([
      { sampleId: 'popular', scoreFinal: expect.closeTo(0.9, 6), score: expect.closeTo(0.9, 6) },
      { sampleId: 'friend', scoreFinal: expect.closeTo(0.6, 6), score: expect.closeTo(0.6, 6) },
      { sampleId: 'new', scoreFinal: expect.closeTo(0.2, 6), score: expect.closeTo(0.2, 6) },
    ]);
  });

  test('with a taste, popularity does not count', () => {
    const [only] = rank([candidate('popular', { metadata: polka })], {}, { popularity: new Map([['popular', 1]]) });
    expect(only!.score).toBeCloseTo(0.2, 6);
  });
});

test('an item without metadata scores by its age alone', () => {
  expect(rank([candidate('silent', { vector: emptyVector })])[0]!.score).toBeCloseTo(0.2, 6);
});

const someCandidates = fc.array(
  fc.record({
    metadata: fc.constantFrom(trap, polka, { genero: ['trap', 'polka'] }),
    creatorId: fc.constantFrom('friend', 'stranger'),
    days: fc.constantFrom(0, 10, 20),
    isDecided: fc.boolean(),
  }),
  { maxLength: 60 },
);

test('the feed has the best undecided items, each once, ties by id', () => {
  fc.assert(
    fc.property(someCandidates, fc.integer({ min: 1, max: 20 }), (each, size) => {
      const all = each.map((about, index) => candidate(String(index), about));
      const decided = new Set(all.filter((_, index) => each[index]!.isDecided).map(({ sampleId }) => sampleId));
      const followedCreators = new Set(['friend']);
      const scoreOf = ({ sampleId }: { sampleId: string }) => rank([all[Number(sampleId)]!], { followedCreators })[0]!;
      const expected = all
        .filter(({ sampleId }) => !decided.has(sampleId))
        .map(scoreOf)
        .sort((a, b) => b.score - a.score || (a.sampleId < b.sampleId ? -1 : 1))
        .slice(0, size);
      expect(rank(all, { followedCreators, decided }, { size })).toEqual(expected);
    }),
  );
});
