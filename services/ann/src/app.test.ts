import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { storeSamples, tasteFor } from '@jophiel/candidates/given-catalogue';
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
  Way,
} from '@jophiel/testing';
import type { Transport } from '@jophiel/transport';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AnnClient, askOverNats, layout, tell } from '../test/given-ann.ts';
import { startAnn } from './app.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let transport: Transport;
let toNats: Way;
let folder: TemporaryFolder;
const running: RunningService[] = [];

const trap = { genero: ['trap'], tags: ['dark'] };
const polka = { genero: ['polka'], tags: ['merry'] };
const likeTrap = { vector: [...tasteFor(trap)] };
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  transport = await nats.connect();
  toNats = new Way(nats.url);
  await toNats.open();
});
beforeEach(async () => {
  folder = temporaryFolder('snapshots');
  await postgres.database.execute({ text: 'TRUNCATE sample_vectors' });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map(async (service) => service.stop()));
  folder.remove();
});
afterAll(async () => {
  await toNats?.cut();
  await Promise.all([postgres?.remove(), nats?.remove()]);
});

async function start(settings: Readonly<Record<string, string>> = {}): Promise<AnnClient> {
  const service = await startAnn(
    givenEnvironment(
      { postgres, nats },
      {
        ANN_THREADS: '0',
        ...settings,
      },
    ),
  );
  running.push(service);
  return new AnnClient(service);
}

async function startReady(settings: Readonly<Record<string, string>> = {}): Promise<AnnClient> {
  const client = await start(settings);
  await eventually(async () => expect(await client.readiness()).toMatchObject({ status: 200 }));
  return client;
}

/** Engines with a complete snapshot. One of hnsw has two files: rows and a graph. */
const savedEngines = () =>
  readdirSync(folder.path)
    .filter((name) => !name.endsWith('.graph'))
    .map((name) => name.slice(`${layout}.`.length));
const stopAll = async () => Promise.all(running.splice(0).map(async (service) => service.stop()));

async function store(...samples: readonly { id: number; metadata: object; creator?: number; of?: string }[]) {
  await storeSamples(
    postgres.database,
    samples.map(({ id, metadata, creator = 1, of = layout }) => ({
      sampleId: String(id),
      creatorId: String(creator),
      publishedAt: minutesAgo(id),
      metadata: metadata as Record<string, unknown>,
      layout: of,
    })),
  );
}

async function unlist(id: number): Promise<void> {
  await postgres.database.execute({
    text: `UPDATE sample_vectors SET removed_at = now(), revision = revision + 1 WHERE sample_id = $1`,
    values: [String(id)],
  });
}

describe('the ann service follows the catalogue', () => {
  test('at the start it finds listed samples only', async () => {
    await store({ id: 1, metadata: trap }, { id: 2, metadata: polka }, { id: 3, metadata: trap });
    await unlist(3);
    const client = await startReady();
    expect(await client.ids(likeTrap)).toEqual([1, 2]);
  });

  test('the next query sees new, changed and removed samples', async () => {
    await store({ id: 1, metadata: trap });
    const client = await startReady();
    await store({ id: 2, metadata: trap });
    await tell(transport, '2', 'changed');
    await eventually(async () => expect(await client.ids({ ...likeTrap, novelty: 0.2 })).toEqual([1, 2]));

    await store({ id: 1, metadata: polka });
    await tell(transport, '1', 'changed');
    await eventually(async () => expect(await client.ids(likeTrap)).toEqual([2, 1]));

    await unlist(2);
    await tell(transport, '2', 'removed');
    await eventually(async () => expect(await client.ids(likeTrap)).toEqual([1]));
  });

  test('it catches up with changes from a time without NATS', async () => {
    await store({ id: 1, metadata: trap }, { id: 2, metadata: trap });
    const client = await startReady({ NATS_URL: toNats.url });
    await toNats.cut();
    await eventually(async () => expect((await client.readiness()).status).toBe(503));
    await store({ id: 3, metadata: trap });
    await unlist(1);
    expect(await client.ids(likeTrap)).toEqual([1, 2]);
    await toNats.open();
    await eventually(async () => expect(await client.ids(likeTrap)).toEqual([2, 3]));
  });

  test('the regular comparison finds a lost event', async () => {
    await store({ id: 1, metadata: trap });
    const client = await startReady({ ANN_CATCH_UP_SECONDS: '0.1' });
    await store({ id: 2, metadata: trap });
    await eventually(async () => expect(await client.ids(likeTrap)).toEqual([1, 2]));
  });
});

