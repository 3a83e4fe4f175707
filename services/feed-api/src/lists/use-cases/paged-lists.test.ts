import { describe, expect, test } from 'vitest';
import type { Feed } from '../../shared/core/feed.ts';
import { PagedLists } from './paged-lists.ts';

const options = { limit: 3, pagingMs: 1_000 };
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

test('the latest feed is available for any length of time', () => {
  const lists = new PagedLists<Feed>(options);
  expect(lists.latest('ada')).toBeUndefined();
  lists.keep('ada', feed(1), 0);
  lists.keep('ada', feed(2), 1);
  expect(lists.latest('ada')).toEqual(feed(2));
  expect(lists.latest('bob')).toBeUndefined();
});

describe('pages come from the feed whose first page was read', () => {
  test('which `as_of` names', () => {
    const lists = new PagedLists<Feed>(options);
    lists.keep('ada', feed(1), 0);
    lists.keep('ada', feed(2), 500);
    expect(lists.listAsOf('ada', at(1), 1_000)).toEqual(feed(1));
    expect(lists.listAsOf('ada', at(2), 1_000)).toEqual(feed(2));
    expect(lists.listAsOf('bob', at(1), 1_000)).toBeUndefined();
    expect(lists.listAsOf('ada', at(3), 1_000)).toBeUndefined();
  });

  test('which is the latest one without `as_of`', () => {
    const lists = new PagedLists<Feed>(options);
    lists.keep('ada', feed(1), 0);
    lists.keep('ada', feed(2), 500);
    expect(lists.listAsOf('ada', undefined, 600)).toEqual(feed(2));
    expect(lists.listAsOf('bob', undefined, 600)).toBeUndefined();
  });

  test('until a time after the last read of its first page', () => {
    const lists = new PagedLists<Feed>(options);
    lists.keep('ada', feed(1), 0);
    expect(lists.listAsOf('ada', at(1), 1_000)).toEqual(feed(1));
    expect(lists.listAsOf('ada', at(1), 1_001)).toBeUndefined();
    lists.keep('ada', feed(1), 1_001);
    expect(lists.listAsOf('ada', at(1), 2_000)).toEqual(feed(1));
  });
});

test('memory is bounded: the feed that was read longest ago is dropped', () => {
  const lists = new PagedLists<Feed>(options);
  lists.keep('ada', feed(1), 0);
  lists.keep('bob', feed(1), 0);
  lists.keep('cem', feed(1), 0);
  lists.keep('ada', feed(1), 1);
  lists.keep('dan', feed(1), 2);
  expect(lists.latest('bob')).toBeUndefined();
  expect(['ada', 'cem', 'dan'].map((user) => lists.latest(user))).toEqual([feed(1), feed(1), feed(1)]);
});

test('forgetting an older feed of a user leaves the newer one', () => {
  const lists = new PagedLists<Feed>(options);
  lists.keep('ada', feed(1), 0);
  lists.keep('ada', feed(2), 0);
  lists.keep('bob', feed(1), 0);
  lists.keep('cem', feed(1), 0);
  expect(lists.listAsOf('ada', at(1), 0)).toBeUndefined();
  expect(lists.latest('ada')).toEqual(feed(2));
});

test('a list that is read repeatedly stays, although it does not move each time', () => {
  const lists = new PagedLists<Feed>(options);
  const own = feed(1);
  for (let now = 0; now <= 5_000; now += 100) {
    lists.keep('ada', own, now);
    if (now % 2_000 === 0) lists.keep(`user ${now}`, feed(1), now);
  }
  expect(lists.listAsOf('ada', at(1), 6_000)).toBe(own);
});

test('nothing of an erased user is left, and concurrent reads notice the erasure', () => {
  const lists = new PagedLists<Feed>(options);
  lists.keep('ada', feed(1), 0);
  lists.keep('ada', feed(2), 0);
  lists.keep('bob', feed(1), 0);
  const { erasures } = lists;
  lists.forgetUser('ada');
  expect([lists.latest('ada'), lists.listAsOf('ada', at(1), 0), lists.listAsOf('ada', at(2), 0)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(lists.latest('bob')).toEqual(feed(1));
  expect(lists.erasures).not.toBe(erasures);
});
