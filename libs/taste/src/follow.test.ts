import { expect, test } from 'vitest';
import { type Follow, foldFollow, followKeyText } from './follow.ts';

const follow = (active: boolean, at: number, eventId = 'b'): Follow => ({
  userId: 'u',
  creatorId: 'c',
  active,
  at,
  eventId,
});

test('the latest event decides whether a user follows a creator, whichever arrives first', () => {
  const [followed, unfollowed] = [follow(true, 1), follow(false, 2)];
  expect(foldFollow(undefined, followed)).toBe(followed);
  expect(foldFollow(followed, unfollowed)).toBe(unfollowed);
  expect(foldFollow(unfollowed, followed)).toBe(unfollowed);
});

test('of two events at one time the greater id decides, whichever arrives first', () => {
  const [one, other] = [follow(true, 1, 'a'), follow(false, 1, 'b')];
  expect(foldFollow(one, other)).toBe(other);
  expect(foldFollow(other, one)).toBe(other);
});

test('the same event again leaves the very same', () => {
  const before = follow(true, 1);
  expect(foldFollow(before, follow(true, 1))).toBe(before);
});

test('a user and a creator have one key, which is not that of the reverse', () => {
  expect(followKeyText({ userId: 'a', creatorId: 'b' })).toBe(
    followKeyText(follow(true, 1)).replace('u', 'a').replace('c', 'b'),
  );
  expect(followKeyText({ userId: 'a', creatorId: 'b' })).not.toBe(followKeyText({ userId: 'b', creatorId: 'a' }));
});
