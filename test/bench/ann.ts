import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  annCandidates,
  type AskNearest,
  askOverHttp,
  askOverNats,
  Circuit,
  RememberedCandidates,
} from '@jophiel/candidates';
import { Progress } from '@jophiel/cli/terminal';
import type { NearestBody } from '@jophiel/contracts';
import { idsOf, loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform } from '@jophiel/generator';
import { type Listener, rankFeed, recallOf, scoringOptionsOf } from '@jophiel/scoring';
import { givenNats, givenPostgres, temporaryFolder } from '@jophiel/testing';
import type { Transport } from '@jophiel/transport';
import { startAnnProcess } from './lib/ann-process.ts';
import { exactFeed, loadItems } from './lib/exact-feed.ts';
import { fillCatalogue } from './lib/fill-catalogue.ts';
import { listenersOf } from './lib/listeners.ts';
import { type Findings, quantile } from './lib/report.ts';

export interface AnnOptions {
  readonly samples: number;
  readonly users: number;
  readonly engine: string;
}

const WARM_UP = 20;
const PATIENCE_MS = 10_000;

/**
 * The ann service as a process of its own: how many of the true best 200 the final lists hold, and how long a question of
 * the scorer takes over NATS and over HTTP. The floor is the same answer, sent back by a server that does nothing else.
 */
export async function ann({ samples, users, engine }: AnnOptions): Promise<Findings> {
  const domain = loadDefinition('audio');
  const options = scoringOptionsOf(domain);
  const now = Date.now();
  const folder = temporaryFolder('ann');
  const [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  try {
    const platform = new ImaginaryPlatform(domain, { users: 1_000, samples, interactions: 60_000, seed: 3, now });
    const progress = new Progress('filling');
    await fillCatalogue(postgres.database, domain, platform.samples(), (done) => progress.show(done, samples));
    progress.end('filled');
    const environment = {
      DATABASE_URL: postgres.url,
      NATS_URL: nats.url,
      NATS_STREAM_SCALE: '0.05',
      ANN_ENGINE: engine,
      ANN_SNAPSHOT_FOLDER: folder.path,
    };
    const first = await startAnnProcess(environment);
    await first.stop();
    const service = await startAnnProcess(environment);
    try {
      const items = await loadItems(postgres.database);
      const listeners = listenersOf(domain, platform.interactions(), items, now).slice(0, users + WARM_UP);
      const transport = await nats.connect();
      const database = postgres.connect();
      const remembered = new RememberedCandidates(database, 100_000);
      const asked: NearestBody[] = [];
      const measured = async (ask: AskNearest) => {
        const [times, recalls]: [number[], number[]] = [[], []];
        const source = annCandidates(database, {
          ask: async (body) => {
            const startedAt = performance.now();
            const answer = await ask(body);
            times.push(performance.now() - startedAt);
            asked.push(body);
            return answer;
          },
          circuit: new Circuit({
            pauseMs: 0,
            longestPauseMs: 0,
            clock: () => performance.now(),
            onChange: (works, reason) => {
              if (!works) throw reason;
            },
          }),
          otherwise: { find: async () => Promise.reject(new Error('The ann service did not answer.')) },
          layout: options.layout.id,
          ids: idsOf(domain),
          remembered,
          weights: options.weights,
          perWanted: 1,
          now: () => new Date(now),
          onFound: () => {},
          onFallback: () => {},
        });
        for (const listener of listeners) recalls.push(await recallFor(listener, source));
        return { times: times.slice(WARM_UP), recalls };
      };
      const recallFor = async (listener: Listener, source: ReturnType<typeof annCandidates>) => {
        const list = await source.find({
          ...listener,
          followedCreators: [...listener.followedCreators],
          wanted: options.feedSize,
        });
        const ranking = { calculator: options.calculator, popularity: new Map(), size: options.feedSize, now };
        const exact = exactFeed(listener, items, options.calculator, options.feedSize, now);
        return recallOf(rankFeed(listener, list, ranking), exact);
      };
      const overNats = await measured(askOverNats(transport, PATIENCE_MS));
      const overHttp = await measured(askOverHttp(service.url, PATIENCE_MS));
      const floor = await measureFloor(transport, await nats.connect(), asked.slice(0, listeners.length));
      const { indexBytes, residentBytes } = await service.memory();
      const recalls = [...overNats.recalls, ...overHttp.recalls];
      const figures = {
        'recall@200 mean': recalls.reduce((sum, each) => sum + each, 0) / recalls.length,
        'recall@200 min': Math.min(...recalls),
        ...quantiles('NATS', overNats.times),
        ...quantiles('HTTP', overHttp.times),
        'start from PostgreSQL ms': first.startedInMs,
        'start from snapshot ms': service.startedInMs,
        'index bytes a sample': indexBytes / items.length,
        'process bytes a sample': residentBytes / items.length,
      };
      return {
        sizes: { samples: items.length, users: listeners.length - WARM_UP },
        figures,
        floor,
        ratio: Object.fromEntries(
          Object.entries(floor).map(([name, least]) => [name, figures[name as keyof typeof figures] / least]),
        ),
        aims: {
          'recall@200 mean': '≥ .995 at 300 k, ≥ .98 at 1 M',
          'HTTP p99 ms': '≤ 10 at 300 k, ≤ 25 at 1 M',
          'index bytes a sample': '≤ 700',
        },
      };
    } finally {
      await service.stop();
    }
  } finally {
    await Promise.all([postgres.remove(), nats.remove()]);
    folder.remove();
  }
}

function quantiles(way: string, times: readonly number[]) {
  return { [`${way} p50 ms`]: quantile(times, 0.5), [`${way} p99 ms`]: quantile(times, 0.99) };
}

/** The way alone: the same questions, and an answer of the same size that is always there. */
async function measureFloor(client: Transport, server: Transport, bodies: readonly NearestBody[]) {
  const list = Array.from({ length: 200 }, (_, index) => ({
    sample_id: 100_000 + index,
    score: 1.0123456789 - index / 1e4,
  }));
  const answer = JSON.stringify({ layout: bodies[0]!.layout, size: 0, answers: bodies[0]!.queries.map(() => list) });
  const echo = await server.serve('bench.floor', async (body) => (JSON.parse(Buffer.from(body).toString()), answer));
  const web = createServer((request, response) => {
    request.resume().once('end', () => response.end(answer));
  });
  await new Promise<void>((resolve) => {
    web.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  const overNats = askOverNats(
    { request: async (_, body, ms) => client.request('bench.floor', body, ms) },
    PATIENCE_MS,
  );
  const timesOf = async (ask: AskNearest) => {
    const times: number[] = [];
    for (const body of bodies) {
      const startedAt = performance.now();
      await ask(body);
      times.push(performance.now() - startedAt);
    }
    return times.slice(WARM_UP);
  };
  const floor = {
    ...quantiles('NATS', await timesOf(overNats)),
    ...quantiles('HTTP', await timesOf(askOverHttp(url, PATIENCE_MS))),
  };
  await echo.stop();
  web.close();
  return floor;
}