describe('readiness', () => {
  test('without PostgreSQL it is not ready, refuses queries, and does not serve over NATS', async () => {
    const toPostgres = new Way(postgres.url);
    await toPostgres.open();
    await toPostgres.cut();
    await store({ id: 1, metadata: trap });
    const client = await start({ DATABASE_URL: toPostgres.url });
    const { status, index } = await client.readiness();
    expect([status, index.ok]).toEqual([503, false]);
    const refused = await client.post({ layout, queries: [{ ...likeTrap, k: 1 }] });
    expect([refused.status, refused.body.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    await expect(askOverNats(transport, {})).rejects.toMatchObject({ code: 'REQUEST_UNANSWERED' });

    await toPostgres.open();
    await eventually(async () => expect((await client.readiness()).status).toBe(200));
    expect(await client.ids(likeTrap)).toEqual([1]);
    await stopAll();
    await toPostgres.cut();
  });
});

describe.each(['exact', 'hnsw'])('snapshots of %s', (engine) => {
  const withSnapshots = () => ({ ANN_SNAPSHOT_FOLDER: folder.path, ANN_ENGINE: engine });
  const snapshot = () => `${folder.path}/${layout}.${engine}`;

  test('a restarted process loads its snapshot and catches up with later changes', async () => {
    await store({ id: 1, metadata: trap }, { id: 2, metadata: trap }, { id: 3, metadata: polka });
    await startReady(withSnapshots());
    await stopAll();
    expect(savedEngines()).toEqual([engine]);
    // A change without a new revision: only a full read would see the other creator.
    await postgres.database.execute({ text: `UPDATE sample_vectors SET creator_id = '9' WHERE sample_id = '2'` });
    await store({ id: 4, metadata: trap });
    await unlist(1);
    const client = await startReady(withSnapshots());
    expect(await client.ids(likeTrap)).toEqual([2, 4, 3]);
    expect(await client.ids({ ...likeTrap, filter: { creators: [9] } })).toEqual([]);
  });

  test('a damaged snapshot is ignored: the index is read from PostgreSQL', async () => {
    await store({ id: 1, metadata: trap });
    writeFileSync(snapshot(), 'nonsense');
    const client = await startReady(withSnapshots());
    expect(await client.ids(likeTrap)).toEqual([1]);
  });

  test('snapshots are written regularly, without a stop', async () => {
    await store({ id: 1, metadata: trap });
    await startReady({ ...withSnapshots(), ANN_SNAPSHOT_MINUTES: '0.0001', ANN_CATCH_UP_SECONDS: '0.05' });
    await eventually(() => expect(savedEngines()).toEqual([engine]));
  });
});

describe('snapshots when the engine changes', () => {
  const using = (engine: string) => ({ ANN_SNAPSHOT_FOLDER: folder.path, ANN_ENGINE: engine });

  test('rows without their graph are ignored', async () => {
    await store({ id: 1, metadata: trap });
    await startReady(using('hnsw'));
    await stopAll();
    for (const name of readdirSync(folder.path).filter((each) => each.endsWith('.graph')))
      rmSync(`${folder.path}/${name}`);
    const client = await startReady(using('hnsw'));
    expect(await client.ids(likeTrap)).toEqual([1]);
  });

  test('auto continues with the engine of the latest snapshot', async () => {
    await store({ id: 1, metadata: trap });
    await startReady(using('hnsw'));
    await stopAll();
    await store({ id: 2, metadata: trap });
    const client = await startReady(using('auto'));
    expect(await client.ids(likeTrap)).toEqual([1, 2]);
    await stopAll();
    expect(savedEngines()).toEqual(['hnsw']);

    await startReady(using('exact'));
    await stopAll();
    const saved = statSync(`${folder.path}/${layout}.hnsw`).mtimeMs;
    await store({ id: 3, metadata: trap });
    await startReady(using('auto'));
    await stopAll();
    expect(statSync(`${folder.path}/${layout}.hnsw`).mtimeMs).toBe(saved);
  });
});

describe('a change of layout', () => {
  const former = 'the-former-layout';

  test('both layouts are served until the last sample has changed; others are refused', async () => {
    await store(
      { id: 1, metadata: trap, of: former },
      { id: 2, metadata: trap, of: former },
      { id: 3, metadata: polka },
    );
    const client = await startReady({ ANN_CATCH_UP_SECONDS: '0.1' });
    expect(await client.ids(likeTrap)).toEqual([3]);
    expect(await client.ids(likeTrap, former)).toEqual([1, 2]);
    const unknown = await client.post({ layout: 'unknown', queries: [{ ...likeTrap, k: 1 }] });
    expect([unknown.status, unknown.body.code]).toEqual([409, 'LAYOUT_NOT_SERVED']);
    expect((await client.get('/v1/samples/1/nearest')).body).toMatchObject({ layout: former });

    await store({ id: 1, metadata: trap });
    await tell(transport, '1', 'changed');
    await eventually(async () => expect(await client.ids(likeTrap)).toEqual([1, 3]));
    expect(await client.ids(likeTrap, former)).toEqual([1, 2]);

    await unlist(2);
    await tell(transport, '2', 'removed');
    await eventually(async () => {
      const { body } = await client.post({ layout: former, queries: [{ ...likeTrap, k: 1 }] });
      expect(body.code).toBe('LAYOUT_NOT_SERVED');
    });
    expect((await client.get('/v1/samples/1/nearest')).body).toMatchObject({ layout });
  });
});

describe('answers', () => {
  test('are the same over NATS and HTTP, and problems are replies', async () => {
    await store({ id: 1, metadata: trap }, { id: 2, metadata: polka });
    const client = await startReady();
    const body = {
      layout,
      queries: [
        { ...likeTrap, k: 1, now: '2026-03-01T12:00:00Z' },
        { samples: [2], k: 5 },
      ],
    };
    const { body: overHttp } = await client.post(body);
    const overNats = await eventually(async () => askOverNats(transport, body));
    expect(overNats).toEqual(overHttp);
    expect(overNats.answers!.map((list) => list.map(({ sample_id }) => sample_id))).toEqual([[1], [1]]);
    expect(await askOverNats(transport, { layout, queries: [] })).toMatchObject({
      code: 'BODY_INVALID',
      faults: [{ path: '/queries' }],
    });
    const unreadable = await transport.request('ann.nearest', '{', 5_000);
    expect(JSON.parse(Buffer.from(unreadable).toString())).toMatchObject({ code: 'BODY_UNREADABLE' });
  });

  test('two replicas share the queries', async () => {
    await store({ id: 1, metadata: trap });
    const clients = [await startReady(), await startReady()];
    const answered = async (client: AnnClient) => {
      const text = await fetch(`${running[clients.indexOf(client)]!.url}/metrics`).then(async (one) => one.text());
      return Number(/jophiel_ann_queries_total\S* (\d+)/.exec(text)?.[1] ?? 0);
    };
    await eventually(async () => {
      await askOverNats(transport, { layout, queries: [{ ...likeTrap, k: 1 }] });
      expect(await Promise.all(clients.map(answered))).toEqual([expect.toSatisfy(Boolean), expect.toSatisfy(Boolean)]);
    });
  });

  test('the nearest of a sample exclude it; an unknown sample is not found', async () => {
    await store({ id: 1, metadata: trap }, { id: 2, metadata: trap }, { id: 3, metadata: polka });
    const client = await startReady();
    const { body } = await client.get<{ sample_id: number; samples: { sample_id: number; score: number }[] }>(
      '/v1/samples/1/nearest?k=1',
    );
    expect(body).toMatchObject({ sample_id: 1, layout, samples: [{ sample_id: 2, score: expect.closeTo(1, 5) }] });
    expect((await client.get('/v1/samples/77/nearest')).body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect((await client.get('/v1/samples/x/nearest')).body).toMatchObject({
      code: 'BODY_INVALID',
      faults: [{ path: '/params/sample_id', value: '"x"' }],
    });
  });
});

test('hnsw and auto give the same answers', async () => {
  await store({ id: 1, metadata: trap }, { id: 2, metadata: polka });
  const limited = await startReady({ ANN_ENGINE: 'auto', ANN_EXACT_MOST_MS: '0.000001' });
  const hnsw = await startReady({ ANN_ENGINE: 'hnsw' });
  for (const client of [limited, hnsw]) expect(await client.ids(likeTrap)).toEqual([1, 2]);
});

test('qdrant without its address is refused at the start', async () => {
  await expect(start({ ANN_ENGINE: 'qdrant' })).rejects.toMatchObject({ code: 'SETTING_INVALID' });
});

test('a snapshot folder that cannot be created is refused at the start', async () => {
  writeFileSync(`${folder.path}/file`, '');
  await expect(start({ ANN_SNAPSHOT_FOLDER: `${folder.path}/file/folder` })).rejects.toMatchObject({
    code: 'SETTING_INVALID',
    message: expect.stringContaining('ANN_SNAPSHOT_FOLDER'),
  });
});
