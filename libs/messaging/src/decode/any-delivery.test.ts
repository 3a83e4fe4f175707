import { interactionRecorded, userInteraction } from '@jophiel/contracts';
import { JophielError } from '@jophiel/errors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeDelivery } from './decode-delivery.ts';

const now = new Date('2026-03-01T12:00:10Z');

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.integer({ min: 0xd800, max: 0xdfff }).map((half) => String.fromCharCode(half)),
  fc.constantFrom('\u0000', '__proto__', ''),
);
const anyJson = fc.oneof(fc.jsonValue(), fc.dictionary(anyText, fc.oneof(anyText, fc.jsonValue())));
const envelope = {
  event_name: 'user.interaction.like',
  event_id: '9f1c2d3e4b5a69788796a5b4c3d2e1f0',
  event_timestamp: '2026-03-01T12:00:00Z',
  source: 'test',
  payload: { user_id: 42, sample_id: 1001 },
};

/** Bytes that are nothing, JSON that is no event, and events of which one thing is something else. */
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  anyJson.map((value) => Buffer.from(JSON.stringify(value))),
  fc
    .tuple(fc.constantFrom(...Object.keys(envelope), 'version', 'correlation_id'), anyJson)
    .map(([key, value]) => Buffer.from(JSON.stringify({ ...envelope, [key]: value }))),
  fc
    .tuple(fc.constantFrom('user_id', 'sample_id'), anyJson)
    .map(([key, value]) => Buffer.from(JSON.stringify({ ...envelope.payload, [key]: value }))),
);

/* "arbitrary bytes, JSON, Unicode → never a throw that is not a JophielError" */
test('whatever bytes are delivered, they are an event that fits its contract, or refused with a code', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      anyBytes,
      fc.option(anyText, { nil: undefined }),
      fc.bigInt({ min: 0n, max: 2n ** 63n }),
      fc.constantFrom(userInteraction, interactionRecorded),
      (body, messageId, storedAt, contract) => {
        const delivery = { subject: 'user.interaction.like', body, messageId, storedAt, deliveries: 1 };
        const decode = () => decodeDelivery({ ...delivery, ack() {}, retryIn() {} }, contract, now);
        try {
          const event = decode();
          expect(event.event_id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
          // The same message again is the same event, so that it is handled once.
          expect(decode()).toEqual(event);
          seen.add('event');
        } catch (error) {
          expect(error).toBeInstanceOf(JophielError);
          seen.add((error as JophielError).code);
        }
      },
    ),
    { numRuns: 1_000 },
  );
  expect([...seen]).toEqual(expect.arrayContaining(['event', 'EVENT_UNREADABLE', 'EVENT_INVALID']));
});
