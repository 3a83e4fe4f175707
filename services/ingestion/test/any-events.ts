import {
  type Arbitrary,
  array,
  constantFrom,
  date,
  dictionary,
  integer,
  jsonValue,
  oneof,
  record,
  string,
  uuid,
} from 'fast-check';

/**
 * Texts of every script, with characters that break readers: control characters, half surrogate pairs, quotes, line
 * ends.
 */
export const anyText: Arbitrary<string> = oneof(
  string({ unit: 'grapheme' }),
  string({ unit: 'binary' }),
  integer({ min: 0xd800, max: 0xdfff }).map((half) => String.fromCharCode(half)),
  constantFrom('\u0000', '\n', '\r\n', '\u2028', '"', '\\', '{', '__proto__', 'constructor', '', '﻿'),
);

export const anyJson: Arbitrary<unknown> = oneof(
  jsonValue({ maxDepth: 3 }),
  anyText,
  dictionary(anyText, oneof(anyText, jsonValue({ maxDepth: 1 })), { maxKeys: 4 }),
  // Invalid ids and times, and large numbers.
  constantFrom(0, -1, 1.5, 2 ** 53, 1e308, '9'.repeat(200), '0000-01-01T00:00:00Z', '2026-02-30T00:00:00Z'),
);

export const users = [1, 2, 3];

const payloads: Readonly<Record<string, Arbitrary<object>>> = {
  'user.interaction.like': record({ user_id: constantFrom(...users), sample_id: integer({ min: 1, max: 5 }) }),
  'user.interaction.unlike': record({ user_id: constantFrom(...users), sample_id: integer({ min: 1, max: 5 }) }),
  'user.interaction.follow': record({ user_id: constantFrom(...users), followed_user_id: constantFrom(7, 8) }),
  'sample.lifecycle.created': record({
    sample_id: integer({ min: 1, max: 5 }),
    creator_id: constantFrom(7, 8),
    metadata: dictionary(anyText, jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
  }),
  'sample.lifecycle.deleted': record({ sample_id: integer({ min: 1, max: 5 }) }),
  'user.lifecycle.created': record({ user_id: constantFrom(...users) }),
};

/**
 * An event as the platform sends it.
 * @param ids of events; a small set makes repeats
 */
export function goodEvent(ids: Arbitrary<string> = uuid()): Arbitrary<Record<string, unknown>> {
  return constantFrom(...Object.keys(payloads)).chain((event_name) =>
    record({
      event_name: constantFrom(event_name),
      event_id: ids,
      event_timestamp: date({
        min: new Date('2020-01-01T00:00:00Z'),
        max: new Date('2026-01-01T00:00:00Z'),
        noInvalidDate: true,
      }).map((time) => time.toISOString()),
      source: string({ unit: 'grapheme', minLength: 1, maxLength: 10 }),
      payload: payloads[event_name]!,
    }),
  );
}

/** An event with one wrong value. */
const spoiltEvent: Arbitrary<unknown> = record({
  event: goodEvent(),
  key: constantFrom('event_name', 'event_id', 'event_timestamp', 'source', 'version', 'correlation_id', 'payload'),
  inner: constantFrom('user_id', 'sample_id', 'creator_id', 'metadata', 'followed_user_id', undefined),
  value: anyJson,
}).map(({ event, key, inner, value }) =>
  inner === undefined
    ? { ...event, [key]: value }
    : { ...event, payload: { ...(event.payload as object), [inner]: value } },
);

/** Good, spoilt, without an envelope, or no event at all. */
export const anyEvent: Arbitrary<unknown> = oneof(
  { weight: 3, arbitrary: goodEvent() },
  { weight: 3, arbitrary: spoiltEvent },
  { weight: 1, arbitrary: goodEvent().map(({ payload }) => payload) },
  { weight: 2, arbitrary: anyJson },
);

/** A line of a body, usually JSON. */
export const anyLine: Arbitrary<string> = oneof(
  { weight: 6, arbitrary: anyEvent.map((event) => JSON.stringify(event)) },
  { weight: 1, arbitrary: anyText.map((text) => text.replaceAll('\n', ' ')) },
  { weight: 1, arbitrary: goodEvent().map((event) => JSON.stringify(event).slice(0, -1)) },
);

export const bodies = { lines: array(anyLine, { maxLength: 8 }), events: array(anyEvent, { maxLength: 8 }) };
