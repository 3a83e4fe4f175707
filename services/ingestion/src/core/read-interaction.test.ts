import type { Envelope } from '@jophiel/contracts';
import { interactionMeanings, loadDefinition, presets } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import { describe, expect, test } from 'vitest';
import type { InteractionRecord } from './accepted-event.ts';
import { interactionReader } from './read-interaction.ts';

const readAudio = interactionReader(loadDefinition('audio'));
const readFilms = interactionReader(loadDefinition('films'));

function event(interaction: string, payload: Record<string, unknown>): Envelope {
  return {
    event_name: `user.interaction.${interaction}`,
    event_id: '9f1c2d3e-4b5a-6978-8796-a5b4c3d2e1f0',
    event_timestamp: '2026-03-01T12:00:00.000Z',
    source: 'platform.v2',
    version: 1,
    correlation_id: 'some like',
    payload,
  };
}

const origin = {
  eventId: '9f1c2d3e-4b5a-6978-8796-a5b4c3d2e1f0',
  occurredAt: '2026-03-01T12:00:00.000Z',
  source: 'platform.v2',
  correlationId: 'some like',
};

function refusal(work: () => unknown) {
  try {
    return { accepted: work() };
  } catch (error) {
    if (error instanceof JophielError) return { code: error.code, message: error.message, faults: error.faults };
    throw error;
  }
}

const excludeWeight = ({ weight: _, ...record }: InteractionRecord) => record;

describe('"Evento ponderado": an interaction comes with the weight that the definition gives it', () => {
  test.each(
    presets.flatMap((preset) =>
      [...interactionMeanings(loadDefinition(preset))].map(([name, meaning]) => [preset, name, meaning] as const),
    ),
  )('%s, %s', (preset, name, meaning) => {
    const domain = loadDefinition(preset);
    const { undoes } = meaning;
    const interaction = domain.interactions[meaning.name]!;
    const id = domain.ids === 'integer' ? 7 : 'seven';
    const keys = ['sample_id', 'board_id', 'list_id', 'followed_user_id', 'unfollowed_user_id'];
    const payload = { user_id: id, ...Object.fromEntries(keys.map((key) => [key, id])) };
    const record = interactionReader(domain)(event(name, payload));
    if (undoes || !('weight' in interaction)) expect(record).not.toHaveProperty('weight');
    else expect(record.weight).toBe(interaction.weight);
  });

  test('as the definition file gives it; undone interactions and those without a taste have none', () => {
    const weightOf = (name: string) =>
      readAudio(event(name, { user_id: 42, sample_id: 1001, board_id: 5, followed_user_id: 7, unfollowed_user_id: 7 }))
        .weight;
    expect(['like', 'dislike', 'add_to_board', 'play', 'skip'].map(weightOf)).toEqual([1, -0.7, 1.2, 0.2, -0.15]);
    expect(['unlike', 'remove_from_board', 'impression', 'follow', 'unfollow'].map(weightOf)).toEqual(Array(5));
  });
});

