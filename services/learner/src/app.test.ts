import type { RunningService } from '@jophiel/service';
import {
  eventually,
  givenEnvironment,
  type GivenNats,
  givenNats,
  type GivenPostgres,
  givenPostgres,
  type TemporaryFolder,
  temporaryFolder,
} from '@jophiel/testing';
import type { Transport } from '@jophiel/transport';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  definitionFile,
  expectedColumns,
  passOf,
  startPass,
  storedColumns,
  storeSamples,
  storeSignals,
  tellErased,
  tellRemoved,
  tellSignals,
  tellVectorized,
} from '../test/given-learner.ts';
import { startLearner } from './app.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let transport: Transport;
let folder: TemporaryFolder;
const running: RunningService[] = [];

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  transport = await nats.connect();
  folder = temporaryFolder('definitions');
});
beforeEach(async () => {
  await postgres.database.execute({
    text: `TRUNCATE sample_vectors, user_signals, user_taste_profiles, learned_weights, learner_ranges, learner_replicas,
             learning_passes RESTART IDENTITY`,
  });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map(async (service) => service.stop()));
});
afterAll(async () => {
  folder?.remove();
  await Promise.all([postgres?.remove(), nats?.remove()]);
});

async function start(settings: Readonly<Record<string, string>> = {}, coInteraction = 8): Promise<RunningService> {
  const service = await startLearner(
    givenEnvironment(
      { postgres, nats },
      { JOPHIEL_DOMAIN: definitionFile(folder.path, coInteraction), LEARNER_THREADS: '0', ...settings },
    ),
  );
  running.push(service);
  return service;
}

/** Samples of three genres, one without a vector, and users who like those of one genre and some others. */
async function givenLog(samples = 30, users = 12): Promise<void> {
  const genres = ['trap', 'polka', 'jazz'];
  const ids = Array.from({ length: samples }, (_, index) => `s${index}`);
  await storeSamples(
    postgres.database,
    ids.map((id, index) =>
      index === 0
        ? { id }
        : { id, metadata: { genero: [genres[index % 3]!], tags: [`t${index % 5}`], bpm: 80 + index } },
    ),
  );
  for (let user = 0; user < users; user++)
    await storeSignals(
      postgres.database,
      `u${user}`,
      ids.filter((_, index) =>
        index === 0 ? user % 2 === 1 : index % 3 === user % 3 && (index * 7 + user * 5) % 4 !== 0,
      ),
    );
}

/** What is stored is what a pass over the tables learns. */
async function expectLearned(): Promise<void> {
  const expected = await expectedColumns(postgres.database);
  await eventually(async () => expect(await storedColumns(postgres.database)).toEqual(expected));
}

/** A pass that was requested now, when it is finished. */
async function nextPass(service: RunningService): Promise<Record<string, unknown>> {
  const { body } = await startPass(service);
  return eventually(async () => {
    const pass = await passOf(service, String(body.pass_id));
    expect(pass.finished_at).not.toBeNull();
    return pass;
  });
}

