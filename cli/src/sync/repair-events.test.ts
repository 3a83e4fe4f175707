import { loadDefinition } from '@jophiel/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differencesOf } from './compare.ts';
import { itemOf } from './items.ts';
import { repairEvents } from './repair-events.ts';

const domain = loadDefinition('audio');
const now = new Date('2026-03-05T03:00:00Z');
const none = { missing: [], changed: [], surplus: [] };
const sent = (...args: Parameters<typeof repairEvents>) =>
  repairEvents(...args).events.map(({ event_name, event_timestamp, payload }) => [
    event_name,
    event_timestamp,
    payload,
  ]);

describe('samples', () => {
  const sample = { sample_id: 9, creator_id: 7, version: '7:x', at: '2026-02-01T00:00:00.000Z', metadata: { bpm: 90 } };

  test('that are missing are announced with their time, and described as of now', () => {
    expect(sent('samples', { ...none, missing: [sample] }, { domain, now })).toEqual([
      ['sample.lifecycle.created', sample.at, { sample_id: 9, creator_id: 7 }],
      ['sample.lifecycle.updated', now.toISOString(), { sample_id: 9, creator_id: 7, metadata: { bpm: 90 } }],
    ]);
  });

  test('that differ are described again, and surplus ones deleted', () => {
    expect(sent('samples', { ...none, changed: [sample], surplus: [{ sample_id: 4 }] }, { domain, now })).toEqual([
      ['sample.lifecycle.updated', now.toISOString(), { sample_id: 9, creator_id: 7, metadata: { bpm: 90 } }],
      ['sample.lifecycle.deleted', now.toISOString(), { sample_id: 4 }],
    ]);
  });

  test('with only an id are not changed', () => {
    expect(repairEvents('samples', { ...none, missing: [{ sample_id: 9 }] }, { domain, now })).toEqual({
      events: [],
      left: 1,
    });
  });
});

test('a user that the platform does not list is not erased', () => {
  const repair = repairEvents(
    'users',
    { ...none, missing: [{ user_id: 1 }], surplus: [{ user_id: 2 }] },
    { domain, now },
  );
  expect([repair.events.map(({ event_name }) => event_name), repair.left]).toEqual([['user.lifecycle.created'], 1]);
});

test("likes and follows are restored with their time, and undone as of now, with the definition's names", () => {
  const like = { user_id: 42, sample_id: 9, at: '2026-02-01T00:00:00.000Z' };
  expect(sent('likes', { ...none, missing: [like], surplus: [{ user_id: 1, sample_id: 2 }] }, { domain, now })).toEqual(
    [
      ['user.interaction.like', like.at, { user_id: 42, sample_id: 9 }],
      ['user.interaction.unlike', now.toISOString(), { user_id: 1, sample_id: 2 }],
    ],
  );
  const pairs = { ...none, missing: [{ user_id: 42, creator_id: 7 }], surplus: [{ user_id: 1, creator_id: 7 }] };
  expect(sent('follows', pairs, { domain, now })).toEqual([
    ['user.interaction.follow', now.toISOString(), { user_id: 42, followed_user_id: 7 }],
    ['user.interaction.unfollow', now.toISOString(), { user_id: 1, unfollowed_user_id: 7 }],
  ]);
});

test('a repair has the same ids on one day, and other ids on the next', () => {
  const ids = (at: Date) =>
    repairEvents('users', { ...none, missing: [{ user_id: 1 }, { user_id: 2 }] }, { domain, now: at }).events.map(
      ({ event_id }) => event_id,
    );
  const later = new Date('2026-03-05T23:00:00Z');
  expect(ids(later)).toEqual(ids(now));
  expect(new Set([...ids(now), ...ids(new Date('2026-03-06T03:00:00Z'))]).size).toBe(4);
});

test('applying the differences makes the lists equal', () => {
  const list = fc.uniqueArray(fc.nat(20), { maxLength: 10 }).map((ids) => ids.map((sample_id) => ({ sample_id })));
  fc.assert(
    fc.property(list, list, (theirs, ours) => {
      const { missing, surplus } = differencesOf('samples', theirs, ours);
      const mended = new Set([...ours, ...missing].map(({ sample_id }) => sample_id));
      for (const { sample_id } of surplus) mended.delete(sample_id);
      expect(mended).toEqual(new Set(theirs.map(({ sample_id }) => sample_id)));
    }),
  );
});

test('a pair is parsed from its text, even when ids contain dashes', () => {
  expect(itemOf('likes', '42-1001')).toEqual({ user_id: '42', sample_id: '1001' });
  const [user, sample] = ['9f1c2d3e-4b5a-6978-8796-a5b4c3d2e1f0', '0b8f0e1e-1111-4222-8333-944445555666'];
  expect(itemOf('likes', `${user}-${sample}`)).toEqual({ user_id: user, sample_id: sample });
});
