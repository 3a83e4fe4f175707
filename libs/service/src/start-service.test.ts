import { readFileSync } from 'node:fs';
import { open } from '@jophiel/http';
import { setTimeout as sleep } from 'node:timers/promises';
import { sampleDeleted, sampleRemoved } from '@jophiel/contracts';
import { JophielError } from '@jophiel/errors';
import { following, subscriber } from '@jophiel/messaging';
import {
  eventually,
  type GivenNats,
  givenNats,
  type GivenPostgres,
  givenPostgres,
  temporaryFolder,
  Way,
} from '@jophiel/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deletion, startWith } from '../test/given-service.ts';
import type { RunningService } from './service.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let transport: Awaited<ReturnType<GivenNats['connect']>>;
let running: RunningService | undefined;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  transport = await nats.connect();
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
afterAll(async () => {
  await Promise.all([postgres.remove(), nats.remove()]);
});

const ask = async (path: string, method = 'GET') => {
  const response = await fetch(`${running!.url}${path}`, { method });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const ready = async () =>
  eventually(async () => expect(await ask('/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } }));
const connectionsToPostgres = async () =>
  postgres.database.query({
    text: `SELECT FROM pg_stat_activity
               WHERE application_name = 'jophiel vectorizer' AND datname = current_database()`,
  });

/** A subscriber that refuses whatever it is told to. */
function listener() {
  const handled: string[] = [];
  const refused = new Set<string>();
  const onDeleted = subscriber(
    sampleDeleted,
    async (events) => {
      handled.push(...events.map(({ payload }) => payload.sample_id));
      return [];
    },
    {
      accepts: ({ payload }) => {
        const { sample_id: id } = payload as { sample_id: string };
        if (refused.has(id)) throw new JophielError('EVENT_INVALID', `${id} is refused.`);
      },
    },
  );
  return { handled, refused, onDeleted };
}

test('subscribers, routes and background work run in one service, as its role', async () => {
  const { handled, onDeleted } = listener();
  let worked = false;
  running = await startWith({ postgres, nats }, ({ database, domain }) => ({
    features: {
      removal: { subscribers: [onDeleted] },
      terms: {
        routes: (server) =>
          server.get('/whoami', { config: { access: open } }, async () => ({
            domain: domain.name,
            role: (await database.query({ text: 'SELECT current_user AS role' }))[0]!.role,
          })),
      },
      revectorise: { background: [async () => void (worked = true)] },
    },
  }));
  expect(running.name).toBe('vectorizer');
  await ready();
  await transport.publish([deletion('one')]);
  await eventually(() => expect(handled).toEqual(['one']));
  expect(worked).toBe(true);
  expect((await ask('/whoami')).body).toEqual({ domain: 'audio', role: 'jophiel_vectorizer' });
});

test('without roles it uses the user of the URL; without messaging it has no dead letters', async () => {
  running = await startWith(
    { postgres, nats },
    ({ database }) => ({
      features: {
        terms: {
          routes: (server) =>
            server.get(
              '/whoami',
              { config: { access: open } },
              async () => (await database.query({ text: 'SELECT current_user AS role' }))[0],
            ),
        },
      },
    }),
    { environment: { DATABASE_ROLES: 'false' }, manifest: { consumes: [], emits: [] } },
  );
  await ready();
  expect((await ask('/whoami')).body.role).not.toBe('jophiel_vectorizer');
  expect((await ask('/dead-letters')).status).toBe(404);
});

describe('a service that stops', () => {
  test('finishes its requests and events, in order, and leaves no connection', async () => {
    const steps: string[] = [];
    const handling = Promise.withResolvers<void>();
    const slow = subscriber(sampleDeleted, async () => {
      steps.push('handling');
      await handling.promise;
      steps.push('handled');
      return [];
    });
    const service = await startWith({ postgres, nats }, () => ({
      features: {
        removal: {
          subscribers: [slow],
          background: [
            async (signal) => {
              await new Promise((resolve) => {
                signal.addEventListener('abort', resolve);
              });
              steps.push('background told');
            },
          ],
        },
      },
      onStop: async () => void steps.push('parts stopped'),
    }));
    running = service;
    await ready();
    await transport.publish([deletion('slow')]);
    await eventually(() => expect(steps).toEqual(['handling']));
    running = undefined;
    const stopped = service.stop();
    await eventually(() => expect(steps).toContain('background told'));
    handling.resolve();
    await stopped;
    expect(steps).toEqual(['handling', 'background told', 'handled', 'parts stopped']);
    await eventually(async () => expect(await connectionsToPostgres()).toEqual([]));
    await expect(fetch(`${service.url}/health/live`)).rejects.toThrow('fetch failed');
  });

  test('while it is subscribing stops cleanly, and handles nothing afterwards', async () => {
    const folder = temporaryFolder('service');
    for (const pause of [0, 5, 15, 40]) {
      const { handled, onDeleted } = listener();
      const service = await startWith(
        { postgres, nats },
        () => ({ features: { removal: { subscribers: [onDeleted] } } }),
        {
          environment: { LOG_FOLDER: folder.path, LOG_LEVEL: 'warn' },
        },
      );
      await sleep(pause);
      await service.stop();
      await transport.publish([deletion(`after ${pause}`)]);
      await sleep(50);
      expect(handled).not.toContain(`after ${pause}`);
      await eventually(async () => expect(await connectionsToPostgres()).toEqual([]));
    }
    expect(readFileSync(`${folder.path}/central.log`, 'utf8')).toBe('');
    folder.remove();
  });

  test('stops although NATS and PostgreSQL were never available', async () => {
    const nowhere = { postgres: { url: 'postgresql://x@127.0.0.1:9/x' }, nats: { url: 'nats://127.0.0.1:9' } };
    running = await startWith(nowhere, () => ({
      features: { removal: { subscribers: [listener().onDeleted], follows: [following(sampleRemoved, () => {})] } },
    }));
    expect(await ask('/health/ready')).toMatchObject({
      status: 503,
      body: {
        checks: { database: { ok: false }, broker: { ok: false }, consumers: { ok: false }, news: { ok: false } },
      },
    });
    await running.stop();
    running = undefined;
  });
});

describe('"Registro de tiempo detallado": what a service measures', () => {
  const kept = async () => {
    const rows = await postgres.database.query<{ process: string; times: number; writers: number }>({
      text: `SELECT process, sum(times)::int AS times, count(DISTINCT writer)::int AS writers FROM vectorizer_timings
             WHERE until_items = 0 AND process IN ('GET /v1/ping', 'working', 'hourly') GROUP BY process ORDER BY process`,
    });
    return Object.fromEntries(rows.map(({ process, ...rest }) => [process, rest]));
  };
  const measuring = async (url: string, times: number) => {
    let work = (): void => {};
    running = await startWith({ postgres: { url }, nats }, ({ timings }) => {
      work = () => {
        for (let count = 0; count < times; count++) timings.measureSync('working', () => count);
        timings.run('hourly').add(10);
      };
      return {
        features: {
          terms: { routes: (server) => void server.get('/v1/ping', { config: { access: open } }, async () => ({})) },
        },
      };
    });
    return { work };
  };
  const unwritten = async () => {
    const text = await (await fetch(`${running!.url}/metrics`)).text();
    return Number(/^jophiel_timings_unwritten_seconds\S* (\S+)$/m.exec(text)![1]);
  };
  beforeEach(async () => postgres.database.execute({ text: 'TRUNCATE vectorizer_timings' }));

  test('is in its table after the stop: each request and the open runs, beside the earlier times', async () => {
    for (const starts of [1, 2]) {
      const { work } = await measuring(postgres.url, 5);
      expect(await unwritten()).toBe(0);
      work();
      await ask('/v1/ping');
      await running!.stop();
      running = undefined;
      expect(await kept()).toEqual({
        'GET /v1/ping': { times: starts, writers: starts },
        hourly: { times: starts, writers: starts },
        working: { times: 5 * starts, writers: starts },
      });
    }
  });

  test('stays in memory while PostgreSQL is unavailable', async () => {
    const way = new Way(postgres.url);
    await way.open();
    const { work } = await measuring(way.url, 5);
    await ready();
    await way.cut();
    work();
    expect((await ask('/v1/ping')).status).toBe(200);
    await eventually(async () => expect(await unwritten()).toBeGreaterThan(0.05));
    await way.open();
    await running!.stop();
    running = undefined;
    await way.cut();
    expect(await kept()).toMatchObject({ working: { times: 5 }, 'GET /v1/ping': { times: 1 } });
  });

  test('is lost when PostgreSQL is still unavailable at the stop, which is logged', async () => {
    const folder = temporaryFolder('service');
    const way = new Way(postgres.url);
    await way.open();
    const service = await startWith(
      { postgres: { url: way.url }, nats },
      ({ timings }) => ({
        features: { terms: { background: [async () => timings.measureSync('working', () => {})] } },
      }),
      { environment: { LOG_FOLDER: folder.path, LOG_LEVEL: 'warn' } },
    );
    await way.cut();
    await service.stop();
    expect(readFileSync(`${folder.path}/central.log`, 'utf8')).toContain('those of the last seconds are lost');
    expect(await kept()).toEqual({});
    folder.remove();
  });
});

test('a taken port is refused by its number', async () => {
  running = await startWith({ postgres, nats }, () => ({}));
  await ready();
  const port = Number(new URL(running.url).port);
  await expect(startWith({ postgres, nats }, () => ({}), { port })).rejects.toMatchObject({
    code: 'PREREQUISITE_MISSING',
    message: expect.stringContaining(`Port ${port}`),
  });
});

describe('a dead letter', () => {
  test('is listed without its body, and replayed on demand', async () => {
    const { handled, refused, onDeleted } = listener();
    refused.add('bad').add('worse');
    running = await startWith({ postgres, nats }, () => ({ features: { removal: { subscribers: [onDeleted] } } }));
    await transport.publish([deletion('bad'), deletion('worse')]);
    const letters = async () => (await ask('/dead-letters')).body.dead_letters as { reason: string }[];
    await eventually(async () => expect(await letters()).toHaveLength(2));
    expect(await letters()).toMatchObject([
      { consumer: 'vectorizer-sample-deleted', code: 'EVENT_INVALID', reason: 'worse is refused.', replayed_at: null },
      { consumer: 'vectorizer-sample-deleted', code: 'EVENT_INVALID', reason: 'bad is refused.', replayed_at: null },
    ]);
    expect((await letters())[0]).not.toHaveProperty('body');
    expect((await ask('/dead-letters?limit=1')).body.dead_letters).toHaveLength(1);

    refused.delete('bad');
    expect((await ask('/dead-letters/replay?consumer=somebody-else', 'POST')).body).toEqual({ replayed: 0 });
    expect((await ask('/dead-letters/replay?consumer=vectorizer-sample-deleted', 'POST')).body).toEqual({
      replayed: 2,
    });
    await eventually(() => expect(handled).toContain('bad'));
    await eventually(async () => expect(await letters()).toHaveLength(3));
    expect(await letters()).toMatchObject([
      { reason: 'worse is refused.', replayed_at: null },
      { replayed_at: expect.any(String) },
      { replayed_at: expect.any(String) },
    ]);
    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    expect(metrics).toMatch(/jophiel_dead_letters_waiting\{[^}]*\} 1\n/);
  });

  test('a consumer that PostgreSQL cannot even compare is refused', async () => {
    running = await startWith({ postgres, nats }, () => ({}));
    expect(await ask('/dead-letters/replay?consumer=%00', 'POST')).toMatchObject({
      status: 400,
      body: { code: 'BODY_INVALID', detail: expect.stringContaining('0x00') },
    });
  });

  test.each(['/dead-letters?limit=0', '/dead-letters?limit=1001', '/dead-letters?limit=many'])(
    '%s is refused',
    async (path) => {
      running = await startWith({ postgres, nats }, () => ({}));
      expect(await ask(path)).toMatchObject({ status: 400, body: { faults: [{ path: '/query/limit' }] } });
    },
  );
});