describe('a pass', () => {
  test('runs at the start, and learns for every sample what the function learns from the same signals', async () => {
    await givenLog();
    const service = await start();
    await expectLearned();
    const columns = await storedColumns(postgres.database);
    expect(Object.keys(columns)).toHaveLength(30);
    // A sample without a vector is learned from its users; another from content, too.
    expect(Object.keys(columns.s0!).length).toBeGreaterThan(0);
    const pass = await nextPass(service);
    expect(pass).toMatchObject({ items: 30, solved: 30, changed: 0, sample_rate: 1, stage: null });
  });

  test('learns the same from the log again, after everything learned was lost', async () => {
    await givenLog();
    const service = await start();
    await expectLearned();
    const before = await storedColumns(postgres.database);
    await postgres.database.execute({ text: 'UPDATE learned_weights SET weights = NULL, neighbours_of = NULL' });
    await nextPass(service);
    expect(await storedColumns(postgres.database)).toEqual(before);
  });

  test('goes on after a stop with the ranges that it has not finished', async () => {
    await givenLog();
    const first = await start();
    await expectLearned();
    await Promise.all(running.splice(0).map(async (each) => each.stop()));
    await postgres.database.execute({
      text: `INSERT INTO learning_passes (pass_id, requested_at, started_at) VALUES ('half', now(), now())`,
    });
    await postgres.database.execute({ text: 'INSERT INTO learner_ranges (range, pass) VALUES (7, 0)' });
    await postgres.database.execute({
      text: `UPDATE learner_ranges SET pass = (SELECT pass FROM learning_passes WHERE pass_id = 'half') WHERE range = 0`,
    });
    await postgres.database.execute({ text: `UPDATE learned_weights SET weights = NULL WHERE sample_id = 's1'` });
    expect(first.name).toBe('learner');
    const service = await start();
    await eventually(async () => expect((await passOf(service, 'half')).finished_at).not.toBeNull());
    // The finished range is not solved again.
    expect((await storedColumns(postgres.database)).s1).toEqual({});
    await nextPass(service);
    await expectLearned();
  });

  test('takes a copy as its original, and no account’s own work', async () => {
    await givenLog();
    await storeSamples(postgres.database, [{ id: 'copy', creator: 'thief', duplicateOf: 's4' }]);
    await storeSignals(postgres.database, 'fan', ['s1', 's4']);
    await storeSignals(postgres.database, 'maker', ['s1', 's2', 's3']);
    const service = await start();
    await nextPass(service);
    const withOriginal = await storedColumns(postgres.database);
    await storeSignals(postgres.database, 'fan', ['s1', 'copy']);
    await storeSignals(postgres.database, 'maker', []);
    await nextPass(service);
    expect(await storedColumns(postgres.database)).toEqual(withOriginal);
  });

  test('learns nothing from what users chose to start with', async () => {
    await givenLog();
    for (const user of ['new', 'newer', 'newest'])
      await storeSignals(
        postgres.database,
        user,
        ['s1', 's5', 's9'].map((sample) => ({ sample, interaction: 'seed' })),
      );
    const service = await start();
    await nextPass(service);
    await expectLearned();
    expect(await metric(service, 'jophiel_learner_users')).toBe(12);
  });

  test('leaves out and counts accounts with too many signals a day', async () => {
    await givenLog();
    const service = await start({ LEARNER_MAX_SIGNALS_A_DAY: '20' });
    await expectLearned();
    const before = await storedColumns(postgres.database);
    await storeSignals(
      postgres.database,
      'robot',
      Array.from({ length: 21 }, (_, index) => `s${index}`),
    );
    await nextPass(service);
    expect(await storedColumns(postgres.database)).toEqual(before);
    expect(await metric(service, 'jophiel_learner_excluded_users')).toBe(1);
  });

  test('learns from an even sample of users where the log is large', async () => {
    await givenLog(30, 40);
    const service = await start({ LEARNER_MAX_SIGNALS: '100' });
    const pass = await nextPass(service);
    expect(pass.sample_rate).toBeLessThan(1);
    const users = await metric(service, 'jophiel_learner_users');
    expect(users).toBeGreaterThan(0);
    expect(users).toBeLessThan(40);
  });
});

