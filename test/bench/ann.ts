import {
  annCandidates,
  type AskNearest,
  askOverHttp,
  askOverNats,
  Circuit,
  type NearestRequest,
  CachedCandidates,
} from '@jophiel/candidates';
import { Progress } from '@jophiel/local';
import { idsOf, loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform } from '@jophiel/generator';
import { type Listener, rankFeed, recallOf, scoringOptionsOf } from '@jophiel/scoring';
import { givenNats, givenPostgres, temporaryFolder } from '@jophiel/testing';
import type { Transport } from '@jophiel/transport';
import { startAnnProcess } from './lib/ann-process.ts';
import { askInFlight } from './lib/ask-in-flight.ts';
import { startEcho } from './lib/echo.ts';
import { exactFeed, type Item, loadItems } from './lib/exact-feed.ts';
import { fillCatalogue } from './lib/fill-catalogue.ts';
import { listenersOf } from './lib/listeners.ts';
import type { Findings } from './lib/report.ts';

export interface AnnOptions {
  readonly samples: number;
  readonly users: number;
  readonly engine: string;
}

const PATIENCE_MS = 30_000;
/** So many questions at least make a figure: of 200, the slowest hundredth would be two. */
const LEAST_ASKED = 1_000;
/** Whose true feeds are computed one sample after another: a second each at a million samples. */
const USERS_OF_RECALL = 60;
/** As many times as many candidates as the scorer asks for where variety ranks. */
const PER_WANTED = 5;
const CREATORS_PER_WANTED = 1.1;
const FLOOR_SUBJECT = 'bench.echo';
/** As the given NATS has its streams. */
const STREAM_SCALE = 0.05;

/**
 * The ann service as a process of its own: how many of the true best 200 the final lists hold, and how long the scorer's
 * question takes over NATS and over HTTP. The floor is an answer of the same size by a process that does nothing else.
 */
export async function ann({ samples, users, engine }: AnnOptions): Promise<Findings> {
  const domain = loadDefinition('audio');
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
      NATS_STREAM_SCALE: String(STREAM_SCALE),
      ANN_ENGINE: engine,
      ANN_SNAPSHOT_FOLDER: folder.path,
    };
    const first = await startAnnProcess(environment);
    await first.stop();
    const service = await startAnnProcess(environment);
    const transport = await nats.connect();
    try {
      const items = await loadItems(postgres.database);
      const listeners = listenersOf(domain, platform.interactions(), items, now)
        .filter(({ taste }) => taste !== undefined)
        .slice(0, users);
      const overNats = askOverNats(transport, PATIENCE_MS, domain.ids);
      const { recalls, questions } = await askAsTheScorer(overNats, listeners, items, postgres.connect(), now);
      const ways = { NATS: overNats, HTTP: askOverHttp(service.url, PATIENCE_MS) };
      for (const ask of Object.values(ways)) await measure({ warm: ask }, questions);
      const figures = {
        'recall@200 mean': recalls.reduce((sum, each) => sum + each, 0) / recalls.length,
        'recall@200 min': Math.min(...recalls),
        ...(await measure(ways, questions)),
        'start from PostgreSQL ms': first.startedInMs,
        'start from snapshot ms': service.startedInMs,
        ...(await bytesPerSample(service, items.length)),
      };
      const floor = await measureFloor(transport, nats.url, questions, await service.answer(questions[0]!));
      return {
        sizes: { samples: items.length, users: listeners.length, k: questions[0]!.queries[0]!.k },
        figures,
        floor,
        ratio: Object.fromEntries(
          Object.entries(floor).map(([name, least]) => [name, figures[name as keyof typeof figures] / least]),
        ),
        aims: {
          'recall@200 mean': '≥ .995 at 300 k, ≥ .98 at 1 M',
          'HTTP, 1 in flight: p99 ms': '≤ 10 at 300 k, ≤ 25 at 1 M',
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

/** What the scorer asks for each listener, and how much of the true feed comes of the answers to some of them. */
async function askAsTheScorer(
  ask: AskNearest,
  listeners: readonly Listener[],
  items: readonly Item[],
  database: ReturnType<Awaited<ReturnType<typeof givenPostgres>>['connect']>,
  now: number,
): Promise<{ recalls: number[]; questions: NearestRequest[] }> {
  const domain = loadDefinition('audio');
  const options = scoringOptionsOf(domain);
  const size = options.feedSize;
  const questions: NearestRequest[] = [];
  const source = annCandidates({
    ask: async (question) => {
      questions.push(question);
      return ask(question);
    },
    circuit: new Circuit({
      pauseMs: 0,
      maxPauseMs: 0,
      clock: () => performance.now(),
      onChange: (works, reason) => {
        if (!works) throw reason;
      },
    }),
    fallback: { find: async () => Promise.reject(new Error('The ann service did not answer.')) },
    layout: options.layout.id,
    ids: idsOf(domain),
    cached: new CachedCandidates(database, 100_000),
    weights: options.weights,
    perWanted: PER_WANTED,
    creatorsPerWanted: CREATORS_PER_WANTED,
    now: () => new Date(now),
    onFound: () => {},
    onFallback: () => {},
  });
  const recalls: number[] = [];
  for (const [index, listener] of listeners.entries()) {
    const request = { ...listener, creators: [...listener.followedCreators], wanted: size };
    const [list = []] = await source.find([request]);
    if (index >= USERS_OF_RECALL) continue;
    const ranked = rankFeed(listener, list, { calculator: options.calculator, popularity: new Map(), size, now });
    recalls.push(recallOf(ranked, exactFeed(listener, items, options.calculator, size, now)));
  }
  return { recalls, questions };
}

async function measure(
  ways: Readonly<Record<string, AskNearest>>,
  questions: readonly NearestRequest[],
): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  const rounds = Array.from({ length: Math.ceil(LEAST_ASKED / questions.length) }, () => questions);
  for (const [name, ask] of Object.entries(ways))
    for (const inFlight of [1, 8]) Object.assign(figures, await askInFlight(name, rounds.flat(), inFlight, ask));
  return figures;
}

async function measureFloor(
  transport: Transport,
  natsUrl: string,
  questions: readonly NearestRequest[],
  answer: string,
): Promise<Record<string, number>> {
  const echo = await startEcho({ natsUrl, streamScale: STREAM_SCALE, subject: FLOOR_SUBJECT, answer });
  const ways = {
    NATS: askOverNats(
      { request: async (_, body, ms) => transport.request(FLOOR_SUBJECT, body, ms) },
      PATIENCE_MS,
      loadDefinition('audio').ids,
    ),
    HTTP: askOverHttp(echo.url, PATIENCE_MS),
  };
  await measure(ways, questions);
  const floor = await measure(ways, questions);
  echo.stop();
  return floor;
}

async function bytesPerSample(service: Awaited<ReturnType<typeof startAnnProcess>>, samples: number) {
  const { indexBytes, residentBytes } = await service.memory();
  return { 'index bytes a sample': indexBytes / samples, 'process bytes a sample': residentBytes / samples };
}
