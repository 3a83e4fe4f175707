import { randomUUID } from 'node:crypto';
import { seed } from '@jophiel/cli/seed';
import { Progress } from '@jophiel/cli/terminal';
import { waitUntilHandled } from '@jophiel/cli/wait-until-handled';
import { randomFrom } from '@jophiel/generator';
import { type RunningStack, startStack } from '../stack/running-stack.ts';
import { measureHops } from './lib/hops.ts';
import { type Findings, quantile } from './lib/report.ts';
import { StreamClient } from './lib/sse-client.ts';

export interface ReactionOptions {
  readonly samples: number;
  readonly likes: number;
  /** Who finds the candidates: postgres or ann. */
  readonly source: string;
}

const WARM_UP = 20;

/** From the POST of a like to the news of the feed on its stream, one after another. */
export async function reaction({ samples, likes, source }: ReactionOptions): Promise<Findings> {
  const stack = await startStack({ durable: true, environment: { CANDIDATE_SOURCE: source } });
  try {
    await fill(stack, samples);
    const times = await likeOneByOne(stack, samples, likes + WARM_UP);
    const floor = await measureHops(stack, likes);
    const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)];
    return {
      sizes: { samples, likes },
      figures: { 'p50 ms': p50, 'p90 ms': quantile(times, 0.9), 'p99 ms': p99, 'max ms': Math.max(...times) },
      floor: { 'p50 ms': floor.p50, 'p99 ms': floor.p99 },
      ratio: { 'p50 ms': p50 / floor.p50, 'p99 ms': p99 / floor.p99 },
      aims: { 'p50 ms': '≤ 30', 'p99 ms': '≤ 150' },
    };
  } finally {
    await stack.stop();
  }
}

async function fill(stack: RunningStack, samples: number): Promise<void> {
  const progress = new Progress('filling');
  await seed(stack, { users: 1_000, samples, interactions: 5_000, seed: 11, now: Date.now() }, ({ accepted }) =>
    progress.show(accepted, samples + 5_000),
  );
  await waitUntilHandled(stack, (left) => progress.show(samples - Math.min(left, samples), samples, 'handling'));
  progress.end(`${samples} samples`);
}

async function likeOneByOne(stack: RunningStack, samples: number, likes: number): Promise<number[]> {
  const random = randomFrom(5);
  const user = 700_001;
  const client = await StreamClient.open(`${stack.services['feed-api']}/v1/feed/${user}/stream`);
  const times: number[] = [];
  for (let like = 1; like <= likes; like++) {
    const body = JSON.stringify({
      event_name: 'user.interaction.like',
      event_id: randomUUID(),
      event_timestamp: new Date().toISOString(),
      source: 'bench',
      payload: { user_id: user, sample_id: random.below(samples) + 1 },
    });
    const expected = client.latest + 1;
    const startedAt = performance.now();
    const response = await fetch(`${stack.services.ingestion}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    if (response.status !== 202) throw new Error(`A like was answered ${response.status}: ${await response.text()}`);
    await response.arrayBuffer();
    times.push((await client.version(expected)) - startedAt);
  }
  client.close();
  return times.slice(WARM_UP);
}
