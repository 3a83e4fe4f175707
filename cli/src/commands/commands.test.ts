import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { readMigrations } from '@jophiel/postgres';
import { eventually, givenPostgres, temporaryFolder } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GivenSystem, givenSystem } from '../../test/given-system.ts';
import { type Outcome, run } from '../../test/run-command.ts';
import { repository } from '@jophiel/local';
import type { WhatIf } from '../whatif/report.ts';

/*
 * "CLI: only import, sync, timings are tried as commands": every other command as a process, one after the other, against
 * one running Jophiel.
 */
const SEED = ['seed', '--users', '8', '--samples', '80', '--interactions', '300', '--seed', '3'];
const [SAMPLES, INTERACTIONS] = [80, 300];
/** For commands in processes of their own, on a busy machine. */
const TIMEOUT_MS = 180_000;
const folder = temporaryFolder('commands');
let system: GivenSystem;

beforeAll(async () => {
  system = await givenSystem();
});
afterAll(async () => {
  await system?.remove();
  folder.remove();
});

/** The output of a successful command. */
async function printed(
  outcome: Outcome | Promise<Outcome>,
): Promise<{ readonly out: string; readonly progress: string }> {
  const { code, stdout, stderr } = await outcome;
  expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
  return { out: stdout, progress: stderr };
}

/** The number in a row of a table. */
function rowOf(out: string, name: string): number {
  const row = new RegExp(`^${name} +([\\d,]+)$`, 'm').exec(out);
  expect([name, row === null ? out : undefined]).toEqual([name, undefined]);
  return Number(row![1]!.replaceAll(',', ''));
}

const status = async () => (await printed(system.run('db:status'))).out;
const count = async (text: string) => (await system.postgres.database.query<{ count: number }>({ text }))[0]!.count;

describe('on an empty database', () => {
  test(
    'db:status names what is missing; db:install installs and lists it, and finds it installed the second time',
    async () => {
      const empty = await givenPostgres({ tables: false });
      const environment = { DATABASE_URL: empty.url };
      const names = readMigrations(`${repository}prisma/migrations`).map(({ name }) => name);
      const before = await printed(run(['db:status'], environment));
      expect(before.out.trim()).toBe(`missing migrations: ${names.join(', ')}; run db:install`);

      const lines = (await printed(run(['db:install'], environment))).out.trim().split('\n');
      const rest = [
        'roles of the services: up to date',
        'logins of the services: none is named (INGESTION_DATABASE_URL and the like)',
        'streams: not declared, NATS_URL is not set; ingestion declares them when it starts',
      ];
      expect(lines).toEqual([...names.map((name) => `migration ${name}: installed`), ...rest]);
      const again = (await printed(run(['db:install'], environment))).out.trim().split('\n');
      expect(again).toEqual([...names.map((name) => `migration ${name}: already installed`), ...rest]);

      const after = (await printed(run(['db:status'], environment))).out;
      expect(after).toMatch(/^all migrations are installed$/m);
      expect(rowOf(after, 'interactions in the log')).toBe(0);
      await empty.remove();
    },
    TIMEOUT_MS,
  );
});