describe('between passes', () => {
  test('a like reaches the weights of its sample, and an unlike leaves them', async () => {
    await givenLog();
    const service = await start();
    await expectLearned();
    const before = await storedColumns(postgres.database);
    await storeSignals(postgres.database, 'new', ['s1', 's5']);
    await storeSignals(postgres.database, 'newer', ['s1', 's5']);
    await tellSignals(transport, 'new');
    await tellSignals(transport, 'newer');
    await eventually(async () => expect((await storedColumns(postgres.database)).s5!.s1).not.toEqual(before.s5!.s1));
    expect(await metric(service, 'jophiel_learner_solved_total')).toBeGreaterThan(0);
    await nextPass(service);
    await expectLearned();
    await storeSignals(postgres.database, 'new', []);
    await storeSignals(postgres.database, 'newer', []);
    await tellSignals(transport, 'new');
    await tellSignals(transport, 'newer');
    await eventually(async () => expect((await storedColumns(postgres.database)).s5).toEqual(before.s5));
    await eventually(async () => expect(await metric(service, 'jophiel_learner_oldest_mark_seconds')).toBe(0));
  });

  test('an erased user leaves no trace in counts after the next pass', async () => {
    await givenLog();
    const service = await start();
    await expectLearned();
    const without = await storedColumns(postgres.database);
    await storeSignals(postgres.database, 'eve', ['s1', 's2', 's5', 's7']);
    await storeSignals(postgres.database, 'bob', ['s1', 's2', 's5', 's7']);
    await nextPass(service);
    expect(await storedColumns(postgres.database)).not.toEqual(without);
    await postgres.database.execute({ text: `DELETE FROM user_signals WHERE user_id IN ('eve', 'bob')` });
    await postgres.database.execute({ text: `DELETE FROM user_taste_profiles WHERE user_id IN ('eve', 'bob')` });
    await tellErased(transport, 'eve');
    await tellErased(transport, 'bob');
    await eventually(async () => expect((await storedColumns(postgres.database)).s5).toEqual(without.s5));
    await nextPass(service);
    expect(await storedColumns(postgres.database)).toEqual(without);
  });

  test('a new sample gets weights from its content, a removed one leaves the weights of others', async () => {
    await givenLog();
    const service = await start();
    await expectLearned();
    // Likes that came before their sample count as soon as it comes.
    await storeSignals(postgres.database, 'early', ['fresh', 's7']);
    await storeSignals(postgres.database, 'earlier', ['fresh', 's7']);
    await storeSamples(postgres.database, [{ id: 'fresh', metadata: { genero: ['trap'], tags: ['t1'], bpm: 90 } }]);
    await tellVectorized(transport, 'fresh');
    await eventually(async () => expect((await storedColumns(postgres.database)).fresh?.s7).toBeGreaterThan(0));
    await postgres.database.execute({
      text: `UPDATE sample_vectors SET removed_at = now(), revision = revision + 1 WHERE sample_id = 's4'`,
    });
    await tellRemoved(transport, 's4');
    await eventually(async () => {
      const columns = await storedColumns(postgres.database);
      expect(columns).not.toHaveProperty('s4');
      expect(columns.s1).not.toHaveProperty('s4');
    });
    const pass = await nextPass(service);
    expect(pass.items).toBe(30);
  });
});

test.each([1, 20])('neighbours are searched again in a pass when %i samples were added to ten', async (added) => {
  await givenLog(10);
  const service = await start();
  await expectLearned();
  await storeSamples(
    postgres.database,
    Array.from({ length: added }, (_, index) => ({
      id: `late${index}`,
      metadata: { genero: [['trap', 'polka', 'jazz'][index % 3]!], tags: [`t${index % 5}`], bpm: 80 + index },
    })),
  );
  for (let index = 0; index < added; index++) await tellVectorized(transport, `late${index}`);
  await eventually(async () => expect(Object.keys(await storedColumns(postgres.database))).toHaveLength(10 + added));
  await nextPass(service);
  await expectLearned();
});

describe('two processes', () => {
  test('share the ranges of a pass, and learn together what one learns alone', async () => {
    await givenLog();
    await postgres.database.execute({ text: `SELECT setval('learned_weights_number_seq', 4090)` });
    const first = await start();
    const second = await start();
    await expectLearned();
    await eventually(async () => {
      expect(await metric(first, 'jophiel_learner_ranges')).toBe(1);
      expect(await metric(second, 'jophiel_learner_ranges')).toBe(1);
    }, 30_000);
    const before = await storedColumns(postgres.database);
    await postgres.database.execute({ text: 'UPDATE learned_weights SET weights = NULL' });
    const pass = await nextPass(first);
    expect(pass).toMatchObject({ items: 30, solved: 30, changed: 30 });
    expect(await storedColumns(postgres.database)).toEqual(before);
    await Promise.all(running.splice(0, 1).map(async (service) => service.stop()));
    await postgres.database.execute({ text: 'UPDATE learned_weights SET weights = NULL' });
    expect(await nextPass(second)).toMatchObject({ solved: 30, changed: 30 });
    expect(await storedColumns(postgres.database)).toEqual(before);
  });
});

describe('with the weight of co-interaction at 0', () => {
  test('it idles, ready, and says so', async () => {
    await givenLog();
    const service = await start({}, 0);
    await eventually(async () => expect((await fetch(`${service.url}/health/ready`)).status).toBe(200));
    const { status, body } = await startPass(service);
    expect([status, body.code]).toEqual([409, 'LEARNING_OFF']);
    expect(await storedColumns(postgres.database)).toEqual({});
  });
});

async function metric(service: RunningService, name: string): Promise<number> {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(name) && !each.startsWith('#'));
  return Number(line!.split(' ').at(-1));
}
