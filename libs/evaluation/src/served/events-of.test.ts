import { loadDefinition, presets } from '@jophiel/domain';
import { expect, test } from 'vitest';
import type { DataItem } from '../data/data-set.ts';
import { eventsOf } from './events-of.ts';

const item: DataItem = {
  id: '7',
  creatorId: '3',
  publishedAt: Date.parse('2025-01-01T00:00:00Z'),
  metadata: { words: ['red'] },
  terms: new Map(),
};
const at = Date.parse('2026-02-03T04:05:06Z');

test.each(presets)('events of a data set are of the words of the definition %s, with its type of ids', (preset) => {
  const definition = loadDefinition(preset);
  const id = (text: string) => (definition.ids === 'integer' ? Number(text) : text);
  const likes = eventsOf(definition, 'likes');
  expect([...likes.items([item])]).toMatchObject([
    {
      event_name: 'sample.analyzed',
      event_timestamp: '2025-01-01T00:00:00.000Z',
      source: definition.senders!.analyser,
      payload: { sample_id: id('7'), creator_id: id('3'), metadata: item.metadata },
    },
  ]);
  expect([...likes.choices([{ user: '1', item: '7', at }])]).toMatchObject([
    {
      event_name: 'user.interaction.like',
      event_timestamp: '2026-02-03T04:05:06.000Z',
      payload: { user_id: id('1'), sample_id: id('7') },
    },
  ]);
  expect([...likes.follows([{ user: '1', creator: '3' }], at)]).toMatchObject([
    { event_name: 'user.interaction.follow', payload: { user_id: id('1'), followed_user_id: id('3') } },
  ]);
  expect([...likes.erasures(['1'], at)]).toMatchObject([
    { event_name: 'user.lifecycle.deleted', payload: { user_id: id('1') } },
  ]);
});

test('a choice of a board goes to the board of its user', () => {
  const boards = eventsOf(loadDefinition('audio'), 'boards');
  expect([...boards.choices([{ user: '1', item: '7', at }])]).toMatchObject([
    { event_name: 'user.interaction.add_to_board', payload: { user_id: 1, sample_id: 7, board_id: 1 } },
  ]);
});

test('a definition that does not say what a like is, or has no boards, is refused with the remedy', () => {
  const { sync: _, ...silent } = loadDefinition('audio');
  expect(() => eventsOf(silent, 'likes')).toThrow('set sync.likes to its name');
  const boardless = { ...silent, interactions: {} };
  expect(() => eventsOf(boardless, 'boards')).toThrow(
    'no interaction of the kind collect, so that there are no boards',
  );
});
