import type { NearestEngine, NearestQuery } from '@jophiel/nearest';
import { recallOf } from '@jophiel/scoring';
import { toDense } from '@jophiel/vectors';

export interface ChoiceOptions {
  readonly exact: NearestEngine;
  readonly ids: readonly string[];
  readonly openFaster: () => Promise<NearestEngine>;
  readonly dimensions: number;
  /** The other engine is tried only when an exact query takes longer. */
  readonly exactMaxMs: number;
  readonly k: number;
  readonly now: number;
  readonly clock: () => number;
}

export interface Choice {
  readonly engine: NearestEngine;
  readonly reason: string;
}

const QUERIES = 30;
const MIN_RECALL = 0.98;
const ITEMS_AT_ONCE = 5_000;

/** The other engine must be faster and have enough recall. The engine that is not chosen is closed. */
export async function chooseEngine(options: ChoiceOptions): Promise<Choice> {
  const { exact, exactMaxMs, clock, k } = options;
  const queries = await sampleQueries(options);
  const truth = await measure(exact, queries, clock);
  const exactly = `exact takes ${truth.ms.toFixed(2)} ms for ${exact.size()} samples`;
  if (truth.ms <= exactMaxMs) return { engine: exact, reason: `${exactly}, the limit is ${exactMaxMs} ms` };

  const faster = await options.openFaster();
  await copyItems(exact, faster, options.ids);
  const found = await measure(faster, queries, clock);
  const recall = meanRecall(found.answers, truth.answers);
  const reason = `${exactly}; ${faster.name} takes ${found.ms.toFixed(2)} ms and finds ${recall.toFixed(4)} of the best ${k}`;
  const isBetter = found.ms < truth.ms && recall >= MIN_RECALL;
  const [engine, other] = isBetter ? [faster, exact] : [exact, faster];
  await other.close();
  return { engine, reason };
}

async function sampleQueries({ exact, ids, dimensions, k, now }: ChoiceOptions): Promise<NearestQuery[]> {
  const step = Math.max(Math.floor(ids.length / QUERIES), 1);
  const chosen = ids.filter((_, place) => place % step === 0).slice(0, QUERIES);
  const items = await Promise.all(chosen.map(async (id) => exact.get(id)));
  return items
    .filter((item) => item !== undefined)
    .map(({ vector }) => ({ vector: toDense(vector, dimensions), k, similarity: 1, novelty: 0, now }));
}

/** Measures the first quartile, because slower queries are disturbed by other load. */
async function measure(engine: NearestEngine, queries: readonly NearestQuery[], clock: () => number) {
  const times: number[] = [];
  const answers = [];
  for (const query of queries) {
    const startedAt = clock();
    answers.push((await engine.search([query]))[0]!);
    times.push(clock() - startedAt);
  }
  return { answers, ms: times.sort((a, b) => a - b)[Math.floor(times.length / 4)] ?? 0 };
}

async function copyItems(from: NearestEngine, to: NearestEngine, ids: readonly string[]): Promise<void> {
  for (let start = 0; start < ids.length; start += ITEMS_AT_ONCE) {
    const items = await Promise.all(ids.slice(start, start + ITEMS_AT_ONCE).map(async (id) => from.get(id)));
    await to.upsert(items.filter((item) => item !== undefined));
  }
}

function meanRecall(found: Answers, truth: Answers): number {
  const shares = truth.map((list, place) => recallOf(found[place]!, list));
  return shares.reduce((sum, share) => sum + share, 0) / Math.max(shares.length, 1);
}

type Answers = Awaited<ReturnType<NearestEngine['search']>>;
