import { JophielError } from '@jophiel/errors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCursor, writeCursor, type Walk } from './cursor.ts';
import { fingerprint } from './fingerprint.ts';

const walk: Walk = { begunWith: 7, pages: 2, handedOut: new Set([fingerprint('1'), fingerprint('2')]) };

function refusal(text: string, binding = 'u'): JophielError {
  try {
    readCursor(text, { binding, path: '/query/cursor' });
  } catch (error) {
    if (error instanceof JophielError) return error;
    throw error;
  }
  throw new Error('the cursor was read');
}

test('what is written is read again', () => {
  const print = fc.integer({ min: 0, max: 2 ** 40 - 1 });
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 48 - 1 }),
      fc.nat(65_535),
      fc.uniqueArray(print, { maxLength: 300 }),
      fc.string(),
      (begunWith, pages, prints, binding) => {
        const given = { begunWith, pages, handedOut: new Set(prints) };
        expect(readCursor(writeCursor(given, binding), { binding, path: '/query/cursor' })).toEqual(given);
      },
    ),
  );
});

describe('refused is', () => {
  const written = writeCursor(walk, 'u');

  test.each([
    ['another text', 'yesterday'],
    ['nothing', ''],
    ['one that lost its end', written.slice(0, -1)],
    ['one with something behind it', `${written}AAAA`],
    ['one with characters that no cursor has', `${written.slice(0, -2)}!!`],
    ['one of another format', `B${written.slice(1)}`],
    ['one of a walk that is too long', Buffer.alloc(14 + 5 * 1_001, 1).toString('base64url')],
  ])('%s', (_, text) => {
    expect(refusal(text)).toMatchObject({ code: 'CURSOR_INVALID', faults: [{ path: '/query/cursor' }] });
    expect(refusal(text).message).toContain('begin again without a cursor');
  });

  test("another user's, or one that leaves out other samples", () => {
    expect(refusal(written, 'somebody else')).toMatchObject({ code: 'CURSOR_INVALID' });
    expect(refusal(written, 'somebody else').message).toContain('belongs to another user');
  });
});

test('a hundred thousand ids that follow each other have as many fingerprints, of five bytes each', () => {
  const prints = Array.from({ length: 100_000 }, (_, id) => fingerprint(String(id)));
  expect(new Set(prints).size).toBe(prints.length);
  expect(prints.every((print) => Number.isInteger(print) && print >= 0 && print < 2 ** 40)).toBe(true);
  const upperHalf = prints.filter((print) => print >= 2 ** 39).length;
  expect(upperHalf / prints.length).toBeCloseTo(0.5, 1);
});
