import { loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform, randomFrom } from '@jophiel/generator';
import { ExactEngine, HnswEngine, type NearestEngine, type NearestItem, type NearestQuery } from '@jophiel/nearest';
import { addScaled, dotDense, layoutOf, tokenName, TopK, vectorise } from '@jophiel/vectors';
import { type Findings, quantile } from './lib/report.ts';

export interface NearestOptions {
  readonly samples: number;
  /** Users of the batch. */
  readonly users: number;
  /** Beside the exact scan, which is always measured; the graph takes minutes to build. */
  readonly hnsw: boolean;
}

const DAY = 86_400_000;
const SINGLE_QUERIES = 200;
const NAIVE_QUERIES = 20;
const K = 200;
const TIE = 1e-6;

/** The engines that find the nearest of many vectors, without the service around them. */
export async function nearest({ samples, users, hnsw }: NearestOptions): Promise<Findings> {
  const domain = loadDefinition('audio');
  const layout = layoutOf(domain.features);
  const now = Date.now();
  const halfLifeMs = domain.scoring.noveltyHalfLifeDays * DAY;
  const space = { layout: layout.id, dimensions: layout.dimensions, halfLifeMs };
  const items = itemsOf(samples);
  const queries = queriesOf(users);
  const naive = queries.slice(0, NAIVE_QUERIES).map((query) => plainScan(query));
  const plainMs = quantile(
    naive.map(({ ms }) => ms),
    0.5,
  );
  const figures: Record<string, number> = {};
  for (const threads of [1, 2])
    await measure(
      `exact, ${threads} thread${threads === 1 ? '' : 's'}`,
      await ExactEngine.open({ space, threads }),
      threads === 2,
    );
  if (hnsw) await measure('hnsw', await HnswEngine.open({ space, landmark: now }), true);
  return {
    sizes: { samples, users, dimensions: layout.dimensions, entries: Math.round(entriesOf(items) / samples), k: K },
    figures,
    floor: { 'plain JS scan p50 ms': plainMs, 'plain JS scan users/s': 1_000 / plainMs },
    ratio: Object.fromEntries(
      Object.entries(figures).flatMap(([name, value]) => {
        if (name.endsWith('p50 ms')) return [[name, value / plainMs]];
        return name.endsWith('users/s') ? [[name, (value * plainMs) / 1_000]] : [];
      }),
    ),
    aims: {
      'exact, 2 threads: p50 ms': '≤ 10',
      'exact, 2 threads: users/s': '≥ 1,000',
      'exact, 2 threads: bytes an item': '≤ 700',
    },
  };

  async function measure(name: string, engine: NearestEngine, isWhole: boolean): Promise<void> {
    const builtFrom = performance.now();
    for (let from = 0; from < items.length; from += 2_000) await engine.upsert(items.slice(from, from + 2_000));
    const buildMs = performance.now() - builtFrom;
    const times: number[] = [];
    for (const query of queries.slice(0, SINGLE_QUERIES)) {
      const startedAt = performance.now();
      await engine.search([query]);
      times.push(performance.now() - startedAt);
    }
    const batchFrom = performance.now();
    await engine.search(queries);
    const batchMs = performance.now() - batchFrom;
    figures[`${name}: p50 ms`] = quantile(times.slice(10), 0.5);
    figures[`${name}: p99 ms`] = quantile(times.slice(10), 0.99);
    figures[`${name}: users/s`] = (queries.length * 1_000) / batchMs;
    if (isWhole) {
      figures[`${name}: recall@${K}`] = await recallOf(engine);
      figures[`${name}: build ms`] = buildMs;
      figures[`${name}: bytes an item`] = engine.memory() / samples;
    }
    await engine.close();
  }

  /** Share of the true best; what ties with the last of them counts as true. */
  async function recallOf(engine: NearestEngine): Promise<number> {
    const found = await engine.search(queries.slice(0, NAIVE_QUERIES));
    const shares = found.map((list, index) => {
      const { scores } = naive[index]!;
      const threshold = Math.min(...scores) - TIE;
      return Math.min(list.filter(({ score }) => score >= threshold).length / scores.length, 1);
    });
    return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  }

  function itemsOf(count: number): NearestItem[] {
    const size = { users: 1, samples: count, interactions: 0, seed: 3, now };
    return Array.from(new ImaginaryPlatform(domain, size).samples(), ({ payload, event_timestamp }) => {
      const { sample_id, creator_id, metadata } = payload as {
        readonly sample_id: number;
        readonly creator_id: number;
        readonly metadata: Readonly<Record<string, unknown>>;
      };
      const { vector, tokens } = vectorise(layout, metadata);
      const publishedAt = Date.parse(event_timestamp);
      return {
        id: String(sample_id),
        creatorId: String(creator_id),
        publishedAt,
        vector,
        tokens: tokens.map(tokenName),
      };
    });
  }

  /** Tastes as users have them: the sum of some thirty items, a few alike and others not. */
  function queriesOf(count: number): NearestQuery[] {
    const random = randomFrom(7);
    const { similarity, novelty } = domain.scoring;
    return Array.from({ length: count }, () => {
      const sum = new Float64Array(layout.dimensions);
      for (let liked = 0; liked < 30; liked++) addScaled(sum, items[random.below(items.length)]!.vector, random.next());
      const length = Math.hypot(...sum);
      return { vector: Float32Array.from(sum, (value) => value / length), k: K, similarity, novelty, now };
    });
  }

  function plainScan({ vector, similarity, novelty }: NearestQuery): { ms: number; scores: number[] } {
    const startedAt = performance.now();
    const top = new TopK(K);
    for (const [index, item] of items.entries()) {
      const age = Math.max(now - item.publishedAt, 0);
      top.offer(index, similarity * dotDense(item.vector, vector) + novelty * 2 ** (-age / halfLifeMs));
    }
    const scores = top.result().map(({ score }) => score);
    return { ms: performance.now() - startedAt, scores };
  }
}

function entriesOf(items: readonly NearestItem[]): number {
  return items.reduce((sum, { vector }) => sum + vector.indices.length, 0);
}
