import { Progress } from '@jophiel/local';
import { loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform } from '@jophiel/generator';
import { givenPostgres } from '@jophiel/testing';
import { CatalogueKnowledge, postgresCandidates, CachedCandidates, requestFor } from '@jophiel/candidates';
import { plannerSettings } from '@jophiel/postgres';
import { type Listener, rankFeed, recallOf, scoringOptionsOf } from '@jophiel/scoring';
import { exactFeed, type Item, loadItems } from './lib/exact-feed.ts';
import { fillCatalogue } from './lib/fill-catalogue.ts';
import { listenersOf } from './lib/listeners.ts';
import { readRealEvents } from './lib/real-data.ts';
import { type Findings, quantile } from './lib/report.ts';

export interface CandidatesOptions {
  readonly samples: number;
  readonly users: number;
  /** The real catalogue and its playlists instead of an imaginary platform. */
  readonly real: boolean;
}

/** Recall at 200 by ScoreFinal of each candidate source, and the time of its searches. */
export async function candidates({ samples, users, real }: CandidatesOptions): Promise<Findings> {
  const domain = loadDefinition('audio');
  const options = scoringOptionsOf(domain);
  const now = Date.now();
  const postgres = await givenPostgres();
  try {
    const { events, interactions } = real ? await realPlatform(samples) : imaginaryPlatform(samples, now);
    const progress = new Progress('filling');
    await fillCatalogue(postgres.database, domain, events, (done) => progress.show(done, samples));
    progress.end('filled');
    const items = await loadItems(postgres.database);
    const listeners = listenersOf(domain, interactions(), items, now).slice(0, users);
    const knowledge = new CatalogueKnowledge(postgres.database, options.layout);
    const scorerDatabase = postgres.connect({ serverSettings: plannerSettings });
    const cached = new CachedCandidates(scorerDatabase, 100_000);
    const source = postgresCandidates(scorerDatabase, {
      layout: options.layout.id,
      catalogue: knowledge.catalogue,
      cached,
      weights: options.weights,
      now: () => new Date(),
    });
    const found: { recall: number; ms: number; candidates: number }[] = [];
    for (const listener of listeners) found.push(await measure(listener, items));
    async function measure(listener: Listener, all: readonly Item[]) {
      const exact = exactFeed(listener, all, options.calculator, options.feedSize, now);
      const startedAt = performance.now();
      const [list = []] = await source.find([requestFor(listener, options, [])]);
      const ms = performance.now() - startedAt;
      const ranked = rankFeed(listener, list, {
        calculator: options.calculator,
        popularity: new Map(),
        size: options.feedSize,
        now,
      });
      return { recall: recallOf(ranked, exact), ms, candidates: list.length };
    }
    const recalls = found.map((each) => each.recall);
    const times = found.slice(5).map(({ ms }) => ms);
    return {
      sizes: { samples: items.length, users: listeners.length },
      figures: {
        'recall@200 mean': recalls.reduce((sum, each) => sum + each, 0) / recalls.length,
        'recall@200 p5': quantile(recalls, 0.05),
        'recall@200 min': Math.min(...recalls),
        'p50 ms': quantile(times, 0.5),
        'p95 ms': quantile(times, 0.95),
        'p99 ms': quantile(times, 0.99),
        'candidates p50': quantile(
          found.map((each) => each.candidates),
          0.5,
        ),
      },
      floor: {},
      ratio: {},
    };
  } finally {
    await postgres.remove();
  }
}

function imaginaryPlatform(samples: number, now: number) {
  const platform = new ImaginaryPlatform(loadDefinition('audio'), {
    users: 1_000,
    samples,
    interactions: 60_000,
    seed: 3,
    now,
  });
  return { events: platform.samples(), interactions: () => platform.interactions() };
}

async function realPlatform(samples: number) {
  const [events, interactions] = await Promise.all([
    readRealEvents('sample-analyzed', samples),
    readRealEvents('board-interactions'),
  ]);
  return { events, interactions: () => interactions };
}
