import { expect, test } from 'vitest';
import { sinceOf } from './since.ts';

const now = new Date('2026-11-30T12:00:00Z');

test.each([
  ['24h', '2026-11-29T12:00:00.000Z'],
  ['7d', '2026-11-23T12:00:00.000Z'],
  ['90m', '2026-11-30T10:30:00.000Z'],
  ['30s', '2026-11-30T11:59:30.000Z'],
  ['2026-11-30', '2026-11-30T00:00:00.000Z'],
  ['2026-11-30T10:20', '2026-11-30T10:20:00.000Z'],
  ['2026-11-30T10:20:30Z', '2026-11-30T10:20:30.000Z'],
  ['2026-11-30T10:20:30.5+02:00', '2026-11-30T08:20:30.500Z'],
])('"Registro de tiempo detallado": --since %s is %s at noon', (text, since) => {
  expect(sinceOf(text, now).toISOString()).toBe(since);
});

test.each([
  '',
  'yesterday',
  '24',
  '0h',
  '-1h',
  '1.5h',
  '2w',
  '99999999999d',
  '30/11/2026',
  '2026-13-01',
  '2026-11-30T25:00Z',
  'Nov 30 2026',
])('--since %j is refused with valid examples', (text) => {
  expect(() => sinceOf(text, now)).toThrow(
    expect.objectContaining({
      code: 'COMMAND_INVALID',
      message: `--since must be an ISO time, such as 2026-11-30T12:00:00Z, or an age, such as 90m, 24h or 7d (it is ${JSON.stringify(text)}).`,
    }),
  );
});

test('a --since in the future is refused', () => {
  expect(() => sinceOf('2026-12-01', now)).toThrow(
    expect.objectContaining({ code: 'COMMAND_INVALID', message: expect.stringContaining('must lie in the past') }),
  );
});
