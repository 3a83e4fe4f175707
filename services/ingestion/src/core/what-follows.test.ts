import type { Envelope } from '@jophiel/contracts';
import { loadDefinition } from '@jophiel/domain';
import { expect, test } from 'vitest';
import { eventReader } from './read-event.ts';
import { whatFollows } from './what-follows.ts';

const read = eventReader(loadDefinition('audio'));
const now = new Date('2026-03-01T12:00:05Z');
const ID = '9f1c2d3e-4b5a-6978-8796-a5b4c3d2e1f0';

function event(event_name: string, payload: Record<string, unknown>, event_id = ID): Envelope {
  return {
    event_name,
    event_id,
    event_timestamp: '2026-03-01T12:00:00.000Z',
    source: 'platform.v2',
    version: 1,
    correlation_id: 'some like',
    payload,
  };
}

const follows = (envelope: Envelope, at = now) => whatFollows(read(envelope), at).map(({ envelope }) => envelope);

test.each([
  ['like', { user_id: 42, sample_id: 1001 }, { sample_id: '1001' }],
  ['follow', { user_id: 42, followed_user_id: 7 }, { creator_id: '7' }],
  ['unfollow', { user_id: 42, unfollowed_user_id: 7 }, { creator_id: '7' }],
  [
    'add_to_board',
    { user_id: 42, sample_id: 1003, board_id: 5, note: 'ignored' },
    { sample_id: '1003', collection_id: '5' },
  ],
])("%s is recorded under Jophiel's internal keys", (interaction, payload, about) => {
  expect(follows(event(`user.interaction.${interaction}`, payload))).toEqual([
    {
      event_name: 'interaction.recorded',
      event_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      event_timestamp: '2026-03-01T12:00:00.000Z',
      source: 'jophiel.ingestion',
      version: 1,
      correlation_id: 'some like',
      payload: { interaction, user_id: '42', ...about },
    },
  ]);
});

test.each(['sample.lifecycle.created', 'sample.lifecycle.updated', 'sample.analyzed'])(
  '%s becomes an analysis with unchanged metadata and the time of the event',
  (name) => {
    const payload = { sample_id: 1009, creator_id: 7, metadata: { title: 'Dark 808', bpm: null } };
    expect(follows(event(name, payload))).toMatchObject([
      { event_name: 'sample.analyzed', event_timestamp: '2026-03-01T12:00:00.000Z', payload },
    ]);
  },
);

test('a draft without metadata becomes an empty analysis', () => {
  const [analysis] = follows(event('sample.lifecycle.created', { sample_id: 1009, creator_id: 7 }));
  expect(analysis!.payload).toEqual({ sample_id: 1009, creator_id: 7, metadata: {}, announced: true });
});

test('deletions are published; a sign-up is not', () => {
  expect(follows(event('sample.lifecycle.deleted', { sample_id: 1009 }))).toMatchObject([
    { event_name: 'sample.deleted', payload: { sample_id: '1009' } },
  ]);
  expect(follows(event('user.lifecycle.deleted', { user_id: 43 }))).toMatchObject([
    { event_name: 'user.deleted', payload: { user_id: '43' } },
  ]);
  expect(follows(event('user.lifecycle.created', { user_id: 43 }))).toEqual([]);
});

test('a repeat makes the same fact, another event a different one', () => {
  const like = event('user.interaction.like', { user_id: 42, sample_id: 1001 });
  const [fact] = follows(like);
  expect(follows(like, new Date('2026-03-09T00:00:00Z'))).toEqual([fact]);
  const [other] = follows({ ...like, event_id: '0f1c2d3e-4b5a-6978-8796-a5b4c3d2e1f1' });
  expect(other!.event_id).not.toBe(fact!.event_id);
  expect(fact!.event_id).not.toBe(ID);
});
