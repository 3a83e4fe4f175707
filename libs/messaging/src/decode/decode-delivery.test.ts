import { userInteraction } from '@jophiel/contracts';
import { expect, test } from 'vitest';
import { decodeDelivery } from './decode-delivery.ts';

const now = new Date('2026-03-01T12:00:10Z');

function decode(body: string | Uint8Array, messageId?: string, storedAt = 1_700_000_000_000_000_000n) {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const delivery = { subject: 'user.interaction.like', body: bytes, messageId, storedAt, deliveries: 1 };
  return decodeDelivery({ ...delivery, ack() {}, retryIn() {} }, userInteraction, now);
}

const bare = JSON.stringify({ user_id: 42, sample_id: 1001 });

test('a bare payload is the same event whenever the same message is delivered, and no other', () => {
  expect(decode(bare, 'a')).toEqual(decode(bare, 'a'));
  expect(decode(bare, 'a').event_id).not.toBe(decode(bare, 'b').event_id);
  expect(decode(bare, undefined, 1n).event_id).toBe(decode(bare, undefined, 1n).event_id);
  expect(decode(bare, undefined, 1n).event_id).not.toBe(decode(bare, undefined, 2n).event_id);
});

test.each([
  [Uint8Array.of(0x7b, 0xff, 0x7d), 'EVENT_UNREADABLE'],
  ['{"user_id":', 'EVENT_UNREADABLE'],
  ['[]', 'EVENT_INVALID'],
  ['{"sample_id":1}', 'EVENT_INVALID'],
])('what can never be handled is refused with a code: %s', (body, code) => {
  expect(() => decode(body)).toThrow(expect.objectContaining({ code }));
});
