import type { Variety } from '@jophiel/domain';
import { emptyVector } from '@jophiel/vectors';
import { expect, test } from 'vitest';
import { towards } from '../../test/given-entries.ts';
import type { Candidate } from '../candidate.ts';
import { anonymousListener, type Listener } from '../listener.ts';
import { rankFeed } from '../rank-feed.ts';
import { ScoreCalculator } from '../score-calculator.ts';
import { exploreFeed } from './explore-feed.ts';

const calculator = new ScoreCalculator({
  similarity: 1,
  following: 0.5,
  novelty: 0,
  decidedPenalty: -1000,
  noveltyHalfLifeDays: 30,
});
const DAY = 86_400_000;
const now = 100 * DAY;
const me: Listener = { ...anonymousListener('me'), taste: Float32Array.of(1, 0) };
const exploration = { share: 0.25, publishedWithinDays: 14, maxChances: 10 };

const given = (sampleId: string, degrees: number, about: Partial<Candidate> = {}): Candidate => ({
  sampleId,
  creatorId: `creator of ${sampleId}`,
  publishedAt: 0,
  vector: towards(degrees),
  ...about,
});
/** Fills a feed of 12. */
const known = Array.from({ length: 20 }, (_, index) => given(`old${index + 10}`, index));
const fresh = (sampleId: string, about: Partial<Candidate> = {}) =>
  given(sampleId, 60, { publishedAt: now - DAY, ...about });

interface Asked {
  readonly listener?: Partial<Listener>;
  readonly variety?: Variety;
  readonly former?: readonly string[];
  readonly take?: (sampleId: string) => boolean;
}

function explored(news: readonly Candidate[], { listener, variety, former = [], take = () => true }: Asked = {}) {
  const found = [...known, ...news];
  const all = { ...me, ...listener };
  const options = { calculator, popularity: new Map<string, number>(), variety, size: 12, now };
  const feed = rankFeed(all, found, options);
  const drawn = new Set(news.map(({ sampleId }) => sampleId));
  const { items, taken } = exploreFeed(
    all,
    feed,
    { found, drawn },
    { ...options, exploration, former: new Set(former), take },
  );
  const placed = items.flatMap((each) => (each.exploration === undefined ? [] : [each.sampleId]));
  return { items, taken, placed };
}

test('the places go to the new items of the highest scores; each takes a chance', () => {
  const news = [fresh('c'), fresh('a', { vector: towards(50) }), fresh('b', { vector: towards(40) }), fresh('d')];
  const { items, placed, taken } = explored(news);
  expect(placed).toEqual(['b', 'a', 'c']);
  expect(taken).toEqual(placed);
  expect([3, 7, 11].map((index) => items[index]!.sampleId)).toEqual(placed);
});

test('items of the former feed come first, and take no further chance', () => {
  const news = [fresh('a'), fresh('b', { vector: towards(40) }), fresh('z', { vector: towards(80) })];
  const { placed, taken } = explored(news, { former: ['z'], take: (id) => id !== 'z' });
  expect(placed).toEqual(['z', 'b', 'a']);
  expect(taken).toEqual(['b', 'a']);
});

test('own, decided and old items are not explored, nor those that score well enough by themselves', () => {
  const news = [
    fresh('own', { creatorId: 'me' }),
    fresh('decided'),
    fresh('old', { publishedAt: now - 15 * DAY }),
    fresh('good', { vector: towards(0) }),
    fresh('new'),
  ];
  const { items, placed } = explored(news, { listener: { decided: new Set(['decided']) } });
  expect(placed).toEqual(['new']);
  expect(items.filter(({ sampleId }) => sampleId === 'good')).toHaveLength(1);
});

test('an item that fades for the user is not explored any more', () => {
  const asked: Asked = {
    listener: { shown: new Map([['seen', 9]]) },
    variety: { fading: { after: 2, strength: 0.5, clearedBy: ['like'] } },
    former: ['seen'],
  };
  expect(explored([fresh('seen'), fresh('unseen')], asked).placed).toEqual(['unseen']);
});

test('a cap of creators and near duplicates hold for new items too', () => {
  const same = { creatorId: 'busy' };
  const news = [fresh('a', same), fresh('b', same), fresh('c', { ...same, vector: towards(70) })];
  expect(explored(news, { variety: { creatorCap: { most: 1, window: 5 } } }).placed).toEqual(['a', 'b']);
  expect(explored(news, { variety: { creatorCap: { most: 1, window: 20 } } }).placed).toEqual(['a']);
  const alike = { variety: { nearDuplicates: { similarity: 0.9999 } } };
  expect(explored(news, alike).placed).toEqual(['a', 'c']);
});

test('nothing changes without a new item, or without a chance', () => {
  const { items } = explored([]);
  expect(items.some((each) => 'exploration' in each)).toBe(false);
  expect(explored([fresh('a')], { take: () => false }).items).toEqual(items);
  expect(explored([fresh('a', { vector: emptyVector })]).placed).toEqual(['a']);
});
