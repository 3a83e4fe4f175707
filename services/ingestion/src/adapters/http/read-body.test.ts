import { describe, expect, test } from 'vitest';
import { readBody, type ReadItem } from './read-body.ts';

const now = new Date('2026-03-01T12:00:10Z');
const like = {
  event_name: 'user.interaction.like',
  event_id: '9f1c2d3e4b5a69788796a5b4c3d2e1f0',
  event_timestamp: '2026-03-01T12:00:00Z',
  source: 'platform.v2',
  payload: { user_id: 42, sample_id: 1001 },
};
const ID = '9f1c2d3e-4b5a-6978-8796-a5b4c3d2e1f0';

const readJson = (value: unknown, eventName?: string) =>
  readBody(JSON.stringify(value), { isLines: false, eventName, now });
const readLines = (text: string, eventName?: string) => readBody(text, { isLines: true, eventName, now });

/** The id of each event, or the code of its refusal. */
const outcomes = (items: readonly ReadItem[]) =>
  items.map((item) => ('envelope' in item ? item.envelope.event_id : item.error.code));

describe('a JSON body', () => {
  test('is one event', () => {
    const [item, ...others] = readJson(like);
    expect(others).toEqual([]);
    expect(item).toMatchObject({
      envelope: { event_id: ID, event_timestamp: '2026-03-01T12:00:00.000Z', payload: like.payload },
    });
  });

  test('is an array of events, kept in order', () => {
    const other = { ...like, event_id: '0f1c2d3e-4b5a-6978-8796-a5b4c3d2e1f1' };
    expect(outcomes(readJson([like, other, like]))).toEqual([ID, other.event_id, ID]);
  });

  test('accepts the other events beside an invalid one', () => {
    const bad = [
      null,
      7,
      'like',
      [like],
      {},
      { ...like, event_id: '12' },
      { ...like, event_timestamp: '9999-01-01T00:00:00Z' },
      { ...like, payload: { user_id: 42, note: 'a\u0000b' } },
      { ...like, payload: { user_id: 42, note: '\ud800' } },
    ];
    expect(outcomes(readJson([like, ...bad, like]))).toEqual([
      ID,
      'EVENT_INVALID',
      'EVENT_INVALID',
      'EVENT_INVALID',
      'EVENT_INVALID',
      'EVENT_INVALID',
      'EVENT_INVALID',
      'EVENT_TIME_IMPLAUSIBLE',
      'EVENT_UNREADABLE',
      'EVENT_UNREADABLE',
      ID,
    ]);
  });

  test('has no event when it is an empty array', () => {
    expect(readJson([])).toEqual([]);
  });

  test.each(['', '{', '{"a":1}{"a":2}', '{"event_name":', 'NaN', "{'a':1}"])('%j is unreadable', (text) => {
    expect(() => readBody(text, { isLines: false, eventName: undefined, now })).toThrow(
      expect.objectContaining({ code: 'BODY_UNREADABLE', message: expect.stringContaining('application/x-ndjson') }),
    );
  });
});

describe('lines of JSON', () => {
  test('are one event each; blank lines and carriage returns are ignored', () => {
    const text = `${JSON.stringify(like)}\r\n\r\n  \n${JSON.stringify(like)}`;
    expect(outcomes(readLines(text))).toEqual([ID, ID]);
  });

  test('an invalid line rejects only itself', () => {
    const line = JSON.stringify(like);
    expect(outcomes(readLines([line, '{"event_name":', 'rubbish', line].join('\n')))).toEqual([
      ID,
      'EVENT_UNREADABLE',
      'EVENT_UNREADABLE',
      ID,
    ]);
  });
});

describe('a bare payload', () => {
  const bare = { user_id: 42, sample_id: 1001 };

  test('gets its name from the query, and the time of arrival', () => {
    expect(readJson(bare, 'user.interaction.like')).toMatchObject([
      { envelope: { event_name: 'user.interaction.like', event_timestamp: now.toISOString(), payload: bare } },
    ]);
  });

  test('without a name is refused with a remedy', () => {
    expect(readJson(bare)).toMatchObject([
      {
        error: {
          code: 'EVENT_INVALID',
          message: expect.stringContaining('?event_name='),
          faults: [{ path: '/event_name' }],
        },
      },
    ]);
  });

  test('with a timestamp gets an id derived from it; without one each is a new event', () => {
    const timed = { ...bare, timestamp: '2026-03-01T12:00:00Z' };
    const [once, again] = outcomes(readJson([timed, timed], 'user.interaction.like'));
    expect(once).toBe(again);
    const [one, other] = outcomes(readJson([bare, bare], 'user.interaction.like'));
    expect(one).not.toBe(other);
  });

  test('takes the name of the query; events with envelopes keep theirs', () => {
    const items = readJson([like, bare], 'user.interaction.play');
    expect(items.map((item) => ('envelope' in item ? item.envelope.event_name : item.error.code))).toEqual([
      'user.interaction.like',
      'user.interaction.play',
    ]);
  });
});

describe('limits', () => {
  test('at most 5,000 events are read', () => {
    expect(readJson(Array.from({ length: 5_000 }, () => like))).toHaveLength(5_000);
    const line = `${JSON.stringify(like)}\n`;
    for (const read of [() => readJson(Array.from({ length: 5_001 }, () => like)), () => readLines(line.repeat(5_001))])
      expect(read).toThrow(
        expect.objectContaining({ code: 'BODY_TOO_LARGE', message: expect.stringMatching(/5001 .* at most 5000/) }),
      );
  });

  test('an event larger than a broker message, in bytes, is refused', () => {
    const described = (text: string) => ({ ...like, payload: { user_id: 42, sample_id: 1, text } });
    expect(outcomes(readJson([described('x'.repeat(400_000)), described('字'.repeat(400_000))]))).toEqual([
      ID,
      'EVENT_UNREADABLE',
    ]);
    expect(outcomes(readJson(described('\u0001'.repeat(400_000))))).toEqual(['EVENT_UNREADABLE']);
  });

  test("a timestamp outside PostgreSQL's range is refused", () => {
    const at = (event_timestamp: string) => ({ ...like, event_timestamp });
    expect(
      outcomes(readJson([at('0000-06-01T00:00:00Z'), at('0001-01-01T00:00:00+14:00'), at('0001-01-01T00:00:00Z')])),
    ).toEqual(['EVENT_INVALID', 'EVENT_INVALID', ID]);
  });
});
