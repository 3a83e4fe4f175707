import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import type { Envelope } from '@jophiel/contracts';
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
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { countTerms, fresh, storeSamples, tasteFor } from '@jophiel/candidates/given-catalogue';
import { asked, feedOf, storeCrowd, storeUsers } from '../test/given-users.ts';
import { startScorer } from './app.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let transport: Transport;
let folder: TemporaryFolder;
let running: RunningService[] = [];
const news: Envelope<{ user_id: string; version: number }>[] = [];

/** With a period of a millennium, the service's clock has already requested its only run. */
const MILLENNIUM_MINUTES = '525600000';
const ONLY_PERIOD = 'clock-1970-01-01T00:00:00.000Z';

const trap = { genero: ['trap'] };
const polka = { genero: ['polka'] };

beforeAll(async () => {
  folder = temporaryFolder('logs');
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  transport = await nats.connect();
  await transport.follow('feed.updated', (body) => news.push(JSON.parse(Buffer.from(body).toString())));
  const samples = Array.from({ length: 40 }, (_, index) => ({
    sampleId: `${index < 20 ? 'trap' : 'polka'}${index}`,
    metadata: index < 20 ? trap : polka,
  }));
  await storeSamples(postgres.database, samples);
  await countTerms(postgres.database);
  await postgres.database.execute({
    text: `INSERT INTO batch_runs (run_id, requested_at, reasons) VALUES ($1, now(), '{}')`,
    values: [ONLY_PERIOD],
  });
});
afterEach(async () => {
  await Promise.all(running.map(async (service) => service.stop()));
  running = [];
  vi.restoreAllMocks();
  await postgres.database.execute({ text: 'TRUNCATE user_taste_profiles, user_feed_recommendations' });
});
afterAll(async () => {
  await Promise.all([nats.remove(), postgres.remove()]);
  folder.remove();
});

async function start(settings: Readonly<Record<string, string>> = {}): Promise<RunningService> {
  const service = await startScorer(
    givenEnvironment(
      { postgres, nats },
      {
        BATCH_EVERY_MINUTES: MILLENNIUM_MINUTES,
        ...settings,
      },
    ),
  );
  running.push(service);
  return service;
}

async function publish(event: Envelope<unknown>): Promise<void> {
  const [receipt] = await transport.publish([
    { subject: event.event_name, id: randomUUID(), body: JSON.stringify({ ...event }) },
  ]);
  expect(receipt).toBeDefined();
}

const updated = async (userId: string, profile_version: number) => {
  const event = asked('profile.updated', { user_id: userId, profile_version });
  await publish(event);
  return event;
};
const newsOf = (userId: string) => news.filter(({ payload }) => payload.user_id === userId);

async function finished({ url }: RunningService, query = '') {
  const asking = await fetch(`${url}/v1/batch${query}`, { method: 'POST' });
  expect(asking.status).toBe(202);
  const { run_id } = (await asking.json()) as { run_id: string };
  return eventually(async () => {
    const run = (await (await fetch(`${url}/v1/batch/${run_id}`)).json()) as { finished_at: string | null };
    expect(run.finished_at).not.toBeNull();
    return run;
  }, 20_000);
}

test('a changed profile makes a stored feed and its event', async () => {
  await start();
  const userId = fresh('u');
  await storeUsers(postgres.database, { userId, taste: tasteFor(trap), decided: ['trap0'] });
  const event = await updated(userId, 1);
  await eventually(() => expect(newsOf(userId)).toHaveLength(1));
  const feed = (await feedOf(postgres.database, userId))!;
  expect(feed.sample_ids).toHaveLength(39);
  expect(feed.sample_ids.slice(0, 19).every((id) => id.startsWith('trap'))).toBe(true);
  expect(feed.sample_ids).not.toContain('trap0');
  expect(newsOf(userId)[0]).toMatchObject({
    correlation_id: event.correlation_id,
    source: 'jophiel.scorer',
    payload: { user_id: userId, version: 1, profile_version: 1, size: 39 },
  });

  await storeUsers(postgres.database, { userId, version: 2, taste: tasteFor(polka) });
  await updated(userId, 2);
  await eventually(() => expect(newsOf(userId).map(({ payload }) => payload.version)).toEqual([1, 2]));
  expect((await feedOf(postgres.database, userId))!.sample_ids[0]).toMatch(/^polka/);

  await publish(asked('user.deleted', { user_id: userId }));
  await eventually(async () => expect(await feedOf(postgres.database, userId)).toBeUndefined());
});

