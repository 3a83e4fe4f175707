import { statSync } from 'node:fs';
import { temporaryFolder } from '@jophiel/testing';
import { afterAll, expect, test } from 'vitest';
import { embeddedPostgresAccess, namedLogins } from './logins.ts';

const folder = temporaryFolder('logins');
afterAll(() => folder.remove());

test('the passwords of an embedded PostgreSQL differ, stay, and are readable by their owner alone', () => {
  const file = `${folder.path}/logins.json`;
  const access = embeddedPostgresAccess(file);
  expect(new Set(access.logins.map(({ password }) => password)).size).toBe(access.logins.length);
  expect(embeddedPostgresAccess(file).logins).toEqual(access.logins);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const { password } = access.logins.find(({ service }) => service === 'feed-api')!;
  expect(access.urlOf('postgresql://jophiel:secret@127.0.0.1:5/postgres', 'feed-api')).toBe(
    `postgresql://jophiel_login_feed_api:${password}@127.0.0.1:5/postgres`,
  );
});

test('a login is made where the URL of a service names the login of that service', () => {
  const logins = namedLogins({
    FEED_API_DATABASE_URL: 'postgresql://jophiel_login_feed_api:p%40ss@db/jophiel',
    SCORER_DATABASE_URL: 'postgresql://jophiel_login_profile:x@db/jophiel',
    PROFILE_DATABASE_URL: 'postgresql://somebody:x@db/jophiel',
    ANN_DATABASE_URL: 'postgresql://db/jophiel',
    DATABASE_URL: 'postgresql://jophiel_login_ann:x@db/jophiel',
  });
  expect(logins).toEqual([{ service: 'feed-api', password: 'p@ss' }]);
});
