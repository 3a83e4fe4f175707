import { describe, expect, test } from 'vitest';
import { serverSource } from './server-source.ts';

const url = 'postgresql://somebody@127.0.0.1:5432/somewhere';

describe('where the servers of tests come from', () => {
  test.each([
    ['by default, or with empty variables, embedded', { DATABASE_URL: '', JOPHIEL_TEST_CONTAINERS: '' }, 'embedded'],
    ['with JOPHIEL_TEST_CONTAINERS=0, embedded', { JOPHIEL_TEST_CONTAINERS: '0' }, 'embedded'],
    ['with JOPHIEL_TEST_CONTAINERS=1, containers', { JOPHIEL_TEST_CONTAINERS: '1' }, 'container'],
  ])('%s', (_, environment, kind) => {
    expect(serverSource('postgres', environment)).toEqual({ kind });
    expect(serverSource('nats', environment)).toEqual({ kind });
  });

  test('DATABASE_URL gives PostgreSQL; NATS is always of the test itself, whatever NATS_URL says', () => {
    const environment = { DATABASE_URL: url, NATS_URL: 'nats://127.0.0.1:4222' };
    expect(serverSource('postgres', environment)).toEqual({ kind: 'given', url });
    expect(serverSource('nats', environment)).toEqual({ kind: 'embedded' });
  });

  test.each([
    ['a word', { JOPHIEL_TEST_CONTAINERS: 'yes' }, /JOPHIEL_TEST_CONTAINERS is "yes"\. Set it to 1/],
    ['two PostgreSQL', { JOPHIEL_TEST_CONTAINERS: '1', DATABASE_URL: url }, /both set.*Unset one/],
  ])('%s is refused', (_, environment, message) => {
    expect(() => serverSource('postgres', environment)).toThrow(
      expect.objectContaining({ code: 'SETTING_INVALID', message: expect.stringMatching(message) }),
    );
  });
});
