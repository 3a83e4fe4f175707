import { describe, expect, test } from 'vitest';
import { serviceNames } from './services.ts';
import { defaultUrl, findStack } from './stack.ts';

describe('a service on this machine is asked', () => {
  test.each([
    [{}, 'http://127.0.0.1:8793'],
    [{ SCORER_PORT: '9000' }, 'http://127.0.0.1:9000'],
    [{ HOST: '192.0.2.1' }, 'http://192.0.2.1:8793'],
    [{ HOST: '0.0.0.0' }, 'http://127.0.0.1:8793'],
    [{ HOST: '::' }, 'http://[::1]:8793'],
    [{ HOST: '::1' }, 'http://[::1]:8793'],
  ])('with %j at %s', (variables, url) => {
    expect(defaultUrl('scorer', variables)).toBe(url);
  });
});

describe('the commands find a Jophiel', () => {
  const urls = Object.fromEntries(serviceNames.map((name) => [name, `http://${name}:80`]));
  const named = Object.fromEntries(
    serviceNames.map((name) => [`${name.toUpperCase().replaceAll('-', '_')}_URL`, `http://${name}:80/`]),
  );

  test('by the URLs of its services, which go before the port and the interface', () => {
    const stack = findStack({ ...named, SCORER_PORT: '9', HOST: '0.0.0.0', DATABASE_URL: 'postgresql://x' });
    expect(stack).toMatchObject({ databaseUrl: 'postgresql://x', services: urls });
  });

  test('an empty variable counts as not set', () => {
    const empty = { DATABASE_URL: '', NATS_URL: '', JOPHIEL_DOMAIN: '', HOST: '', SCORER_PORT: '', SCORER_URL: '' };
    expect(findStack(empty)).toEqual(findStack({}));
  });

  test('a URL that is none is refused by name', () => {
    expect(() => findStack({ SCORER_URL: 'scorer:8793' })).toThrow(
      expect.objectContaining({ code: 'SETTING_INVALID', message: expect.stringContaining('SCORER_URL must match') }),
    );
  });
});
