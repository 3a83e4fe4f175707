import { inChunks } from '@jophiel/events';
import { loadDefinition } from '@jophiel/domain';
import { askOverNats, type NearestRequest } from '@jophiel/candidates';
import { connectNats, jetStreamTransport } from '@jophiel/nats';
import { ExactEngine, type NearestItem, type NearestQuery } from '@jophiel/nearest';
import type { Listener, ScoringOptions } from '@jophiel/scoring';
import type { Item } from './exact-feed.ts';

const TIMEOUT_MS = 10_000;
const USERS_AT_ONCE = 64;
/** The values of the batch with creator rules. */
const [PER_PLACE, CREATORS_PER_PLACE] = [5, 1.1];
const MS_PER_DAY = 86_400_000;

type Tastes = readonly (Listener & { readonly taste: Float32Array })[];

/** The ann service alone: the batch's search for users without follows. @returns users per second */
export async function searchByService(
  natsUrl: string,
  listeners: Tastes,
  { layout, weights, feedSize }: ScoringOptions,
): Promise<number> {
  const connection = await connectNats({ url: natsUrl, name: 'bench' });
  const ask = askOverNats(
    await jetStreamTransport(connection, { replicas: 1, scale: 0.5 }),
    TIMEOUT_MS,
    loadDefinition('audio').ids,
  );
  const queriesOf = (some: Tastes): NearestRequest['queries'] =>
    some.map(({ taste }) => ({
      vector: Buffer.from(taste.buffer, taste.byteOffset, taste.byteLength).toString('base64'),
      k: PER_PLACE * feedSize,
      up_to_creators: Math.ceil(CREATORS_PER_PLACE * feedSize),
      similarity: weights.similarity,
      novelty: weights.novelty,
    }));
  const rate = await usersPerSecond(listeners, async (some) => ask({ layout: layout.id, queries: queriesOf(some) }));
  await connection.close();
  return rate;
}

/** The same by the engine in this process: the floor of the service. */
export async function searchByEngine(
  items: readonly Item[],
  listeners: Tastes,
  { layout, weights, feedSize }: ScoringOptions,
): Promise<number> {
  const space = {
    layout: layout.id,
    dimensions: layout.dimensions,
    halfLifeMs: weights.noveltyHalfLifeDays * MS_PER_DAY,
  };
  const engine = await ExactEngine.open({ space });
  await engine.upsert(items.map(({ sampleId, ...item }): NearestItem => ({ ...item, id: sampleId, tokens: [] })));
  const now = Date.now();
  const queriesOf = (some: Tastes): NearestQuery[] =>
    some.map(({ taste }) => ({
      vector: taste,
      k: PER_PLACE * feedSize,
      upToCreators: Math.ceil(CREATORS_PER_PLACE * feedSize),
      similarity: weights.similarity,
      novelty: weights.novelty,
      now,
    }));
  const rate = await usersPerSecond(listeners, async (some) => engine.search(queriesOf(some)));
  await engine.close();
  return rate;
}

/** Two concurrently: one is prepared while the other is searched. */
async function usersPerSecond(listeners: Tastes, search: (some: Tastes) => Promise<unknown>): Promise<number> {
  const groups = inChunks(listeners, USERS_AT_ONCE);
  const startedAt = performance.now();
  const work = async () => {
    for (let group = groups.pop(); group !== undefined; group = groups.pop()) await search(group);
  };
  await Promise.all([work(), work()]);
  return (listeners.length * 1_000) / (performance.now() - startedAt);
}
