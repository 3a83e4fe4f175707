import { buildServer, PROBLEM_TYPE, type Server, thePlatform } from '@jophiel/http';
import { Outbox } from '@jophiel/messaging';
import { openHealth, openMetrics } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import { type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asScorer, fresh, now } from '@jophiel/candidates/given-catalogue';
import { logger, tables } from '../../../test/given-users.ts';
import { advanceBatchRun, openBatchRun, planBatchRun } from '../../statements/batch-runs.ts';
import { addBatchRoutes } from './batch-routes.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let database: Database;
let outbox: Outbox;
let server: Server;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  database = postgres.connect(asScorer);
  outbox = new Outbox({ database, tables, transport: await nats.connect(), onFailure: () => {} });
  server = await buildServer({
    service: 'scorer',
    logger,
    metrics: openMetrics('scorer'),
    health: openHealth({}),
    access: { identify: () => thePlatform, isOnLoopback: true },
    httpDefaults: { compressFromBytes: undefined, origins: [] },
    bodyLimitBytes: 65_536,
  });
  addBatchRoutes(server, { database, outbox, now: () => now });
});
afterAll(async () => {
  await server.close();
  await outbox.settled();
  await nats.remove();
  await postgres.remove();
});

const ask = async (query = '') => server.inject({ method: 'POST', url: `/v1/batch${query}` });
const look = async (runId: string) => server.inject({ method: 'GET', url: `/v1/batch/${runId}` });

const requestOf = async (runId: string) => {
  const rows = await database.query<{ body: string }>({ text: `SELECT body FROM ${tables.outbox}` });
  const bodies = rows.map(({ body }) => JSON.parse(body) as { payload: { run_id: string; everyone: boolean } });
  return bodies.find(({ payload }) => payload.run_id === runId)?.payload;
};

describe('requesting a run', () => {
  test.each([
    ['', false],
    ['?everyone=false', false],
    ['?everyone=true', true],
  ])('%j opens a new run, which has not started', async (query, everyone) => {
    const answers = [await ask(query), await ask(query)];
    for (const answer of answers) {
      expect(answer.statusCode).toBe(202);
      expect(answer.json()).toEqual({
        run_id: expect.stringMatching(/^asked-/),
        requested_at: now.toISOString(),
        started_at: null,
        finished_at: null,
        users: 0,
        done: 0,
        changed: 0,
        reasons: {},
      });
    }
    const [one, two] = answers.map((answer) => answer.json<{ run_id: string }>().run_id) as [string, string];
    expect(one).not.toBe(two);
    expect(await requestOf(one)).toEqual({ run_id: one, everyone });
  });

  test.each(['?everyone=perhaps', '?everyone=', '?everyone=true&everyone=false'])('%j is a problem', async (query) => {
    const before = await database.query({ text: 'SELECT FROM batch_runs' });
    const answer = await ask(query);
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain(PROBLEM_TYPE);
    expect(answer.json()).toMatchObject({
      code: 'BODY_INVALID',
      status: 400,
      faults: [expect.objectContaining({ path: '/query/everyone' })],
    });
    expect(await database.query({ text: 'SELECT FROM batch_runs' })).toHaveLength(before.length);
  });
});

describe('reading a run', () => {
  test('shows its progress, and the reasons for its users', async () => {
    const runId = fresh('run');
    await openBatchRun(database, runId, now);
    await planBatchRun(database, runId, { 'no feed': 2, 'feed aged': 1 }, now);
    await advanceBatchRun(database, runId, { done: 2, changed: 1 }, now);
    const answer = await look(runId);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      run_id: runId,
      requested_at: now.toISOString(),
      started_at: now.toISOString(),
      finished_at: null,
      users: 3,
      done: 2,
      changed: 1,
      reasons: { 'no feed': 2, 'feed aged': 1 },
    });
    await advanceBatchRun(database, runId, { done: 1, changed: 1 }, now);
    expect((await look(runId)).json()).toMatchObject({ done: 3, changed: 2, finished_at: now.toISOString() });
  });

  test.each(['unknown', 'clock-2026-03-01T12:00:00.000Z', 'with%20space', '%F0%9F%8E%B5'])(
    'that is unknown (%s) is a problem',
    async (runId) => {
      const answer = await look(runId);
      expect(answer.statusCode).toBe(404);
      expect(answer.headers['content-type']).toContain(PROBLEM_TYPE);
      expect(answer.json()).toMatchObject({ code: 'NOT_FOUND', detail: expect.stringContaining('no batch run') });
    },
  );

  test.each(['%00', 'a%00b', 'line%0Abreak', '%7F'])('with an invalid name (%s) is a problem', async (runId) => {
    const answer = await look(runId);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({
      code: 'BODY_INVALID',
      faults: [expect.objectContaining({ path: '/params/run_id' })],
    });
  });

  test('with a name above the maximum length is a problem', async () => {
    const answer = await look('x'.repeat(201));
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'BODY_INVALID' });
    expect(answer.headers['content-type']).toContain(PROBLEM_TYPE);
  });
});
