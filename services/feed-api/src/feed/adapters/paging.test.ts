import { expect, test } from 'vitest';
import { pagingOf } from './paging.ts';

test('who says nothing gets the first page of 20', () => {
  expect(pagingOf({})).toEqual({ kind: 'pages', page: 1, perPage: 20, asOf: undefined });
});

test('page, per_page and as_of choose a page of the feed of that time', () => {
  expect(pagingOf({ page: 3, per_page: 50, as_of: '2026-03-01T12:00:00.000Z' })).toEqual({
    kind: 'pages',
    page: 3,
    perPage: 50,
    asOf: new Date('2026-03-01T12:00:00Z'),
  });
});

test('limit begins a walk and cursor continues one', () => {
  expect(pagingOf({ limit: 5 })).toEqual({ kind: 'walk', limit: 5, cursor: undefined });
  expect(pagingOf({ cursor: 'c' })).toEqual({ kind: 'walk', limit: 20, cursor: 'c' });
});

test.each(['page', 'per_page', 'as_of'])('%s beside limit or cursor is refused, with the remedy', (key) => {
  for (const walk of [{ limit: 5 }, { cursor: 'c' }])
    expect(() => pagingOf({ ...walk, [key]: key === 'as_of' ? '2026-03-01T12:00:00.000Z' : 1 })).toThrow(
      `${key} cannot stand beside limit and cursor; choose pages or a walk by cursor`,
    );
});
