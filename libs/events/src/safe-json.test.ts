import { JophielError } from '@jophiel/errors';
import { describe, expect, test } from 'vitest';
import { decodeUtf8, parseSafeJson } from './safe-json.ts';

function refusal(work: () => unknown): string {
  try {
    work();
    return 'accepted';
  } catch (error) {
    if (error instanceof JophielError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

describe('what cannot be stored is refused', () => {
  const deep = (levels: number) => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);
  test.each([
    ['{"a":', /not JSON/],
    ['{"a":"\\u0000"}', /\/a contains the character/],
    ['{"\\u0000":1}', /contains the character/],
    ['{"a":"\\ud800"}', /half of a surrogate pair/],
    ['{"a":1e400}', /beyond the range/],
    ['{"__proto__":{"admin":true}}', /not allowed as a key/],
    [deep(40), /nested deeper than 32/],
    [deep(80_000), /nested deeper than 32|not JSON/],
    [JSON.stringify({ a: 'x'.repeat(600_000) }), /more than 524288;/],
  ])('case %#', (text, reason) => {
    expect(refusal(() => parseSafeJson(text))).toMatch(reason);
    expect(refusal(() => parseSafeJson(text))).toMatch(/^EVENT_UNREADABLE/);
  });

  test('bytes that are no UTF-8', () => {
    expect(refusal(() => decodeUtf8(Uint8Array.of(0x7b, 0xff, 0x7d)))).toMatch(
      /EVENT_UNREADABLE: The message is not UTF-8/,
    );
  });
});
