import { randomFrom } from '@jophiel/generator';
import type { RunningStack } from '../../stack/running-stack.ts';
import { postLike } from './post-like.ts';
import { StreamClient } from './sse-client.ts';

const USER = 700_001;

/** Sequential likes of random samples by one user; each waits for the new feed on the stream. @returns ms of each */
export async function likeOneByOne(stack: RunningStack, samples: number, likes: number): Promise<number[]> {
  const random = randomFrom(5);
  const client = await StreamClient.open(`${stack.services['feed-api']}/v1/feed/${USER}/stream`);
  const times: number[] = [];
  for (let like = 0; like < likes; like++) {
    const expected = client.latest + 1;
    const startedAt = performance.now();
    await postLike(stack, USER, random.below(samples) + 1);
    times.push((await client.version(expected)) - startedAt);
  }
  client.close();
  return times;
}
