import { describe, expect, test } from 'vitest';
import type { Feed } from '../../shared/core/feed.ts';
import { HeldPages } from './held-pages.ts';

const options = { limit: 3, heldMs: 1_000 };
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
  const pages = new HeldPages<Feed>(options);
  expect(pages.latest('ada')).toBeUndefined();
  pages.hold('ada', feed(1), 0);
  pages.hold('ada', feed(2), 1);
  expect(pages.latest('ada')).toEqual(feed(2));
  expect(pages.latest('bob')).toBeUndefined();
});

describe('pages are turned in the feed whose first page was read', () => {
  test('which the time of its generation tells', () => {
    const pages = new HeldPages<Feed>(options);
    pages.hold('ada', feed(1), 0);
    pages.hold('ada', feed(2), 500);
    expect(pages.listAsOf('ada', at(1), 1_000)).toEqual(feed(1));
    expect(pages.listAsOf('ada', at(2), 1_000)).toEqual(feed(2));
    expect(pages.listAsOf('bob', at(1), 1_000)).toBeUndefined();
    expect(pages.listAsOf('ada', at(3), 1_000)).toBeUndefined();
  });

  test('which is the last one for who does not say', () => {
    const pages = new HeldPages<Feed>(options);
    pages.hold('ada', feed(1), 0);
    pages.hold('ada', feed(2), 500);
    expect(pages.listAsOf('ada', undefined, 600)).toEqual(feed(2));
    expect(pages.listAsOf('bob', undefined, 600)).toBeUndefined();
  });

  test('for as long as is said, and each reading of the first page begins anew', () => {
    const pages = new HeldPages<Feed>(options);
    pages.hold('ada', feed(1), 0);
    expect(pages.listAsOf('ada', at(1), 1_000)).toEqual(feed(1));
    expect(pages.listAsOf('ada', at(1), 1_001)).toBeUndefined();
    pages.hold('ada', feed(1), 1_001);
    expect(pages.listAsOf('ada', at(1), 2_000)).toEqual(feed(1));
  });
});

test('memory is bounded: the feed that was read longest ago is forgotten', () => {
  const pages = new HeldPages<Feed>(options);
  pages.hold('ada', feed(1), 0);
  pages.hold('bob', feed(1), 0);
  pages.hold('cem', feed(1), 0);
  pages.hold('ada', feed(1), 1);
  pages.hold('dan', feed(1), 2);
  expect(pages.latest('bob')).toBeUndefined();
  expect(['ada', 'cem', 'dan'].map((user) => pages.latest(user))).toEqual([feed(1), feed(1), feed(1)]);
});

test('forgetting an older feed of a user leaves the newer one', () => {
  const pages = new HeldPages<Feed>(options);
  pages.hold('ada', feed(1), 0);
  pages.hold('ada', feed(2), 0);
  pages.hold('bob', feed(1), 0);
  pages.hold('cem', feed(1), 0);
  expect(pages.listAsOf('ada', at(1), 0)).toBeUndefined();
  expect(pages.latest('ada')).toEqual(feed(2));
});

test('what is read again and again stays, although it does not move each time', () => {
  const pages = new HeldPages<Feed>(options);
  const own = feed(1);
  for (let now = 0; now <= 5_000; now += 100) {
    pages.hold('ada', own, now);
    if (now % 2_000 === 0) pages.hold(`user ${now}`, feed(1), now);
  }
  expect(pages.listAsOf('ada', at(1), 6_000)).toBe(own);
});

test('of a user who is erased nothing is left, and whoever read meanwhile can tell', () => {
  const pages = new HeldPages<Feed>(options);
  pages.hold('ada', feed(1), 0);
  pages.hold('ada', feed(2), 0);
  pages.hold('bob', feed(1), 0);
  const { erasures } = pages;
  pages.forgetUser('ada');
  expect([pages.latest('ada'), pages.listAsOf('ada', at(1), 0), pages.listAsOf('ada', at(2), 0)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(pages.latest('bob')).toEqual(feed(1));
  expect(pages.erasures).not.toBe(erasures);
});