describe('with integer ids (audio)', () => {
  test.each(['like', 'unlike', 'dislike', 'undislike', 'comment', 'share', 'play', 'skip', 'impression'])(
    '%s is about a sample, and ids become text',
    (interaction) => {
      expect(excludeWeight(readAudio(event(interaction, { user_id: 42, sample_id: 1001 })))).toEqual({
        ...origin,
        interaction,
        userId: '42',
        sampleId: '1001',
      });
    },
  );

  test.each(['add_to_board', 'remove_from_board'])('%s is about a sample and a board', (interaction) => {
    expect(excludeWeight(readAudio(event(interaction, { user_id: 42, sample_id: 1003, board_id: 5 })))).toEqual({
      ...origin,
      interaction,
      userId: '42',
      sampleId: '1003',
      collectionId: '5',
    });
  });

  test('follow and unfollow each have their own key for the creator', () => {
    const creator = { ...origin, userId: '42', creatorId: '7' };
    expect(readAudio(event('follow', { user_id: 42, followed_user_id: 7 }))).toEqual({
      ...creator,
      interaction: 'follow',
    });
    expect(readAudio(event('unfollow', { user_id: 42, unfollowed_user_id: 7 }))).toEqual({
      ...creator,
      interaction: 'unfollow',
    });
  });

  test("follow and unfollow refuse each other's key", () => {
    expect(refusal(() => readAudio(event('follow', { user_id: 42, unfollowed_user_id: 7 })))).toMatchObject({
      code: 'EVENT_INVALID',
      faults: [{ path: '/payload/followed_user_id' }],
    });
    expect(refusal(() => readAudio(event('unfollow', { user_id: 42, followed_user_id: 7 })))).toMatchObject({
      code: 'EVENT_INVALID',
      faults: [{ path: '/payload/unfollowed_user_id' }],
    });
  });

  test('an integer sent as text is the same id', () => {
    expect(readAudio(event('like', { user_id: '42', sample_id: '1001' }))).toEqual(
      readAudio(event('like', { user_id: 42, sample_id: 1001 })),
    );
  });

  test('the largest id that JSON represents exactly is read, the next one refused', () => {
    expect(readAudio(event('like', { user_id: 9_007_199_254_740_991, sample_id: 1 })).userId).toBe('9007199254740991');
    for (const user_id of [9_007_199_254_740_992, '9007199254740992', '9007199254740993', 1e21]) {
      expect(refusal(() => readAudio(event('like', { user_id, sample_id: 1 })))).toMatchObject({
        code: 'EVENT_INVALID',
        faults: [{ path: '/payload/user_id', problem: 'must be an integer from 0 to 9007199254740991' }],
      });
    }
  });

  test.each([-1, 1.5, '007', '0x2a', '', ' 42', 'anna', true, null, [42]])('%j is not a sample id', (sample_id) => {
    expect(refusal(() => readAudio(event('like', { user_id: 42, sample_id })))).toMatchObject({
      code: 'EVENT_INVALID',
      faults: [{ path: '/payload/sample_id', value: JSON.stringify(sample_id) }],
    });
  });

  test.each([
    ['like', { sample_id: 1 }, '/payload/user_id'],
    ['like', { user_id: 42 }, '/payload/sample_id'],
    ['play', { user_id: 42, sample: 1 }, '/payload/sample_id'],
    ['add_to_board', { user_id: 42, sample_id: 1 }, '/payload/board_id'],
    ['add_to_board', { user_id: 42, board_id: 5 }, '/payload/sample_id'],
    ['follow', { user_id: 42, sample_id: 1 }, '/payload/followed_user_id'],
  ])('refuses %s with %j and names the missing key', (interaction, payload, path) => {
    expect(refusal(() => readAudio(event(interaction, payload)))).toMatchObject({
      code: 'EVENT_INVALID',
      message: expect.stringMatching(new RegExp(`^${path} .*and is missing`)),
      faults: [{ path }],
    });
  });

  test.each(['adore', '', 'like.twice', 'constructor', '__proto__', 'Like'])(
    'refuses the unknown interaction "%s" and lists the known ones',
    (interaction) => {
      expect(refusal(() => readAudio(event(interaction, { user_id: 42, sample_id: 1 })))).toMatchObject({
        code: 'EVENT_UNKNOWN',
        message: expect.stringMatching(/like, unlike, .*remove_from_board/),
      });
    },
  );
});

describe('with text ids (films)', () => {
  const user_id = '0b8f0e1e-anna';

  test('an interaction is read with the keys of its domain', () => {
    expect(
      excludeWeight(readFilms(event('add_to_list', { user_id, sample_id: 'alien', list_id: 'to watch' }))),
    ).toEqual({
      ...origin,
      interaction: 'add_to_list',
      userId: user_id,
      sampleId: 'alien',
      collectionId: 'to watch',
    });
  });

  test('an interaction of the other domain is unknown', () => {
    expect(
      refusal(() => readFilms(event('add_to_board', { user_id, sample_id: 'alien', board_id: 'b' }))),
    ).toMatchObject({ code: 'EVENT_UNKNOWN' });
  });

  test.each([42, '', 'x'.repeat(129), 'tab\there', null])('%j is not an id', (sample_id) => {
    expect(refusal(() => readFilms(event('watch', { user_id, sample_id })))).toMatchObject({
      code: 'EVENT_INVALID',
      faults: [{ path: '/payload/sample_id' }],
    });
  });

  test('ids that differ only in spelling stay different', () => {
    const ids = ['Alien', 'alien', 'alien ', '007', '7'].map(
      (sample_id) => readFilms(event('watch', { user_id, sample_id })).sampleId,
    );
    expect(ids).toEqual(['Alien', 'alien', 'alien ', '007', '7']);
  });
});
