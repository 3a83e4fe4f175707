import { Progress } from '@jophiel/local';
import { loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform } from '@jophiel/generator';
import { givenPostgres } from '@jophiel/testing';
import {
  CachedCandidates,
  type CandidateSource,
  CatalogueKnowledge,
  postgresCandidates,
  requestFor,
  withNamed,
} from '@jophiel/candidates';
import { plannerSettings } from '@jophiel/postgres';
import { rankFeed, recallOf, type ScoringOptions, scoringOptionsOf } from '@jophiel/scoring';
import { layoutOf } from '@jophiel/vectors';
import { exactFeed, type Item, loadItems } from './lib/exact-feed.ts';
import { fillCatalogue } from './lib/fill-catalogue.ts';
import { type LearnedListeners, learnedListenersOf } from './lib/learned-listeners.ts';
import { readRealEvents } from './lib/real-data.ts';
import { type Findings, quantile } from './lib/report.ts';

export interface CandidatesOptions {
  readonly samples: number;
  readonly users: number;
  /** The real catalogue and its playlists instead of an imaginary platform. */
  readonly real: boolean;
}

/**
 * Recall at 200 of the candidates from PostgreSQL, and the time of their searches: by the whole score, learned from all
 * interactions, and by ScoreFinal alone.
 */
export async function candidates({ samples, users, real }: CandidatesOptions): Promise<Findings> {
  const domain = loadDefinition('audio');
  const now = Date.now();
  const postgres = await givenPostgres();
  try {
    const { events, interactions } = real ? await realPlatform(samples) : imaginaryPlatform(samples, now);
    const progress = new Progress('filling');
    await fillCatalogue(postgres.database, domain, events, (done) => progress.show(done, samples));
    progress.end('filled');
    const items = await loadItems(postgres.database);
    const learned = await learnedListenersOf(domain, interactions(), items, { users, now });
    const scorerDatabase = postgres.connect({ serverSettings: plannerSettings });
    const knowledge = new CatalogueKnowledge(postgres.database, layoutOf(domain.features));
    const cached = new CachedCandidates(scorerDatabase, 100_000);
    const sourceOf = ({ layout: { id: layout }, weights }: ScoringOptions) => {
      const options = { layout, cached, now: () => new Date() };
      const found = postgresCandidates(scorerDatabase, { ...options, catalogue: knowledge.catalogue, weights });
      return withNamed(found, options);
    };
    const whole = scoringOptionsOf(domain);
    const alone = scoringOptionsOf({ ...domain, ranking: 'score-final' });
    return {
      sizes: { samples: items.length, users: learned.listeners.length },
      figures: {
        ...figuresOf(await measure(sourceOf(whole), whole, learned, items, now)),
        ...named('ScoreFinal alone', figuresOf(await measure(sourceOf(alone), alone, learned, items, now))),
      },
      floor: {},
      ratio: {},
      aims: { 'recall@200 mean': '≥ .99 at 100 k, and not below ScoreFinal alone' },
    };
  } finally {
    await postgres.remove();
  }
}

interface Found {
  readonly recall: number;
  readonly ms: number;
  readonly candidates: number;
}

async function measure(
  source: CandidateSource,
  options: ScoringOptions,
  { listeners, popularity, popular }: LearnedListeners,
  items: readonly Item[],
  now: number,
): Promise<Found[]> {
  const { calculator, feedSize: size } = options;
  const ranking = { calculator, popularity, size, now };
  const found: Found[] = [];
  for (const listener of listeners) {
    const startedAt = performance.now();
    const [list = []] = await source.find([requestFor(listener, options, popular)]);
    const ms = performance.now() - startedAt;
    const recall = recallOf(rankFeed(listener, list, ranking), exactFeed(listener, items, ranking));
    found.push({ recall, ms, candidates: list.length });
  }
  return found;
}

/** The first searches warm caches up, and are not timed. */
const WARM_UP = 5;

function figuresOf(found: readonly Found[]): Record<string, number> {
  const recalls = found.map(({ recall }) => recall);
  const times = found.slice(WARM_UP).map(({ ms }) => ms);
  return {
    'recall@200 mean': recalls.reduce((sum, each) => sum + each, 0) / recalls.length,
    'recall@200 p5': quantile(recalls, 0.05),
    'recall@200 min': Math.min(...recalls),
    'p50 ms': quantile(times, 0.5),
    'p95 ms': quantile(times, 0.95),
    'p99 ms': quantile(times, 0.99),
    'candidates p50': quantile(
      found.map(({ candidates: count }) => count),
      0.5,
    ),
  };
}

const named = (name: string, figures: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).map(([figure, value]) => [`${name} ${figure}`, value]));

function imaginaryPlatform(samples: number, now: number) {
  const platform = new ImaginaryPlatform(loadDefinition('audio'), {
    users: 1_000,
    samples,
    interactions: 60_000,
    seed: 3,
    now,
  });
  return { events: platform.samples(), interactions: () => [...platform.interactions()] };
}

async function realPlatform(samples: number) {
  const [events, interactions] = await Promise.all([
    readRealEvents('sample-analyzed', samples),
    readRealEvents('board-interactions'),
  ]);
  return { events, interactions: () => interactions };
}
