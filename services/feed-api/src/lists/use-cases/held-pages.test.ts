import { describe, expect, test } from 'vitest';
import type { Feed } from '../../shared/core/feed.ts';
import { RecentFeeds } from './held-pages.ts';

const options = { most: 3, heldMs: 1_000 };
const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 12, 0, second));

function feed(second: number): Feed {
  const scores = [1];
  return {
    source: 'stored',
    version: second,
    generatedAt: at(second),
    sampleIds: [`of ${second}`],
    scores,
    scoreFinals: scores,
  };
}

test('the feed that was read last is recalled however long ago that was', () => {
  const recent = new RecentFeeds(options);
  expect(recent.recall('ada')).toBeUndefined();
  recent.remember('ada', feed(1), 0);
  recent.remember('ada', feed(2), 1);
  expect(recent.recall('ada')).toEqual(feed(2));
  expect(recent.recall('bob')).toBeUndefined();
});

describe('pages are turned in the feed whose first page was read', () => {
  test('which the time of its generation tells', () => {
    const recent = new RecentFeeds(options);
    recent.remember('ada', feed(1), 0);
    recent.remember('ada', feed(2), 500);
    expect(recent.held('ada', at(1), 1_000)).toEqual(feed(1));
    expect(recent.held('ada', at(2), 1_000)).toEqual(feed(2));
    expect(recent.held('bob', at(1), 1_000)).toBeUndefined();
    expect(recent.held('ada', at(3), 1_000)).toBeUndefined();
  });

  test('which is the last one for who does not say', () => {
    const recent = new RecentFeeds(options);
    recent.remember('ada', feed(1), 0);
    recent.remember('ada', feed(2), 500);
    expect(recent.held('ada', undefined, 600)).toEqual(feed(2));
    expect(recent.held('bob', undefined, 600)).toBeUndefined();
  });

  test('for as long as is said, and each reading of the first page begins anew', () => {
    const recent = new RecentFeeds(options);
    recent.remember('ada', feed(1), 0);
    expect(recent.held('ada', at(1), 1_000)).toEqual(feed(1));
    expect(recent.held('ada', at(1), 1_001)).toBeUndefined();
    recent.remember('ada', feed(1), 1_001);
    expect(recent.held('ada', at(1), 2_000)).toEqual(feed(1));
  });
});

test('memory is bounded: the feed that was read longest ago is forgotten', () => {
  const recent = new RecentFeeds(options);
  recent.remember('ada', feed(1), 0);
  recent.remember('bob', feed(1), 0);
  recent.remember('cem', feed(1), 0);
  recent.remember('ada', feed(1), 1);
  recent.remember('dan', feed(1), 2);
  expect(recent.recall('bob')).toBeUndefined();
  expect(['ada', 'cem', 'dan'].map((user) => recent.recall(user))).toEqual([feed(1), feed(1), feed(1)]);
});

test('forgetting an older feed of a user leaves the newer one', () => {
  const recent = new RecentFeeds(options);
  recent.remember('ada', feed(1), 0);
  recent.remember('ada', feed(2), 0);
  recent.remember('bob', feed(1), 0);
  recent.remember('cem', feed(1), 0);
  expect(recent.held('ada', at(1), 0)).toBeUndefined();
  expect(recent.recall('ada')).toEqual(feed(2));
});

test('what is read again and again stays, although it does not move each time', () => {
  const recent = new RecentFeeds(options);
  const own = feed(1);
  for (let now = 0; now <= 5_000; now += 100) {
    recent.remember('ada', own, now);
    if (now % 2_000 === 0) recent.remember(`user ${now}`, feed(1), now);
  }
  expect(recent.held('ada', at(1), 6_000)).toBe(own);
});

test('of a user who is erased nothing is left, and whoever read meanwhile can tell', () => {
  const recent = new RecentFeeds(options);
  recent.remember('ada', feed(1), 0);
  recent.remember('ada', feed(2), 0);
  recent.remember('bob', feed(1), 0);
  const { erasures } = recent;
  recent.forgetUser('ada');
  expect([recent.recall('ada'), recent.held('ada', at(1), 0), recent.held('ada', at(2), 0)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(recent.recall('bob')).toEqual(feed(1));
  expect(recent.erasures).not.toBe(erasures);
});
