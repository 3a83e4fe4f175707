import { expect, test } from 'vitest';
import { usersNamedIn } from './users-named.ts';

test('ids are found at any depth, as numbers, texts and lists', () => {
  const body = { user_id: 1, sample_ids: [9], events: [{ payload: { user: '2' } }], user_ids: ['3', [4]] };
  expect(usersNamedIn(body).sort()).toEqual(['1', '2', '3', '4']);
});

test('a field of an object below such a name is not an id by itself', () => {
  expect(usersNamedIn({ user: { name: 'Ana', user_id: 5 } })).toEqual(['5']);
});

test.each([undefined, null, 7, 'text', [], {}])('%j names nobody', (part) => {
  expect(usersNamedIn(part)).toEqual([]);
});

test('a depth that would break a recursion is read', () => {
  const levels = 200_000;
  const body: unknown = JSON.parse(`{"user_ids":${'['.repeat(levels)}8${']'.repeat(levels)}}`);
  expect(usersNamedIn(body)).toEqual(['8']);
});
