import { availableParallelism } from 'node:os';
import { loadDefinition } from '@jophiel/domain';
import { ExactEngine, HnswEngine, type NearestEngine, type NearestQuery, type RestoredEngine } from '@jophiel/nearest';
import { temporaryFolder } from '@jophiel/testing';
import { dotDense, TopK } from '@jophiel/vectors';
import { measureBaselines } from './lib/baselines.ts';
import { diffuseTastes, type NearestData, platformData, shapedData } from './lib/nearest-data.ts';
import { type Findings, quantile } from './lib/report.ts';

export interface NearestOptions {
  readonly samples: number;
  /** Users of the batch. */
  readonly users: number;
  /** Dimensions and entries of a row, as 192x12; without it the imaginary platform's. */
  readonly shape: string | undefined;
  /** Also measures the graph, which takes minutes to build; the exact scan is always measured. */
  readonly hnsw: boolean;
  /** Also measures OpenBLAS, Faiss and hnswlib over the same vectors; they are dense in memory, and build graphs. */
  readonly compare: boolean;
}

const DAY = 86_400_000;
const SINGLE_QUERIES = 200;
const DIFFUSE_USERS = 256;
const NAIVE_QUERIES = 20;
const K = 200;
const K_WITH_VARIETY = 1_000;
const TIE = 1e-5;

/** The engines without the service around them. */
export async function nearest({ samples, users, shape, hnsw, compare }: NearestOptions): Promise<Findings> {
  const { similarity, novelty, noveltyHalfLifeDays } = loadDefinition('audio').scoring;
  const halfLifeMs = noveltyHalfLifeDays * DAY;
  const now = Date.now();
  const data =
    shape === undefined ? platformData(samples, users, now) : shapedData(readShape(shape), samples, users, now);
  const { items, dimensions } = data;
  const queriesFor = (tastes: readonly Float32Array[], k = K): NearestQuery[] =>
    tastes.map((vector) => ({ vector, k, similarity, novelty, now }));
  const queries = queriesFor(data.tastes);
  const naive = queries.slice(0, NAIVE_QUERIES).map((query) => plainScan(data, query, halfLifeMs));
  const plainMs = quantile(
    naive.map(({ ms }) => ms),
    0.5,
  );
  const threads = availableParallelism();
  const figures: Record<string, number> = {};
  const space = { layout: 'bench', dimensions, halfLifeMs };
  await measure('exact, 1 thread', await ExactEngine.open({ space, threads: 1 }));
  const exact = await ExactEngine.open({ space, threads });
  const all = `exact, ${threads} threads`;
  await measure(all, exact, async () => {
    Object.assign(figures, await moreOfTheExact(all, exact));
  });
  if (hnsw) {
    const graph = await HnswEngine.open({ space, landmark: now });
    await measure('hnsw', graph, async () => {
      Object.assign(
        figures,
        await snapshotTimes('hnsw', graph, async (file) => HnswEngine.fromSnapshot(file, { space, landmark: now })),
      );
    });
  }
  const thresholds = naive.map(({ scores }) => Math.min(...scores));
  const { figures: baselines, leftOut } = compare
    ? await measureBaselines({ items, queries, thresholds, halfLifeMs, threads })
    : { figures: {}, leftOut: [] };
  const ours = figures[`${all}: users/s`]!;
  return {
    sizes: { samples, users: queries.length, dimensions, entries: Math.round(entriesOf(data) / samples), k: K },
    figures: { ...figures, ...baselines },
    floor: { 'plain JS scan p50 ms': plainMs, 'plain JS scan users/s': 1_000 / plainMs },
    // Relative to the plain scan; of the others: the rate of the exact engine divided by theirs.
    ratio: {
      ...ratiosToPlain(figures, plainMs),
      ...Object.fromEntries(
        Object.entries(baselines).flatMap(([name, value]) => (name.endsWith('users/s') ? [[name, ours / value]] : [])),
      ),
    },
    aims: {
      [`${all}: p50 ms`]: '≤ 10',
      [`${all}: users/s`]: '≥ 2,500',
      [`${all}: bytes an item`]: '≤ 700',
      ...Object.fromEntries(
        Object.keys(baselines).flatMap((name) => (name.endsWith('users/s') ? [[name, 'ratio ≥ 1']] : [])),
      ),
    },
    leftOut,
  };

  async function measure(name: string, engine: NearestEngine, more = async () => {}): Promise<void> {
    const builtFrom = performance.now();
    for (let from = 0; from < items.length; from += 2_000) await engine.upsert(items.slice(from, from + 2_000));
    figures[`${name}: build ms`] = performance.now() - builtFrom;
    figures[`${name}: bytes an item`] = engine.memory() / samples;
    figures[`${name}: recall@${K}`] = await recallOf(engine);
    Object.assign(figures, await times(name, engine, queries));
    figures[`${name}: users/s`] = await usersPerSecond(engine, queries);
    await more();
    await engine.close();
  }

  async function moreOfTheExact(name: string, engine: ExactEngine): Promise<Record<string, number>> {
    const before = engine.scored;
    await engine.search(queries);
    const share = (engine.scored - before) / queries.length / engine.size();
    const diffuse = queriesFor(diffuseTastes(data, DIFFUSE_USERS));
    return {
      [`${name}: share of the items scored`]: share,
      [`${name}: users/s, k ${K_WITH_VARIETY}`]: await usersPerSecond(engine, queriesFor(data.tastes, K_WITH_VARIETY)),
      ...(await times(`${name}, of those who like anything`, engine, diffuse)),
      [`${name}, of those who like anything: users/s`]: await usersPerSecond(engine, diffuse),
    };
  }

  /** Recall; ties with the last of the true best count as true. */
  async function recallOf(engine: NearestEngine): Promise<number> {
    const found = await engine.search(queries.slice(0, NAIVE_QUERIES));
    const shares = found.map((list, index) => {
      const { scores } = naive[index]!;
      const threshold = Math.min(...scores) - TIE;
      return Math.min(list.filter(({ score }) => score >= threshold).length / scores.length, 1);
    });
    return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  }
}

