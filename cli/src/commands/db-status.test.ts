import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { startIngestion } from '@jophiel/ingestion/app';
import type { RunningService } from '@jophiel/service';
import {
  givenEnvironment,
  type GivenNats,
  givenNats,
  type GivenPostgres,
  givenPostgres,
  temporaryFolder,
} from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../test/run-command.ts';
import { repository } from '@jophiel/local';
import { readRecordedWeights } from '../status/statements/read-recorded-weights.ts';

const folder = temporaryFolder('cli');
let postgres: GivenPostgres;
let nats: GivenNats;
let ingestion: RunningService;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  ingestion = await startIngestion(givenEnvironment({ postgres, nats }));
});
afterAll(async () => {
  await ingestion?.stop();
  await Promise.all([postgres.remove(), nats.remove()]);
  folder.remove();
});

async function happened(interaction: string, times: number): Promise<void> {
  const events = Array.from({ length: times }, () => ({
    event_name: `user.interaction.${interaction}`,
    event_id: randomUUID(),
    event_timestamp: '2026-03-01T12:00:00Z',
    payload: { user_id: 1, sample_id: 2, followed_user_id: 3 },
  }));
  const response = await fetch(`${ingestion.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(events),
  });
  expect(response.status).toBe(202);
}

/** The preset with another weight for likes, as a file. */
function withLikeAt(weight: number): string {
  const definition = JSON.parse(readFileSync(`${repository}libs/domain/presets/audio.json`, 'utf8'));
  definition.interactions.like.weight = weight;
  const path = `${folder.path}/like-at-${weight}.json`;
  writeFileSync(path, JSON.stringify(definition));
  return path;
}

/** For commands in processes of their own, on a busy machine. */
const TIMEOUT_MS = 120_000;

const status = async (domain: string) => run(['db:status'], { DATABASE_URL: postgres.url, JOPHIEL_DOMAIN: domain });

test(
  '"Evento ponderado": db:status shows a difference between the weights in the log and those of the definition',
  async () => {
    await happened('like', 3);
    await happened('play', 2);
    await happened('follow', 1);
    const before = await status('audio');
    expect([before.code, before.stderr]).toEqual([0, '']);
    expect(before.stdout).toMatch(/^interactions in the log +6$/m);
    expect(before.stdout).toMatch(/^like +1 +1 +3 +same$/m);
    expect(before.stdout).toMatch(/^play +0\.2 +0\.2 +2 +same$/m);
    expect(before.stdout).not.toMatch(/^follow/m);
    expect(before.stdout).toContain('weights: the log agrees with the definition "audio"');

    const after = await status(withLikeAt(2));
    expect([after.code, after.stderr]).toEqual([0, '']);
    expect(after.stdout).toMatch(/^like +1 +2 +3 +changed$/m);
    expect(after.stdout).toMatch(/^play +0\.2 +0\.2 +2 +same$/m);
    expect(after.stdout).toContain(
      'weights: 3 events were recorded with weights other than those of the definition "audio"',
    );
    expect(after.stdout).toMatch(/events:replay folds the log again/);
  },
  TIMEOUT_MS,
);

test(
  'an invalid definition is named below the tables',
  async () => {
    const { code, stdout, stderr } = await status('/nowhere.json');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^interactions in the log/m);
    expect(stderr).toMatch(/^DOMAIN_INVALID: .*\/nowhere\.json/);
  },
  TIMEOUT_MS,
);

test('a long log is sampled, and counts are estimates', async () => {
  const { database } = postgres;
  await database.execute({ text: 'TRUNCATE user_interactions' });
  await database.execute({
    text: `INSERT INTO user_interactions
             (event_id, user_id, interaction, sample_id, occurred_at, source, correlation_id, recorded_weight)
           SELECT gen_random_uuid(), number, 'like', '1', now(), 'test', 'test', CASE WHEN number % 4 = 0 THEN 2 END
           FROM generate_series(1, 40000) AS number`,
  });
  const whole = await readRecordedWeights(database);
  expect(whole.pagesRead).toBe(whole.pages);
  expect(whole.weights).toEqual([
    { interaction: 'like', weight: null, events: 30_000 },
    { interaction: 'like', weight: 2, events: 10_000 },
  ]);

  const sampled = await readRecordedWeights(database, 100);
  expect(sampled).toMatchObject({ pagesRead: 100, pages: whole.pages });
  expect(whole.pages).toBeGreaterThan(300);
  // If all pages had been read, the estimates would be several times too high.
  for (const [index, { events }] of whole.weights.entries()) {
    expect(sampled.weights[index]!.events).toBeGreaterThan(0.6 * events);
    expect(sampled.weights[index]!.events).toBeLessThan(1.4 * events);
  }
  expect(await readRecordedWeights(database, 100)).toEqual(sampled);
});
