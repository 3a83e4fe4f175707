import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { connectTo, givenServer, migrations, rolesFile } from '../../test/given-server.ts';
import { connectDatabase, type Database, installLogins, installRoles, installTables, loginOf } from '../index.ts';
import { scramVerifier } from './scram.ts';

const server = givenServer();
const services = ['ingestion', 'vectorizer', 'profile', 'scorer', 'feed-api', 'ann', 'learner', 'cli'];
const logins = services.map((service) => ({ service, password: `password of ${service}` }));
const roleOf = (service: string) => `jophiel_${service.replaceAll('-', '_')}`;
let url: string;
let database: Database;

beforeAll(async () => {
  url = server.urlOf('postgres');
  database = connectTo(url);
  await installTables(database, migrations);
  await installRoles(database, rolesFile);
});
beforeEach(async () => {
  expect(await installLogins(database, logins)).toEqual({ installed: true });
});
afterAll(async () => database.close());

const urlAs = (service: string, password = `password of ${service}`) =>
  url.replace(/\/\/[^@]*@/, `//${loginOf(service)}:${encodeURIComponent(password)}@`);

/** One connection, so that what a statement sets stays. */
const connectAs = (service: string) => {
  const connection = connectDatabase({
    url: urlAs(service),
    application: 'test',
    poolSize: 1,
    statementTimeoutMs: 5_000,
  });
  onTestFinished(async () => connection.close());
  return connection;
};

const refused = async (connection: Database, text: string): Promise<boolean> =>
  connection.query({ text }).then(
    () => false,
    (error: { code?: string }) => {
      // Insufficient privilege, or "must be owner of".
      expect([text, error.code]).toEqual([text, '42501']);
      return true;
    },
  );

/** What the role of a service was granted, by table. */
async function grantsOf(service: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await database.query<{ name: string; verbs: string[] }>({
    text: `SELECT c.relname AS name, coalesce(array_agg(g.privilege_type::text) FILTER (WHERE g.grantee = $1::regrole), '{}') AS verbs
           FROM pg_class c LEFT JOIN LATERAL aclexplode(c.relacl) g ON true
           WHERE c.relnamespace = 'jophiel'::regnamespace AND c.relkind IN ('r', 'p') GROUP BY 1`,
    values: [roleOf(service)],
  });
  return new Map(rows.map(({ name, verbs }) => [name, verbs]));
}

const statements: Readonly<Record<string, (table: string) => string>> = {
  SELECT: (table) => `SELECT FROM jophiel.${table} LIMIT 1`,
  INSERT: (table) => `INSERT INTO jophiel.${table} DEFAULT VALUES`,
  DELETE: (table) => `DELETE FROM jophiel.${table} WHERE false`,
  TRUNCATE: (table) => `TRUNCATE jophiel.${table}`,
  DROP: (table) => `DROP TABLE jophiel.${table}`,
};

let count = 0;