test('a service with the minimum connection pool computes feeds', async () => {
  await start({ DATABASE_POOL: '1' });
  const userId = fresh('u');
  await storeUsers(postgres.database, { userId, taste: tasteFor(trap) });
  await updated(userId, 1);
  await eventually(async () => expect(await feedOf(postgres.database, userId)).toBeDefined());
});

test('two scorers share a run, and every user gets one feed', async () => {
  const [scorer] = [await start(), await start()];
  await storeCrowd(postgres.database, 'shared-', 320);
  expect(await finished(scorer)).toMatchObject({ users: 320, done: 320 });
  await eventually(() => expect(news.filter(({ payload }) => payload.user_id.startsWith('shared-'))).toHaveLength(320));
  const versions = await postgres.database.query({ text: 'SELECT DISTINCT version FROM user_feed_recommendations' });
  expect(versions).toEqual([{ version: 1 }]);
  expect(await finished(scorer)).toMatchObject({ users: 0 });
  expect(await finished(scorer, '?everyone=true')).toMatchObject({ users: 320, done: 320, reasons: { everyone: 320 } });
});

test('the clock runs batches by itself', async () => {
  await storeCrowd(postgres.database, 'clocked-', 3);
  await start({ BATCH_EVERY_MINUTES: '0.01' });
  await eventually(async () => expect(await feedOf(postgres.database, 'clocked-000003')).toBeDefined());
});

describe('health', () => {
  const health = async ({ url }: RunningService, kind: string) => {
    const answer = await fetch(`${url}/health/${kind}`);
    return { status: answer.status, body: (await answer.json()) as { checks: Record<string, unknown> } };
  };

  test('is live and ready when database, broker and consumers are available', async () => {
    const scorer = await start();
    expect((await health(scorer, 'live')).status).toBe(200);
    const ready = await eventually(async () => {
      const answer = await health(scorer, 'ready');
      expect(answer.status).toBe(200);
      return answer.body;
    });
    expect(Object.keys(ready.checks).toSorted()).toEqual(['broker', 'consumers', 'database']);
  });

  test('is live and not ready without the broker', async () => {
    const scorer = await start({ NATS_URL: 'nats://127.0.0.1:9' });
    expect((await health(scorer, 'live')).status).toBe(200);
    expect((await health(scorer, 'ready')).status).toBe(503);
  });

  test('the metrics show the duration of its processes', async () => {
    const scorer = await start();
    await storeCrowd(postgres.database, 'timed-', 1);
    await finished(scorer);
    const text = await (await fetch(`${scorer.url}/metrics`)).text();
    for (const process of ['batch-chunk', 'candidates', 'rank', 'store-feeds'])
      expect(text).toContain(`jophiel_process_seconds_count{service="scorer",process="${process}"} `);
  });
});

test('the log of a run grows with its chunks and milestones, not with its users', async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const scorer = await start({ LOG_LEVEL: 'info', LOG_FOLDER: folder.path });
  const lines = () => readFileSync(`${folder.path}/central.log`, 'utf8').trimEnd().split('\n');
  await storeCrowd(postgres.database, 'logged-', 550);
  expect(await finished(scorer)).toMatchObject({ users: 550 });
  const says = (message: string) => lines().some((line) => line.includes(`"msg":"${message}"`));
  await eventually(() => expect(says('run ended')).toBe(true));
  expect(says('batch planned')).toBe(true);
  const milestones = lines().filter((line) => line.includes('"msg":"milestone"'));
  expect(milestones.some((line) => line.includes('"process":"batch"') && line.includes('"items":100'))).toBe(true);
  expect(lines().some((line) => line.includes('logged-0'))).toBe(false);
  // Three chunks, one line per feature at the start, and single lines: listening, subscribed, planned, timings.
  expect(lines().length).toBeLessThan(3 + 32);
});
