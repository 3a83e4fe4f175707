import { describe, expect, test } from 'vitest';
import { CommonSettings } from './common-settings.ts';
import { httpDefaultsOf } from './http-defaults-of.ts';
import { readSettings } from './settings/index.ts';

const defaultsWith = (environment: Readonly<Record<string, string>>) => {
  const settings = readSettings(CommonSettings, { DATABASE_URL: 'x', NATS_URL: 'x', ...environment });
  return httpDefaultsOf(
    { ...settings, FEED_API_PUBLIC_URL: 'https://feeds.example.org/api' } as CommonSettings,
    'scorer',
  );
};

test('a service answers for its name, its interface, the names of the setting and of its public address', () => {
  expect(defaultsWith({ HOST: '192.0.2.1', HTTP_HOSTS: 'a.example,b.example' }).hosts).toEqual([
    'scorer',
    '192.0.2.1',
    'a.example',
    'b.example',
    'feeds.example.org',
  ]);
});

describe('rates', () => {
  test.each([
    ['none on loopback', {}, undefined],
    ['some beyond it', { HOST: '0.0.0.0' }, { key: 5_000, user: 50 }],
    ['those of the settings, also on loopback', { HTTP_RATE_USER: '7' }, { key: Infinity, user: 7 }],
    ['none where a setting turns them off', { HOST: '0.0.0.0', HTTP_RATE_KEY: '0', HTTP_RATE_USER: '0' }, undefined],
    ['one where a setting turns the other off', { HOST: '0.0.0.0', HTTP_RATE_KEY: '0' }, { key: Infinity, user: 50 }],
  ])('%s', (_, environment, rates) => {
    expect(defaultsWith(environment).rates).toEqual(rates);
  });
});

test.each(['https://a.example', 'a.example:80', 'a.example, b.example', ''])(
  '"%s" is no list of names',
  (HTTP_HOSTS) => {
    const read = () => defaultsWith({ HTTP_HOSTS });
    if (HTTP_HOSTS === '') expect(read().hosts).toHaveLength(3);
    else expect(read).toThrow(/HTTP_HOSTS/);
  },
);