describe('on a running Jophiel', () => {
  test(
    'seed sends an imaginary platform and waits until it is handled; db:status counts it; the same seed sends duplicates',
    async () => {
      const { progress } = await printed(system.run(...SEED));
      expect(progress).toContain(`${SAMPLES + INTERACTIONS} accepted, 0 duplicates, 0 rejected`);
      expect(progress).toContain('all events handled');
      const out = await status();
      expect(rowOf(out, 'interactions in the log')).toBe(INTERACTIONS);
      expect(rowOf(out, 'samples')).toBe(SAMPLES);
      expect(rowOf(out, 'listed samples')).toBeLessThanOrEqual(SAMPLES);
      expect(rowOf(out, 'profiles')).toBe(await count('SELECT count(*) FROM user_taste_profiles'));
      expect(rowOf(out, 'profiles')).toBeGreaterThan(1);
      expect(rowOf(out, 'pending signals')).toBe(0);
      for (const service of ['ingestion', 'vectorizer', 'profile', 'scorer'])
        expect(rowOf(out, `dead letters, ${service}`)).toBe(0);

      const again = await printed(system.run(...SEED, '--no-wait'));
      expect(again.progress).toContain(`0 accepted, ${SAMPLES + INTERACTIONS} duplicates, 0 rejected`);
      expect(again.progress).not.toContain('all events handled');
    },
    TIMEOUT_MS,
  );

  test(
    'batch:run computes the outdated feeds, and with --everyone all feeds',
    async () => {
      const users = await count('SELECT count(*) FROM user_taste_profiles');
      const everyone = await printed(system.run('batch:run', '--everyone'));
      expect(everyone.progress).toMatch(new RegExp(`${users} feeds computed, \\d+ of them changed`));
      expect(rowOf(everyone.out, 'everyone')).toBe(users);
      expect(await count('SELECT count(*) FROM user_feed_recommendations')).toBe(users);

      const nothing = await printed(system.run('batch:run'));
      expect(nothing.progress).toContain('0 feeds computed, 0 of them changed');
      expect(nothing.out).toBe('');

      await system.postgres.database.execute({ text: `DELETE FROM user_feed_recommendations WHERE user_id = '1'` });
      const one = await printed(system.run('batch:run'));
      expect(one.progress).toContain('1 feeds computed, 1 of them changed');
    },
    TIMEOUT_MS,
  );

  test(
    'learn learns from all signals that count in a taste, and says how many weights changed',
    async () => {
      // What users were shown is a signal too, and says nothing of a taste.
      const signals = await count(`SELECT count(*) FROM user_signals WHERE amount > 0 AND interaction <> 'impression'`);
      await system.postgres.database.execute({ text: 'UPDATE learned_weights SET weights = NULL' });
      const first = await printed(system.run('learn'));
      expect(first.progress).toContain(
        `${SAMPLES} samples learned from ${signals} signals, the weights of ${SAMPLES} changed`,
      );
      expect(await count('SELECT count(*) FROM learned_weights WHERE octet_length(weights) > 4')).toBeGreaterThan(0);
      const again = await printed(system.run('learn'));
      expect(again.progress).toContain(`the weights of 0 changed`);
    },
    TIMEOUT_MS,
  );

  test(
    'user:recalc rebuilds the profiles of the named users, and their feeds',
    async () => {
      const versions = async () =>
        system.postgres.database.query<{ user_id: string; version: number }>({
          text: 'SELECT user_id, version FROM user_taste_profiles ORDER BY user_id',
        });
      const before = await versions();
      const { out } = await printed(system.run('user:recalc', '1', '2', '999'));
      expect(out).toContain('2 profiles rebuilt from the log');
      await eventually(async () =>
        expect(await versions()).toEqual(
          before.map(({ user_id, version }) => ({
            user_id,
            version: ['1', '2'].includes(user_id) ? version + 1 : version,
          })),
        ),
      );
    },
    TIMEOUT_MS,
  );

  test(
    'events:replay rebuilds every profile, and counts those that had drifted from the log',
    async () => {
      const users = await count('SELECT count(*) FROM user_taste_profiles');
      const clean = await printed(system.run('events:replay'));
      expect(clean.progress).toContain(`${users} profiles rebuilt from the log; 0 had drifted from it`);

      await system.postgres.database.execute({
        text: `UPDATE user_taste_profiles SET as_of = NULL, half_lives = '{}', sums = '{}' WHERE user_id IN ('1', '2')`,
      });
      const repaired = await printed(system.run('events:replay'));
      expect(repaired.progress).toContain(`${users} profiles rebuilt from the log; 2 had drifted from it`);
      expect(await count(`SELECT count(*) FROM user_taste_profiles WHERE as_of IS NULL`)).toBe(0);
    },
    TIMEOUT_MS,
  );

  test(
    'events:replay --dead-letters requeues dead letters, and counts them per service',
    async () => {
      const transport = await system.nats.connect();
      const body = JSON.stringify({ event_name: 'sample.analyzed', sample_id: 'not a number' });
      await transport.publish([1, 2].map(() => ({ subject: 'sample.analyzed', id: randomUUID(), body })));
      await eventually(async () => expect(await count('SELECT count(*) FROM vectorizer_dead_letters')).toBe(2));
      expect(rowOf(await status(), 'dead letters, vectorizer')).toBe(2);

      const { out } = await printed(system.run('events:replay', '--dead-letters'));
      expect(out).toMatch(/^service +dead letters replayed$/m);
      expect(['ingestion', 'vectorizer', 'profile', 'scorer'].map((name) => rowOf(out, name))).toEqual([0, 2, 0, 0]);
      // They are still invalid, and become dead letters again.
      await eventually(async () => expect(await count('SELECT count(*) FROM vectorizer_dead_letters')).toBe(4));
      expect(await count('SELECT count(*) FROM vectorizer_dead_letters WHERE replayed_at IS NOT NULL')).toBe(2);
    },
    TIMEOUT_MS,
  );

  test(
    'whatif shows no change for the same definition, the changes of another one, and changes no data',
    async () => {
      const feeds = async () =>
        system.postgres.database.query({
          text: 'SELECT user_id, version FROM user_feed_recommendations ORDER BY user_id',
        });
      const before = await feeds();
      const same = await printed(system.run('whatif', '--definition', 'audio', '--users', '5'));
      expect(same.progress).toContain('5 users under two definitions');
      expect(same.out).toMatch(/^users whose feed stays as it is +100\.0 %$/m);

      const preset = readFileSync(`${repository}libs/domain/presets/audio.json`, 'utf8');
      const definition = JSON.parse(preset) as { features: { name: string; weight: number }[] };
      for (const feature of definition.features) feature.weight = feature.name === 'genre' ? 0.01 : 10;
      const [file, json] = [`${folder.path}/other.json`, `${folder.path}/comparison.json`];
      writeFileSync(file, JSON.stringify(definition));
      const other = await printed(system.run('whatif', '--definition', file, '--users', '5', '--json', json));
      expect(other.out).not.toMatch(/^users whose feed stays as it is +100\.0 %$/m);
      const comparison = JSON.parse(readFileSync(json, 'utf8')) as WhatIf;
      expect([comparison.users.length, comparison.samples]).toEqual([5, SAMPLES]);
      expect(comparison.users.some(({ overlap, movedRanks }) => overlap < 1 || movedRanks > 0)).toBe(true);
      expect(await feeds()).toEqual(before);
    },
    TIMEOUT_MS,
  );

  test(
    'terms lists the terms of the catalogue, and with --unknown those outside the vocabulary',
    async () => {
      const sample = (sample_id: number, genero: string[]) => ({
        event_name: 'sample.lifecycle.created',
        event_id: randomUUID(),
        event_timestamp: '2026-03-01T12:00:00Z',
        source: 'test',
        payload: { sample_id, creator_id: 7, metadata: { genero } },
      });
      await system.tell([sample(9_001, ['Wonky Bop', 'trap']), sample(9_002, ['wonky bop'])]);
      await eventually(async () => {
        const { out } = await printed(system.run('terms', '--unknown'));
        expect(out).toMatch(/^genre +Wonky Bop +no +2$/im);
        expect(out).not.toMatch(/ yes +\d+$/m);
      }, 60_000);
      const { out } = await printed(system.run('terms', '--limit', '5'));
      expect(out.trim().split('\n')).toHaveLength(2 + 5);
      expect(out).toMatch(/ yes +\d+$/m);
    },
    TIMEOUT_MS,
  );
});
