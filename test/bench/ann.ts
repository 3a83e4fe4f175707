import {
  annCandidates,
  type AskNearest,
  askOverHttp,
  askOverNats,
  Circuit,
  CachedCandidates,
  type NearestRequest,
  requestFor,
  withNamed,
} from '@jophiel/candidates';
import { Progress } from '@jophiel/local';
import { idsOf, loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform } from '@jophiel/generator';
import { rankFeed, recallOf, scoringOptionsOf } from '@jophiel/scoring';
import { givenNats, givenPostgres, temporaryFolder } from '@jophiel/testing';
import type { Transport } from '@jophiel/transport';
import { startAnnProcess } from './lib/ann-process.ts';
import { askInFlight } from './lib/ask-in-flight.ts';
import { startEcho } from './lib/echo.ts';
import { exactFeed, type Item, loadItems } from './lib/exact-feed.ts';
import { fillCatalogue } from './lib/fill-catalogue.ts';
import { type LearnedListeners, learnedListenersOf } from './lib/learned-listeners.ts';
import type { Findings } from './lib/report.ts';

export interface AnnOptions {
  readonly samples: number;
  readonly users: number;
  readonly engine: string;
}

const TIMEOUT_MS = 30_000;
/** Minimum for a p99: of 200 questions, it would be the second slowest. */
const MIN_QUESTIONS = 1_000;
/** Their true feeds are computed sample by sample: a second each at a million samples. */
const USERS_OF_RECALL = 60;
/** The scorer asks for this multiple of the candidates where variety ranks. */
const PER_WANTED = 5;
const CREATORS_PER_WANTED = 1.1;
const FLOOR_SUBJECT = 'bench.echo';
/** Scale of the streams of the given NATS. */
const STREAM_SCALE = 0.05;

/**
 * The ann service in its own process: recall of the final lists at 200, and latency of the scorer's question over NATS
 * and HTTP. The floor is a process that only returns an answer of the same size.
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
      const learned = await learnedListenersOf(domain, [...platform.interactions()], items, { users, now });
      const overNats = askOverNats(transport, TIMEOUT_MS, domain.ids);
      const { recalls, questions } = await askAsTheScorer(overNats, learned, items, postgres.connect(), now);
      const ways = { NATS: overNats, HTTP: askOverHttp(service.url, TIMEOUT_MS) };
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
        sizes: { samples: items.length, users: learned.listeners.length, k: questions[0]!.queries[0]!.k },
        figures,
        floor,
        ratio: Object.fromEntries(
          Object.entries(floor).map(([name, least]) => [name, figures[name as keyof typeof figures] / least]),
        ),
        aims: {
          'recall@200 mean': '≥ .99 at 100 k',
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

/** Asks what the scorer asks for each listener, and measures the recall of some of the feeds. */
async function askAsTheScorer(
  ask: AskNearest,
  { listeners, popularity, popular }: LearnedListeners,
  items: readonly Item[],
  database: ReturnType<Awaited<ReturnType<typeof givenPostgres>>['connect']>,
  now: number,
): Promise<{ recalls: number[]; questions: NearestRequest[] }> {
  const domain = loadDefinition('audio');
  const options = scoringOptionsOf(domain);
  const ranking = { calculator: options.calculator, popularity, size: options.feedSize, now };
  const questions: NearestRequest[] = [];
  const cached = new CachedCandidates(database, 100_000);
  const found = annCandidates({
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
    cached,
    weights: options.weights,
    perWanted: PER_WANTED,
    creatorsPerWanted: CREATORS_PER_WANTED,
    now: () => new Date(now),
    onFound: () => {},
    onFallback: () => {},
  });
  const source = withNamed(found, { cached, layout: options.layout.id, now: () => new Date(now) });
  const recalls: number[] = [];
  for (const [index, listener] of listeners.entries()) {
    const [list = []] = await source.find([requestFor(listener, options, popular)]);
    if (index >= USERS_OF_RECALL) continue;
    recalls.push(recallOf(rankFeed(listener, list, ranking), exactFeed(listener, items, ranking)));
  }
  return { recalls, questions };
}

async function measure(
  ways: Readonly<Record<string, AskNearest>>,
  questions: readonly NearestRequest[],
): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  const rounds = Array.from({ length: Math.ceil(MIN_QUESTIONS / questions.length) }, () => questions);
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
      TIMEOUT_MS,
      loadDefinition('audio').ids,
    ),
    HTTP: askOverHttp(echo.url, TIMEOUT_MS),
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