function readShape(shape: string): { readonly dimensions: number; readonly entries: number } {
  const [dimensions, entries] = shape.split('x').map(Number);
  if (!Number.isInteger(dimensions) || !Number.isInteger(entries) || dimensions! < entries! || entries! < 1)
    throw new Error(`--shape is ${shape}; it must be dimensions x entries, as 192x12.`);
  return { dimensions: dimensions!, entries: entries! };
}

async function snapshotTimes(
  name: string,
  engine: Required<NearestEngine>,
  restore: (file: string) => Promise<RestoredEngine>,
): Promise<Record<string, number>> {
  const folder = temporaryFolder('bench-snapshot');
  const file = `${folder.path}/index`;
  const savedFrom = performance.now();
  await engine.saveSnapshot(file, '');
  const loadedFrom = performance.now();
  const restored = await restore(file);
  const loadedAt = performance.now();
  await restored.engine.close();
  folder.remove();
  return { [`${name}: saved in ms`]: loadedFrom - savedFrom, [`${name}: loaded in ms`]: loadedAt - loadedFrom };
}

async function times(name: string, engine: NearestEngine, queries: readonly NearestQuery[]) {
  const found: number[] = [];
  for (const query of queries.slice(0, SINGLE_QUERIES)) {
    const startedAt = performance.now();
    await engine.search([query]);
    found.push(performance.now() - startedAt);
  }
  return { [`${name}: p50 ms`]: quantile(found.slice(10), 0.5), [`${name}: p99 ms`]: quantile(found.slice(10), 0.99) };
}

async function usersPerSecond(engine: NearestEngine, queries: readonly NearestQuery[]): Promise<number> {
  const startedAt = performance.now();
  await engine.search(queries);
  return (queries.length * 1_000) / (performance.now() - startedAt);
}

function plainScan(
  { items }: NearestData,
  { vector, similarity, novelty, now }: NearestQuery,
  halfLifeMs: number,
): { ms: number; scores: number[] } {
  const startedAt = performance.now();
  const top = new TopK(K);
  for (const [index, item] of items.entries()) {
    const age = Math.max(now - item.publishedAt, 0);
    top.offer(index, similarity * dotDense(item.vector, vector) + novelty * 2 ** (-age / halfLifeMs));
  }
  const scores = top.result().map(({ score }) => score);
  return { ms: performance.now() - startedAt, scores };
}

function ratiosToPlain(figures: Readonly<Record<string, number>>, plainMs: number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(figures).flatMap(([name, value]) => {
      if (name.endsWith('p50 ms')) return [[name, value / plainMs]];
      return name.includes('users/s') ? [[name, (value * plainMs) / 1_000]] : [];
    }),
  );
}

function entriesOf({ items }: NearestData): number {
  return items.reduce((sum, { vector }) => sum + vector.indices.length, 0);
}
