import { userInteraction } from '@jophiel/contracts';
import { JophielError } from '@jophiel/errors';
import { describe, expect, test } from 'vitest';
import { assertContract, parseSafeJson, toEnvelope } from './index.ts';

const now = new Date('2026-03-01T12:00:10Z');
const envelope = {
  event_name: 'user.interaction.like',
  event_id: '9F1C2D3E4B5A69788796A5B4C3D2E1F0',
  event_timestamp: '2026-03-01T12:00:00Z',
  source: 'platform.v2',
  payload: { user_id: 42, sample_id: 1001 },
};

function refusal(work: () => unknown): string {
  try {
    work();
    return 'accepted';
  } catch (error) {
    if (error instanceof JophielError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

/** As the inlet and the consumers read: text, envelope, contract. */
function read(text: string, identity = 'message 1', eventName = 'user.interaction.like') {
  const event = toEnvelope(parseSafeJson(text), { eventName, identity, now });
  assertContract(event, userInteraction);
  return event;
}

describe('an event with its envelope', () => {
  test('comes in canonical form: dashed id, milliseconds, correlation id', () => {
    expect(read(JSON.stringify(envelope))).toEqual({
      ...envelope,
      event_id: '9f1c2d3e-4b5a-6978-8796-a5b4c3d2e1f0',
      event_timestamp: '2026-03-01T12:00:00.000Z',
      version: 1,
      correlation_id: '9f1c2d3e-4b5a-6978-8796-a5b4c3d2e1f0',
    });
  });

  test('both forms of one id are the same event', () => {
    const dashed = { ...envelope, event_id: '9f1c2d3e-4b5a-6978-8796-a5b4c3d2e1f0' };
    expect(read(JSON.stringify(dashed)).event_id).toBe(read(JSON.stringify(envelope)).event_id);
  });

  test.each([
    [{ ...envelope, event_id: '12' }, /EVENT_INVALID: .*\/event_id must match.*it is "12"/],
    [{ ...envelope, event_timestamp: 'yesterday' }, /EVENT_INVALID: .*\/event_timestamp must match/],
    [
      { ...envelope, event_timestamp: '2026-02-30T25:00:00Z' },
      /EVENT_INVALID: \/event_timestamp must be an existing time/,
    ],
    [{ ...envelope, event_timestamp: '9999-01-01T00:00:00Z' }, /EVENT_TIME_IMPLAUSIBLE/],
    [
      { ...envelope, event_name: 'user.interaction.play' },
      /EVENT_INVALID: \/event_name must be "user.interaction.like"/,
    ],
    [
      { ...envelope, payload: { user_id: {} } },
      /EVENT_INVALID: .*\/payload\/user_id must be integer or must be string/,
    ],
    [{ ...envelope, payload: {} }, /EVENT_INVALID: .*\/payload\/user_id is missing/],
    [{ ...envelope, payload: 7 }, /EVENT_INVALID: .*\/payload must be object/],
    [{ ...envelope, version: 2 }, /EVENT_INVALID: .*version 2; this release reads versions up to 1/],
    [[envelope], /EVENT_INVALID: An event must be a JSON object/],
    [null, /EVENT_INVALID: An event must be a JSON object/],
  ])('%j is refused with place and remedy', (body, text) => {
    expect(refusal(() => read(JSON.stringify(body)))).toMatch(text);
  });
});

describe('a bare payload', () => {
  const bare = JSON.stringify(envelope.payload);

  test('takes its name from the subject; the same message is the same event', () => {
    expect(read(bare)).toMatchObject({ event_name: 'user.interaction.like', payload: envelope.payload });
    expect(read(bare).event_id).toBe(read(bare).event_id);
    expect(read(bare, 'a').event_id).not.toBe(read(bare, 'b').event_id);
  });

  test('with a time of its own is known by subject, body and time, whatever message carries it', () => {
    const timed = JSON.stringify({ ...envelope.payload, timestamp: '2026-03-01T12:00:00Z' });
    expect(read(timed, 'a').event_id).toBe(read(timed, 'b').event_id);
    expect(read(timed).event_timestamp).toBe('2026-03-01T12:00:00.000Z');
  });

  test('without a name or anything to know it by: an error, and a new id', () => {
    expect(refusal(() => toEnvelope({ user_id: 1 }, { eventName: undefined, identity: undefined, now }))).toMatch(
      /no envelope and no name.*\?event_name=/,
    );
    const origin = { eventName: 'user.interaction.like', identity: undefined, now };
    expect(toEnvelope({ user_id: 1 }, origin).event_id).not.toBe(toEnvelope({ user_id: 1 }, origin).event_id);
  });
});
