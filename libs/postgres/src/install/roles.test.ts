import { beforeEach, expect, test } from 'vitest';
import { connectTo, givenServer, migrations, rolesFile } from '../../test/given-server.ts';
import { connectDatabase, type Database, installRoles, installTables } from '../index.ts';

const server = givenServer();
let name: string;
let url: string;
let database: Database;

beforeEach(async () => {
  ({ name, url, database } = await server.newDatabase());
});

/** Roles belong to the server; so do the grants of the databases of former tests. */
async function forgetRoles(names: readonly string[]): Promise<void> {
  const all = await database.query<{ name: string }>({
    text: `SELECT datname AS name FROM pg_database WHERE datname LIKE 'test\\_%'`,
  });
  for (const { name } of all) {
    const each = connectTo(server.urlOf(name));
    for (const role of names)
      await each.execute({
        text: `DO $$ BEGIN DROP OWNED BY ${role}; EXCEPTION WHEN undefined_object THEN NULL; END $$`,
      });
    await each.close();
  }
  for (const role of names) await database.execute({ text: `DROP ROLE IF EXISTS ${role}` });
}

const owners: Record<string, RegExp> = {
  ingestion: /^(user_interactions|user_tombstones|announced_users|ingestion_)/,
  vectorizer: /^(sample_(vectors|metadata|texts|words)|feature_terms|vectorizer_)/,
  profile: /^(user_taste_profiles|user_signals|user_follows|user_seeds|profile_)/,
  scorer:
    /^(user_feed_recommendations|audience_tokens|trending_samples|sample_popularity|sample_chances|batch_runs|scorer_)/,
  feed_api: /^(recommendation_cache|feed_api_)/,
  ann: /^ann_/,
  learner: /^(learned_|learner_|learning_)/,
  cli: /^(cli_|access_keys$)/,
};

test.each(Object.keys(owners))('%s writes its own tables and is refused at every other', async (service) => {
  await installTables(database, migrations);
  expect(await installRoles(database, rolesFile)).toEqual({ installed: true });
  const tables = await database.query<{ name: string }>({
    text: `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'jophiel'`,
  });
  const limited = connectTo(url, { role: `jophiel_${service}` });
  const writable: string[] = [];
  for (const { name } of tables) {
    const done = await limited.execute({ text: `DELETE FROM ${name}` }).then(
      () => true,
      () => false,
    );
    if (done) writable.push(name);
  }
  expect(writable.sort()).toEqual(
    tables
      .map(({ name }) => name)
      .filter((name) => owners[service]!.test(name))
      .sort(),
  );
  await limited.close();
});

test.each(['one database', 'several databases of a server'])('installers at once in %s: none fails', async (where) => {
  const roles = Object.keys(owners).map((service) => `jophiel_${service}`);
  await forgetRoles(roles);
  const databases = await Promise.all(
    Array.from({ length: 4 }, async (_, index) =>
      connectTo(where === 'one database' || index === 0 ? url : (await server.newDatabase()).url),
    ),
  );
  const reports = await Promise.all(
    databases.map(async (each) => {
      await installTables(each, migrations);
      return installRoles(each, rolesFile);
    }),
  );
  expect(reports).toEqual(databases.map(() => ({ installed: true })));
  await Promise.all(databases.map(async (each) => each.close()));
  const installed = await database.query<{ name: string }>({
    text: `SELECT rolname AS name FROM pg_roles WHERE rolname LIKE 'jophiel\\_%'`,
  });
  expect(installed.map(({ name }) => name).sort()).toEqual(roles.sort());
});

test('an installer who is no superuser may take on the roles that it has created', async () => {
  await forgetRoles(Object.keys(owners).map((service) => `jophiel_${service}`));
  const user = `creator_of_${name}`;
  await database.execute({ text: `CREATE ROLE ${user} LOGIN CREATEROLE PASSWORD 'x'` });
  await database.execute({ text: `ALTER DATABASE ${name} OWNER TO ${user}` });
  const asCreator = { url: url.replace(/\/\/[^@]*@/, `//${user}:x@`), application: 'test', poolSize: 1 };
  const creator = connectDatabase({ ...asCreator, statementTimeoutMs: 5_000 });
  await installTables(creator, migrations);
  expect(await installRoles(creator, rolesFile)).toEqual({ installed: true });
  expect(await installRoles(creator, rolesFile)).toEqual({ installed: true });
  await creator.close();
  const service = connectDatabase({ ...asCreator, role: 'jophiel_profile', statementTimeoutMs: 5_000 });
  expect(await service.execute({ text: 'DELETE FROM user_signals' })).toBe(0);
  await expect(service.execute({ text: 'DELETE FROM sample_vectors' })).rejects.toThrow(/permission denied/);
  await service.close();
  await database.execute({ text: `REASSIGN OWNED BY ${user} TO jophiel` });
});

test('a user who may not create roles gets a reason, not an error', async () => {
  await installTables(database, migrations);
  await database.execute({ text: `CREATE ROLE plain_user_of_${name} LOGIN PASSWORD 'x'` });
  const plain = connectDatabase({
    url: url.replace(/\/\/[^@]*@/, `//plain_user_of_${name}:x@`),
    application: 'test',
    poolSize: 1,
    statementTimeoutMs: 5_000,
  });
  expect(await installRoles(plain, rolesFile)).toMatchObject({
    installed: false,
    reason: expect.stringContaining(`plain_user_of_${name} may not create roles`),
  });
  await plain.close();
});
