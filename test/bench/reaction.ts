import { Progress, sendEvents, waitUntilHandled } from '@jophiel/local';
import { loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform } from '@jophiel/generator';
import { type RunningStack, startStack } from '../stack/running-stack.ts';
import { cpuSince, cpuTimesOf } from './lib/cpu-times.ts';
import { fillCatalogue } from './lib/fill-catalogue.ts';
import { measureHops } from './lib/hops.ts';
import { likeAtRate } from './lib/like-at-rate.ts';
import { likeOneByOne } from './lib/like-one-by-one.ts';
import { type Findings, quantile } from './lib/report.ts';

export interface ReactionOptions {
  readonly samples: number;
  readonly likes: number;
  /** Source of candidates: postgres or ann. */
  readonly source: string;
  /** Likes per second of many users; 0 skips this part. */
  readonly rate: number;
}

const WARM_UP = 20;
const USERS = 2_000;
const INTERACTIONS = 20_000;
const SECONDS = 20;

/**
 * Time from the POST of a like to the change of the feed: sequential likes of one user, and likes of many users at a
 * rate. The floor is the commits and hops alone.
 */
export async function reaction({ samples, likes, source, rate }: ReactionOptions): Promise<Findings> {
  const domain = loadDefinition('audio');
  const platform = new ImaginaryPlatform(domain, {
    users: USERS,
    samples,
    interactions: INTERACTIONS,
    seed: 11,
    now: Date.now(),
  });
  const stack = await startStack({
    durable: true,
    environment: {
      CANDIDATE_SOURCE: source,
      BATCH_EVERY_MINUTES: '525600',
      // As in production; tests read the catalogue more often.
      CATALOGUE_REFRESH_MS: '5000',
    },
    prepare: async (database) => {
      const progress = new Progress('filling');
      await fillCatalogue(database, domain, platform.samples(), (done) => progress.show(done, samples));
      progress.end(`${samples} samples`);
    },
  });
  try {
    await interact(stack, platform);
    const beforeOne = cpuTimesOf(stack);
    const times = (await likeOneByOne(stack, samples, likes + WARM_UP)).slice(WARM_UP);
    const cpu = cpuSince(beforeOne, stack, likes + WARM_UP);
    const many = rate === 0 ? {} : await atRate(stack, { samples, rate });
    const floor = await measureHops(stack, likes);
    const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)];
    return {
      sizes: { samples, likes, users: USERS },
      figures: {
        'p50 ms': p50,
        'p90 ms': quantile(times, 0.9),
        'p99 ms': p99,
        'max ms': Math.max(...times),
        ...cpu,
        ...many,
      },
      floor: { 'p50 ms': floor.p50, 'p99 ms': floor.p99 },
      ratio: { 'p50 ms': p50 / floor.p50, 'p99 ms': p99 / floor.p99 },
      aims: {
        'p50 ms': '≤ 30; ≤ 3 × floor',
        'p99 ms': '≤ 150',
        'at the rate, p50 ms': '≤ 30',
        'at the rate, p99 ms': '≤ 150',
      },
    };
  } finally {
    await stack.stop();
  }
}

/** Gives users their tastes, through the public API. */
async function interact(stack: RunningStack, platform: ImaginaryPlatform): Promise<void> {
  const progress = new Progress('interacting');
  const lines = platform.interactions().map((event) => JSON.stringify(event));
  await sendEvents(lines, { url: stack.services.ingestion, onProgress: () => {} });
  await waitUntilHandled(stack, (left) => progress.show(INTERACTIONS - Math.min(left, INTERACTIONS), INTERACTIONS));
  progress.end(`${INTERACTIONS} interactions`);
}

async function atRate(stack: RunningStack, { samples, rate }: { samples: number; rate: number }) {
  const before = cpuTimesOf(stack);
  const { times, skipped, seconds } = await likeAtRate(stack, { samples, rate, users: USERS, seconds: SECONDS });
  const cpu = cpuSince(before, stack, times.length);
  return {
    'at the rate, likes a second': times.length / seconds,
    'at the rate, likes not sent': skipped,
    'at the rate, p50 ms': quantile(times, 0.5),
    'at the rate, p90 ms': quantile(times, 0.9),
    'at the rate, p99 ms': quantile(times, 0.99),
    ...Object.fromEntries(Object.entries(cpu).map(([name, ms]) => [`at the rate, ${name}`, ms])),
  };
}
