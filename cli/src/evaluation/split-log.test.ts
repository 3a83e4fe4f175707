import { loadDefinition } from '@jophiel/domain';
import type { DataSet } from '@jophiel/evaluation';
import type { NamedInteraction } from '@jophiel/taste';
import { expect, test } from 'vitest';
import type { SampleRow } from '../whatif/statements/read-samples.ts';
import { splitLog } from './split-log.ts';

const splitAt = Date.parse('2026-02-01T00:00:00Z');
const DAY = 86_400_000;
let events = 0;

function did(userId: string, name: string, about: Partial<NamedInteraction>, days: number): NamedInteraction {
  events += 1;
  const eventId = `00000000-0000-4000-8000-${String(events).padStart(12, '0')}`;
  const nothing = { sampleId: undefined, creatorId: undefined, collectionId: undefined };
  return { userId, name, ...nothing, ...about, at: splitAt + days * DAY, eventId };
}

const sample = (id: string, about: Partial<SampleRow> = {}): SampleRow => ({
  sample_id: id,
  creator_id: '900',
  published_at: new Date(splitAt - 50 * DAY),
  listed: true,
  duplicate_of: null,
  metadata: { tags: ['warm'] },
  ...about,
});

const samples = [
  sample('1'),
  sample('2'),
  sample('3'),
  sample('4', { published_at: new Date(splitAt + DAY) }),
  sample('5', { listed: false }),
  sample('6', { creator_id: '10' }),
];
const log = [
  did('10', 'like', { sampleId: '1' }, -5),
  did('10', 'like', { sampleId: '2' }, -6),
  did('10', 'unlike', { sampleId: '2' }, -4),
  did('10', 'skip', { sampleId: '3' }, -3),
  did('10', 'add_to_board', { sampleId: '1', collectionId: '77' }, -2),
  did('10', 'follow', { creatorId: '900' }, -1),
  did('10', 'like', { sampleId: '2' }, 1),
  did('10', 'like', { sampleId: '4' }, 2),
  did('10', 'like', { sampleId: '5' }, 2),
  did('10', 'like', { sampleId: '6' }, 2),
  did('11', 'play', { sampleId: '2' }, 3),
  did('11', 'dislike', { sampleId: '1' }, 3),
  did('10', 'unheard_of', { sampleId: '1' }, -9),
];

const metBy = ({ met = [] }: DataSet, user: string) => met.filter((each) => each.user === user).map(({ item }) => item);

const dataSet = splitLog(log, samples, loadDefinition('audio'), splitAt);

test('"as of the split": items, what was liked before it, and what came to be liked after it and was new', () => {
  expect(dataSet.items.map(({ id }) => id)).toEqual(['1', '2', '3', '6']);
  expect(dataSet.train.map(({ user, item }) => [user, item])).toEqual([['10', '1']]);
  // Sample 2 had been met before; 4 is later, 5 unlisted, 6 the user's own; a dislike is nothing to find.
  expect(dataSet.test.map(({ user, item }) => [user, item])).toEqual([['11', '2']]);
});

test('a copy counts as its original in what is learned, told, met and found', () => {
  const copies = [
    ...samples,
    sample('1-copy', { duplicate_of: '1' }),
    sample('2-copy', { duplicate_of: '2' }),
    sample('3-own', { duplicate_of: '3', creator_id: '12' }),
  ];
  const set = splitLog(
    [
      did('12', 'like', { sampleId: '1-copy' }, -2),
      did('12', 'like', { sampleId: '1' }, 1),
      did('12', 'like', { sampleId: '2-copy' }, 1),
      did('12', 'like', { sampleId: '3-own' }, -1),
      did('12', 'play', { sampleId: '6' }, -1),
    ],
    copies,
    loadDefinition('audio'),
    splitAt,
  );
  expect(set.train.map(({ item }) => item)).toEqual(['6', '1']);
  expect(set.log!.map(({ payload }) => (payload as { sample_id: number }).sample_id)).toEqual([1, 6]);
  expect(set.test.map(({ item }) => item)).toEqual(['2']);
  expect(metBy(set, '12')).toEqual(['1', '6']);
});

test('what a user only skipped, or made, is met, so that no baseline spends a place on it', () => {
  expect(metBy(dataSet, '10')).toEqual(['1', '2', '3', '6']);
});

test('a system is told all that happened before the split, in the words of the platform', () => {
  expect(dataSet.log!.map(({ event_name }) => event_name.slice('user.interaction.'.length))).toEqual([
    'like',
    'like',
    'unlike',
    'skip',
    'add_to_board',
    'follow',
  ]);
  expect(dataSet.log![4]).toMatchObject({
    event_timestamp: '2026-01-30T00:00:00.000Z',
    payload: { user_id: 10, sample_id: 1, board_id: 77 },
  });
  expect(dataSet.log![5]!.payload).toEqual({ user_id: 10, followed_user_id: 900 });
});
