import { setTimeout as sleep } from 'node:timers/promises';
import { fetchWithKey, Progress } from '@jophiel/local';
import { loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform } from '@jophiel/generator';
import type { Database } from '@jophiel/postgres';
import { type Listener, type ScoringOptions, scoringOptionsOf } from '@jophiel/scoring';
import { type RunningStack, startStack } from '../stack/running-stack.ts';
import { storeBareFeeds } from './lib/bare-feeds.ts';
import { cpuSince, cpuTimesOf } from './lib/cpu-times.ts';
import { type Item, loadItems } from './lib/exact-feed.ts';
import { fillCatalogue } from './lib/fill-catalogue.ts';
import { likeOneByOne } from './lib/like-one-by-one.ts';
import { listenersOf } from './lib/listeners.ts';
import { type Findings, quantile } from './lib/report.ts';
import { searchByEngine, searchByService } from './lib/search-alone.ts';
import { storeListeners } from './lib/store-listeners.ts';

export interface BatchOptions {
  readonly samples: number;
  readonly users: number;
  /** Source of candidates: postgres or ann. */
  readonly source: string;
}

interface Prepared {
  readonly items: readonly Item[];
  readonly listeners: readonly (Listener & { readonly taste: Float32Array })[];
}

/** Users without a taste are not searched for; with this number, enough users have one. */
const INTERACTIONS_PER_USER = 20;
const LIKES = 60;
const WARM_UP = 10;
/** The clock of the scorer requests no second run. */
const MILLENNIUM_MINUTES = '525600000';

/**
 * A batch by the running services: a run that computes all feeds, a run that finds hardly any change, and a run with
 * likes at the same time. Floors: storing such feeds and nothing else, and the search of the engine alone.
 */
export async function batch({ samples, users, source }: BatchOptions): Promise<Findings> {
  const options = scoringOptionsOf(loadDefinition('audio'));
  let prepared: Prepared | undefined;
  const stack = await startStack({
    durable: true,
    environment: {
      CANDIDATE_SOURCE: source,
      BATCH_EVERY_MINUTES: MILLENNIUM_MINUTES,
      CANARY_SHARE: '0',
      // As in production; tests read the catalogue more often.
      CATALOGUE_REFRESH_MS: '5000',
    },
    prepare: async (database) => {
      prepared = await fill(database, options, { samples, users });
    },
  });
  try {
    const { items, listeners } = prepared!;
    const first = await run(stack, 'first run', false);
    const second = await run(stack, 'second run', true);
    const alone = (await likeOneByOne(stack, samples, LIKES + WARM_UP)).slice(WARM_UP);
    const beside = await likesBeside(stack, samples);
    const searched = source === 'ann' ? await searchByService(stack.natsUrl, listeners, options) : undefined;
    const bare = await storeBareFeeds(stack.database);
    await Promise.all(Object.values(stack.processes).map(async (service) => service.stop()));
    const engine = searched === undefined ? undefined : await searchByEngine(items, listeners, options);
    return {
      sizes: { samples: items.length, users: listeners.length },
      figures: {
        ...first,
        ...second,
        'like without a batch, p50 ms': quantile(alone, 0.5),
        'like without a batch, p99 ms': quantile(alone, 0.99),
        'like during a batch, p50 ms': quantile(beside, 0.5),
        'like during a batch, p99 ms': quantile(beside, 0.99),
        ...(searched === undefined ? {} : { 'search alone, users/s': searched }),
      },
      floor: {
        'first run, users/s': bare,
        'like during a batch, p50 ms': quantile(alone, 0.5),
        'like during a batch, p99 ms': quantile(alone, 0.99),
        ...(engine === undefined ? {} : { 'search alone, users/s': engine }),
      },
      ratio: {
        'first run, users/s': first['first run, users/s']! / bare,
        'like during a batch, p50 ms': quantile(beside, 0.5) / quantile(alone, 0.5),
        'like during a batch, p99 ms': quantile(beside, 0.99) / quantile(alone, 0.99),
        ...(searched === undefined || engine === undefined ? {} : { 'search alone, users/s': searched / engine }),
      },
      aims: { 'first run, users/s': '≥ 1,000 at 300 k', 'like during a batch, p99 ms': '≤ 150' },
    };
  } finally {
    await stack.stop();
  }
}

async function fill(
  database: Database,
  { layout, definitive }: ScoringOptions,
  { samples, users }: { samples: number; users: number },
): Promise<Prepared> {
  const domain = loadDefinition('audio');
  const now = Date.now();
  const interactions = users * INTERACTIONS_PER_USER;
  const platform = new ImaginaryPlatform(domain, { users: 2 * users, samples, interactions, seed: 3, now });
  const progress = new Progress('filling');
  await fillCatalogue(database, domain, platform.samples(), (done) => progress.show(done, samples));
  const items = await loadItems(database);
  const listeners = listenersOf(domain, platform.interactions(), items, now)
    .filter((listener): listener is Prepared['listeners'][number] => listener.taste !== undefined)
    .slice(0, users);
  await storeListeners(database, listeners, { layout: layout.id, decision: definitive[0]! });
  await database.execute({
    text: `INSERT INTO batch_runs (run_id, requested_at, reasons) VALUES ('clock-1970-01-01T00:00:00.000Z', now(), '{}')`,
  });
  progress.end(`${samples} samples, ${listeners.length} users`);
  return { items, listeners };
}

interface BatchRun {
  readonly run_id: string;
  readonly finished_at: string | null;
  readonly users: number;
  readonly done: number;
  readonly changed: number;
}

async function run(stack: RunningStack, name: string, everyone: boolean): Promise<Record<string, number>> {
  const before = cpuTimesOf(stack);
  const progress = new Progress(name);
  const startedAt = performance.now();
  const { users, changed } = await finished(stack, everyone, ({ done, users: all }) => progress.show(done, all));
  const seconds = (performance.now() - startedAt) / 1_000;
  progress.end(`${users} users, ${changed} feeds changed`);
  const cpu = Object.entries(cpuSince(before, stack, users));
  return {
    [`${name}, users/s`]: users / seconds,
    [`${name}, feeds changed`]: changed,
    ...Object.fromEntries(cpu.map(([process, ms]) => [`${name}, ${process}/user`, ms])),
  };
}

async function finished(
  { services }: RunningStack,
  everyone: boolean,
  onProgress: (run: BatchRun) => void,
): Promise<BatchRun> {
  const ask = async (path: string, init?: RequestInit) =>
    (await (await fetchWithKey(`${services.scorer}/v1/batch${path}`, init)).json()) as BatchRun;
  let current = await ask(`?everyone=${everyone}`, { method: 'POST' });
  while (current.finished_at === null) {
    await sleep(20);
    current = await ask(`/${current.run_id}`);
    onProgress(current);
  }
  return current;
}

/** Sequential likes for the duration of a run over all users. */
async function likesBeside(stack: RunningStack, samples: number): Promise<number[]> {
  const ended = new AbortController();
  const running = finished(stack, true, () => {}).finally(() => ended.abort());
  const times: number[] = [];
  while (!ended.signal.aborted) times.push(...(await likeOneByOne(stack, samples, WARM_UP)));
  await running;
  return times;
}
