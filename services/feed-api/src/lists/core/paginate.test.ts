import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paginate } from './paginate.ts';

const links = { url: 'http://feeds/v1/feed/42', as_of: '2026-03-01T12:00:00.000Z' };
const list = (length: number) => Array.from({ length }, (_, index) => index);
const linkTo = (page: number, per_page: number) =>
  `${links.url}?page=${page}&per_page=${per_page}&as_of=${links.as_of}`;

test.each([
  ['the first of several', 1, [0, 1, 2], linkTo(2, 3), null],
  ['one in the middle', 2, [3, 4, 5], linkTo(3, 3), linkTo(1, 3)],
  ['the last', 3, [6], null, linkTo(2, 3)],
  ['one behind the last', 9, [], null, linkTo(3, 3)],
])('%s', (_, page, items, next_page_url, prev_page_url) => {
  expect(paginate(list(7), { page, per_page: 3 }, links)).toEqual({
    items,
    pagination: { current_page: page, per_page: 3, total: 7, last_page: 3, next_page_url, prev_page_url },
  });
});

test('an empty list has one empty page', () => {
  expect(paginate([], { page: 1, per_page: 20 }, links)).toEqual({
    items: [],
    pagination: { current_page: 1, per_page: 20, total: 0, last_page: 1, next_page_url: null, prev_page_url: null },
  });
});

test('the pages together are the list', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.integer({ min: 1, max: 100 }), (length, per_page) => {
      const all = list(length);
      const { last_page } = paginate(all, { page: 1, per_page }, links).pagination;
      const pages = list(last_page).flatMap((index) => paginate(all, { page: index + 1, per_page }, links).items);
      expect(pages).toEqual(all);
    }),
  );
});