describe.each(services)('the login of %s', (service) => {
  test('is its role at once, owns nothing and is a member of that role alone', async () => {
    const connection = connectAs(service);
    const [who] = await connection.query({ text: 'SELECT current_user::text AS role, session_user::text AS login' });
    expect(who).toEqual({ role: roleOf(service), login: loginOf(service) });
    const [may] = await database.query({
      text: `SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolinherit,
               (SELECT array_agg(roleid::regrole::text) FROM pg_auth_members WHERE member = r.oid) AS roles,
               (SELECT count(*) FROM pg_class WHERE relowner = r.oid) AS owned
             FROM pg_roles r WHERE rolname = $1`,
      values: [loginOf(service)],
    });
    const not = {
      rolsuper: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolreplication: false,
      rolbypassrls: false,
    };
    expect(may).toEqual({ ...not, rolinherit: false, roles: [roleOf(service)], owned: 0 });
  });

  test('is refused every foreign table, whatever it resets or sets', async () => {
    const connection = connectAs(service);
    const grants = await grantsOf(service);
    expect(grants.size).toBeGreaterThan(35);
    for (const reset of ['SELECT 1', 'RESET ROLE', 'RESET ALL', 'DISCARD ALL', 'RESET SESSION AUTHORIZATION']) {
      await connection.query({ text: reset });
      for (const [table, verbs] of grants)
        for (const [verb, statement] of Object.entries(statements))
          if (!verbs.includes(verb)) {
            expect([reset, await refused(connection, statement(table))]).toEqual([reset, true]);
            count += 1;
          }
    }
    // Without its role the login may nothing at all.
    await connection.query({ text: 'SET ROLE NONE' });
    for (const table of grants.keys())
      for (const statement of Object.values(statements)) {
        expect([table, await refused(connection, statement(table))]).toEqual([table, true]);
        count += 1;
      }
  });

  test('becomes nobody else, and makes nothing of the server its own', async () => {
    const connection = connectAs(service);
    const others = services.filter((other) => other !== service);
    for (const text of [
      ...others.flatMap((other) => [`SET ROLE ${roleOf(other)}`, `SET ROLE ${loginOf(other)}`]),
      'SET ROLE jophiel',
      'SET SESSION AUTHORIZATION jophiel',
      `ALTER ROLE ${loginOf(service)} SUPERUSER`,
      `GRANT ${roleOf(others[0]!)} TO ${loginOf(service)}`,
      'CREATE ROLE another',
      'CREATE DATABASE another',
      'CREATE TABLE jophiel.another ()',
      'CREATE SCHEMA another',
      `COPY (SELECT 1) TO PROGRAM 'true'`,
      `SELECT pg_read_file('postgresql.conf')`,
      'SELECT FROM pg_authid',
    ]) {
      expect([text, await refused(connection, text)]).toEqual([text, true]);
      count += 1;
    }
  });
});

test('which are some thousand refusals', () => {
  process.stderr.write(`${services.length} logins, ${count} refusals\n`);
  expect(count).toBeGreaterThan(5_000);
});

test('a password of another, a former one and none are refused; a new one counts from the next install on', async () => {
  const connects = async (password: string) => {
    const connection = connectTo(urlAs('ann', password));
    const done = connection.query({ text: 'SELECT 1' }).then(
      () => true,
      (error: Error) => !error.message.includes('password authentication failed'),
    );
    const result = await done;
    await connection.close();
    return result;
  };
  expect([await connects('password of ann'), await connects('password of scorer')]).toEqual([true, false]);
  await installLogins(database, [{ service: 'ann', password: 'new' }]);
  expect([await connects('password of ann'), await connects('new')]).toEqual([false, true]);
});

test('what PostgreSQL stores is what it would make of the password itself', async () => {
  await database.execute({ text: `CREATE ROLE compared PASSWORD 'secret'` });
  const [{ stored }] = (await database.query<{ stored: string }>({
    text: `SELECT rolpassword AS stored FROM pg_authid WHERE rolname = 'compared'`,
  })) as [{ stored: string }];
  expect(scramVerifier('secret', Buffer.from(stored.split(/[:$]/)[2]!, 'base64'))).toBe(stored);
});

test.each([
  ['ALTER ROLE jophiel_login_ann SUPERUSER', 'ALTER ROLE jophiel_login_ann NOSUPERUSER', 'is a superuser'],
  [
    'GRANT jophiel_scorer TO jophiel_login_ann',
    'REVOKE jophiel_scorer FROM jophiel_login_ann',
    'is a member of jophiel_scorer',
  ],
])('a login that may more is refused: %s', async (more, less, reason) => {
  await database.execute({ text: more });
  await expect(installLogins(database, logins)).rejects.toMatchObject({
    code: 'SETTING_INVALID',
    message: expect.stringContaining(reason),
  });
  await database.execute({ text: less });
});

test.each(['', 'pässword', 'a\nb'])('the password %j is refused, without showing it', async (password) => {
  const error = await installLogins(database, [{ service: 'ann', password }]).catch((refusal: Error) => refusal);
  expect(error).toMatchObject({ code: 'SETTING_INVALID', message: expect.stringContaining('jophiel_login_ann') });
  if (password !== '') expect((error as Error).message).not.toContain(password);
});
